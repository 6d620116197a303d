"""撤回这次导入: all of it or nothing, nothing left behind, and the file may come again."""

import pytest
from django.core.files.base import ContentFile
from wagtail.models import ModelLogEntry

from suggestions.actions import (
    answering,
    curating,
    following,
    grouping,
    intake,
    screening,
    submitting,
    tagging,
    taking_back,
    undoing,
)
from suggestions.actions.rules import Overtaken, Refused
from suggestions.desk.topics import runs
from suggestions.models import (
    Event,
    GroupingRun,
    ImportBatch,
    ImportFault,
    OutboxMessage,
    Placement,
    ShelfReading,
    Sorting,
    Suggestion,
    TaggedSuggestion,
    Topic,
)
from suggestions.staff.verbs import Done
from suggestions.text import search

pytestmark = pytest.mark.django_db

MAPPING = {"external_id": "编号", "title": "标题", "body": "内容", "tags": "标签"}
WORDS = ("楼下装充电桩", "路灯不亮没人修", "公交站没有雨棚")


def file(count=6, start=0):
    lines = [
        f"A{n},{WORDS[n % 3]},{WORDS[n % 3]}，请安排一下第{n}处。,充电"
        for n in range(start, start + count)
    ]
    return ContentFile(
        "\n".join(["编号,标题,内容,标签", *lines, "A0,再来,一次,"]).encode(), "来信.csv"
    )


@pytest.fixture
def take_in(campaign, officer, now):
    def run(approve=True, mapping=MAPPING, **what):
        batch = intake.upload(campaign, file=file(**what), by=officer, at=now)
        intake.queue_import(batch, mapping=mapping, approve=approve, by=officer, at=now)
        intake.run_import(batch, at=now)
        batch.refresh_from_db()
        return batch

    return run


@pytest.fixture
def take_back(officer, now):
    return lambda batch: taking_back.take_back(batch, by=officer, at=now)


@pytest.fixture
def grouped(campaign, officer, now):
    def run():
        found = grouping.queue_grouping(campaign, by=officer, at=now)
        grouping.run_grouping(found, at=now)
        found.refresh_from_db()
        return found

    return run


def everything():
    tables = (
        Suggestion, Event, Sorting, Placement, TaggedSuggestion, ShelfReading, ImportFault,
        OutboxMessage,
    )  # fmt: skip
    return {model.__name__: model._base_manager.count() for model in tables}


def indexed():
    from django.db import connection

    with connection.cursor() as cursor:
        found = 0
        for table in (search.TABLE, search.UNREAD):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found += cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("approve", [True, False])
def test_nothing_is_left_of_it_but_who_took_it_back(
    take_in, take_back, make_topic, officer, now, approve
):
    make_topic("别的问题", size=2)
    before, words = everything(), indexed()
    batch = take_in(approve)
    assert indexed() == words + 6 and batch.faulty == 1
    name = batch.file.name
    assert take_back(batch) == 6
    batch.refresh_from_db()
    assert everything() == before and indexed() == words
    assert (batch.status, batch.taken_back_by, batch.taken_back_at) == ("taken_back", officer, now)
    assert not batch.file and not batch._meta.get_field("file").storage.exists(name)
    assert ModelLogEntry.objects.get(action=taking_back.LOGGED).data == {"suggestions": 6}
    assert batch.created == 6


@pytest.mark.parametrize("mapping", [MAPPING, {"title": "标题", "body": "内容"}])
def test_the_same_file_comes_in_again_afterwards(take_in, take_back, mapping):
    take_back(take_in(mapping=mapping))
    again = take_in(mapping=mapping)
    assert (again.status, again.created) == ("done", Suggestion.objects.count())


def test_only_its_own_rows_go(take_in, take_back, make_suggestion):
    own = make_suggestion("自己写的")
    first, second = take_in(), take_in(count=4, start=10)
    take_back(first)
    assert set(Suggestion.objects.values_list("import_batch", flat=True)) == {second.pk, None}
    assert Suggestion.objects.filter(pk=own.pk).exists()


def decide(verb, row, by, at, make_topic):
    if verb == "accepted":
        screening.accept(row, by=by, at=at)
    elif verb == "declined":
        screening.decline(row, route="hotline", reason="请打 12345", by=by, at=at)
    elif verb == "placed":
        curating.place([row], topic=make_topic("问题", size=1), by=by, at=at)
    elif verb == "shelved":
        curating.place([row], topic=None, by=by, at=at)
    elif verb == "confirmed":
        topic = make_topic("机器的", size=1)
        Placement.objects.create(suggestion=row, topic=topic, at=at)
        curating.confirm(topic, by=by, at=at)
    elif verb == "answered":
        topic = make_topic("问题", size=1)
        curating.place([row], topic=topic, by=by, at=at)
        answering.answer(topic, text="好了。", adoption="work", by=by, at=at)
    elif verb == "supported":
        submitting.support(row, supporter_key="k", at=at)
    elif verb == "followed":
        following.ask(
            "suggestion", str(row.pk), channel="email", address="a@example.org", pace="at_once",
            at=at,
        )  # fmt: skip
    elif verb == "tagged":
        tagging.tag(row, names=["急"], seen=["充电"], by=by, at=at)


@pytest.mark.parametrize(
    ("approve", "verb"),
    [
        (False, "accepted"),
        (False, "declined"),
        *(
            (True, verb)
            for verb in (
                "placed", "shelved", "confirmed", "answered", "supported", "followed", "tagged",
            )
        ),
    ],
)  # fmt: skip
def test_what_somebody_decided_on_holds_all_of_it_back(
    take_in, take_back, make_topic, officer, now, approve, verb
):
    batch = take_in(approve)
    row = batch.suggestions.order_by("pk")[2]
    decide(verb, row, officer, now, make_topic)
    before = everything()
    with pytest.raises(Refused, match=rf"6 条里，有 1 条（{row.number}）已经有人办过"):
        take_back(batch)
    batch.refresh_from_db()
    assert everything() == before and batch.status == "done" and batch.file


def test_what_was_accepted_with_the_list_or_placed_by_the_machine_is_no_decision(
    take_in, take_back, grouped, campaign, officer, now
):
    batch = take_in(count=30)
    grouped()
    assert Placement.objects.filter(topic__isnull=False).exists()
    ShelfReading.objects.create(suggestion=batch.suggestions.first(), reader=officer, at=now)
    assert take_back(batch) == 30
    assert not Placement.objects.exists()
    assert set(Topic.objects.values_list("status", flat=True)) == {"set_aside"}
    assert "撤回导入" in Event.objects.filter(verb="set_aside").first().reason


def test_a_topic_that_holds_others_too_stays_as_it_is(
    take_in, take_back, make_topic, campaign, now
):
    topic, batch = make_topic("充电", size=2), take_in()
    Placement.objects.create(suggestion=batch.suggestions.first(), topic=topic, at=now)
    take_back(batch)
    topic.refresh_from_db()
    assert (topic.status, topic.placements.count()) == ("confirmed", 2)


def test_a_run_is_undone_after_its_import_was_taken_back(take_in, take_back, grouped, officer, now):
    first, second = take_in(count=30), take_in(count=30, start=40)
    run = grouped()
    take_back(first)
    assert undoing.undo_run(run, by=officer, at=now) == 30
    told = runs._undone(Done(run, {}, 30))
    assert told == "已撤销这次归类，30 条建议恢复原位；另有 30 条早已随导入撤回，不再恢复。"
    assert not Placement.objects.exists() and not Topic.objects.standing().exists()
    assert second.suggestions.count() == 30


def test_changes_that_wait_for_what_is_gone_move_the_rest(
    take_in, take_back, grouped, officer, now
):
    from suggestions.actions import changes

    take_in(count=30)
    grouped()
    second = take_in(count=30, start=40)
    run = grouped()
    assert run.changes.open().exists()
    take_back(second)
    changes.accept_changes(run, by=officer, at=now)
    assert not Placement.objects.exclude(suggestion__in=Suggestion.objects.all()).exists()
    assert Placement.objects.count() == 30


def test_while_a_run_reads_nothing_is_taken_back(take_in, take_back, campaign, officer, now):
    batch = take_in()
    run = grouping.queue_grouping(campaign, by=officer, at=now)
    with pytest.raises(Refused, match="正在自动归类"):
        take_back(batch)
    GroupingRun.objects.filter(pk=run.pk).update(status="failed")
    assert take_back(batch) == 6


def test_a_second_time_and_an_unfinished_one_are_refused(
    take_in, take_back, campaign, officer, now
):
    batch = take_in()
    stale = ImportBatch.objects.get(pk=batch.pk)
    take_back(batch)
    for one in (batch, stale):
        with pytest.raises(Refused):
            take_back(one)
    fresh = intake.upload(campaign, file=file(), by=officer, at=now)
    with pytest.raises(Refused, match="待设置"):
        take_back(fresh)


def test_who_comes_later_hears_that_it_is_gone(take_in, take_back, make_topic, officer, now):
    batch, waiting = take_in(), take_in(False, count=2, start=20)
    shown, unread = batch.suggestions.first(), waiting.suggestions.first()
    take_back(batch)
    take_back(waiting)
    with pytest.raises(Overtaken, match="已经不在了"):
        screening.accept(unread, by=officer, at=now)
    with pytest.raises(Overtaken, match="已经不在了"):
        curating.place([shown], topic=make_topic("别的", size=1), by=officer, at=now)
    with pytest.raises(Refused, match="已经撤下"):
        submitting.support(shown, supporter_key="k", at=now)


def test_what_waits_to_be_sent_of_it_is_not_sent(take_in, take_back, now):
    batch = take_in()
    address = f"/suggestions/{batch.suggestions.first().pk}/"
    follow = following.ask(
        "search", "q=灯", channel="email", address="a@example.org", pace="weekly", at=now
    )
    OutboxMessage.objects.all().delete()
    rows = [("mine", address), ("other", "/suggestions/999999/")]
    for key, url in rows:
        OutboxMessage.objects.create(
            key=key, follow=follow, kind="f_found", channel="email", url=url, queued_at=now,
            try_at=now,
        )  # fmt: skip
    take_back(batch)
    assert list(OutboxMessage.objects.values_list("key", flat=True)) == ["other"]
