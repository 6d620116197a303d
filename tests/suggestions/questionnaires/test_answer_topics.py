"""问卷意见: open answers beside confirmed topics, kept by people, counted apart."""

import itertools
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from suggestions.actions import answer_topics, curating, sheets, tallying
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import (
    AnswerPlace,
    AnswerRun,
    Event,
    OpenAnswer,
    Placement,
    Suggestion,
    Topic,
    Verb,
)
from suggestions.questionnaires.frozen import Sheet
from suggestions.telling import answer_topics as telling
from suggestions.telling.small_cells import FLOOR
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import ident

pytestmark = pytest.mark.django_db
LIFT = "七号楼的电梯又停运了，老人下不了楼，维修一直没人来"
LAMP = "金沙江路口的红绿灯坏了半个月，学生过马路很危险，交警没来"
STRAY = "希望博物馆周末晚上也开放到九点"
REST = [f"{place}的{what}" for place, what in itertools.product(
    ("南桥村", "北新泾", "东安路", "西渡口", "中山园", "长风里", "金杨路", "大宁村"),
    ("垃圾桶太少", "自行车乱停放", "公交班次太稀", "梧桐树飞絮多", "菜场卫生差", "河水发臭",
     "快递车太多", "没有充电桩", "缺少长椅", "井盖松了"),
)]  # fmt: skip


@pytest.fixture
def topics(campaign, officer):
    """Two confirmed topics among letters about other things."""
    made = {}
    for name, texts in (("电梯停运", [LIFT] * 3), ("红绿灯坏了", [LAMP] * 3), ("别的", REST)):
        rows = Suggestion.objects.bulk_create(
            Suggestion(
                campaign=campaign, title=title, body=text, public_title=title, public_body=text,
                status="accepted", submitted_at=NOW, published_at=NOW,
            )
            for title, text in ((text if name == "别的" else name, text) for text in texts)
        )  # fmt: skip
        made[name] = curating.create_topic(campaign, name=name, by=officer, at=NOW)
        curating.place(rows, topic=made[name], by=officer, at=NOW)
    return made


@pytest.fixture
def asked(make_questionnaire, campaign):
    return make_questionnaire(campaign=campaign)


@pytest.fixture
def say(asked):
    version = sheets.version_of(asked, at=NOW)

    def make(*texts, times=1):
        rows = []
        for text in texts * times:
            sheet = Sheet((), ((ident("多说几句"), "", text),))
            rows.append(sheets.hand_in(version, sheet, key=str(uuid.uuid4()), at=NOW).sheet)
        return [row.open_answers.get() for row in rows]

    return make


@pytest.fixture
def read_all(asked, officer):
    def make():
        reading = answer_topics.queue_run(asked, by=officer, at=NOW)
        answer_topics.run(reading, at=NOW)
        reading.refresh_from_db()
        return reading

    return make


def places():
    return dict(AnswerPlace.objects.values_list("answer_id", "topic__name"))


def test_answers_are_proposed_for_the_topic_they_are_like(topics, say, read_all):
    lift, lamp, _ = say(LIFT, LAMP, STRAY)
    before = list(Placement.objects.order_by("pk").values())
    reading = read_all()
    assert places() == {lift.pk: "电梯停运", lamp.pk: "红绿灯坏了"}
    assert not AnswerPlace.objects.exclude(by=None).exists()
    assert (reading.status, reading.answers, reading.progress) == ("done", 3, 100)
    assert list(Placement.objects.order_by("pk").values()) == before


def test_the_words_of_an_option_are_no_answer(asked, topics, read_all):
    version = sheets.version_of(asked, at=NOW)
    said = Sheet(((ident("设施"), "", "other"),), ((ident("设施"), "other", LIFT),))
    sheets.hand_in(version, said, key=str(uuid.uuid4()), at=NOW)
    assert read_all().answers == 0
    assert not AnswerPlace.objects.exists()


def test_reading_again_changes_nothing_and_takes_in_what_is_new(topics, say, read_all):
    say(LIFT)
    read_all()
    first = list(AnswerPlace.objects.values())
    read_all()
    assert list(AnswerPlace.objects.values()) == first
    say(LAMP)
    read_all()
    assert AnswerPlace.objects.count() == 2


def test_what_people_decided_is_not_proposed_otherwise(topics, say, read_all, officer):
    kept, no = say(LIFT, LIFT + "，请快修")
    read_all()
    topic = topics["电梯停运"]
    answer_topics.refuse(topic, answers=[no.pk], by=officer, at=NOW)
    assert answer_topics.keep(topic, by=officer, at=NOW) == 1
    Topic.objects.filter(pk=topic.pk).update(status="set_aside")
    read_all()
    assert places() == {kept.pk: "电梯停运", no.pk: None}


def test_a_proposal_that_fits_no_more_goes(topics, say, read_all):
    say(LIFT)
    read_all()
    Topic.objects.filter(pk=topics["电梯停运"].pk).update(status="set_aside")
    read_all()
    assert not AnswerPlace.objects.exists()


def test_a_reading_that_broke_off_goes_on_behind_the_last_one(
    topics, say, asked, officer, monkeypatch
):
    monkeypatch.setattr(answer_topics, "PIECE", 2)
    answers = say(LIFT, LAMP, LIFT, LAMP)
    reading = answer_topics.queue_run(asked, by=officer, at=NOW)
    write, done = answer_topics._write, []

    def once(*args):
        if done:
            raise MemoryError
        done.append(1)
        write(*args)

    monkeypatch.setattr(answer_topics, "_write", once)
    with pytest.raises(MemoryError):
        answer_topics.run(reading, at=NOW)
    reading.refresh_from_db()
    assert (reading.status, reading.after, AnswerPlace.objects.count()) == (
        "failed", answers[1].pk, 2,
    )  # fmt: skip
    monkeypatch.setattr(answer_topics, "_write", write)
    AnswerPlace.objects.all().delete()
    AnswerRun.objects.update(status="queued")
    answer_topics.run(AnswerRun.objects.get(), at=NOW)
    assert set(places()) == {answer.pk for answer in answers[2:]}


def test_two_workers_on_one_reading_do_not_count_it_twice(topics, say, asked, officer, monkeypatch):
    say(LIFT, LAMP)
    reading = answer_topics.queue_run(asked, by=officer, at=NOW)
    write = answer_topics._write

    def overtaken(*args):
        AnswerRun.objects.update(after=F("after") + 1)
        write(*args)

    monkeypatch.setattr(answer_topics, "_write", overtaken)
    answer_topics.run(reading, at=NOW)
    reading.refresh_from_db()
    assert (reading.status, reading.answers) == ("running", 0)
    assert not AnswerPlace.objects.exists()


def test_one_reading_at_a_time_and_only_where_there_are_topics(
    make_questionnaire, asked, make_topic, officer
):
    with pytest.raises(Refused, match="还没有确认过的问题"):
        answer_topics.queue_run(asked, by=officer, at=NOW)
    with pytest.raises(Refused, match="不属于哪个征集"):
        answer_topics.queue_run(make_questionnaire(), by=officer, at=NOW)
    make_topic()
    answer_topics.queue_run(asked, by=officer, at=NOW)
    with pytest.raises(Refused, match="正在归入"):
        answer_topics.queue_run(asked, by=officer, at=NOW)


def test_the_database_wants_a_topic_or_a_person(asked, say):
    (answer,) = say(LIFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerPlace.objects.create(answer=answer, questionnaire=asked, at=NOW)


# --- people -----------------------------------------------------------------------------------


@pytest.fixture
def proposed(topics, say, asked):
    topic = topics["电梯停运"]

    def make(number, score=0.8):
        rows = say(LIFT, times=number)
        AnswerPlace.objects.bulk_create(
            AnswerPlace(answer=row, questionnaire=asked, topic=topic, score=score, at=NOW)
            for row in rows
        )
        return topic

    return make


def test_the_likest_can_be_confirmed_alone_and_history_says_how_many(proposed, officer):
    proposed(2, score=0.6)
    topic = proposed(3, score=0.9)
    assert answer_topics.keep(topic, least=0.7, by=officer, at=NOW) == 3
    assert answer_topics.refuse_rest(topic, by=officer, at=NOW) == 2
    told = Event.objects.filter(topic=topic, verb__in=[Verb.ANSWERS_KEPT, Verb.ANSWERS_REFUSED])
    assert list(told.values_list("verb", "data__answers")) == [
        ("answers_kept", 3), ("answers_refused", 2),
    ]  # fmt: skip
    with pytest.raises(Overtaken):
        answer_topics.keep(topic, by=officer, at=NOW)


def test_a_topic_that_is_not_public_takes_none(proposed, officer):
    topic = proposed(1)
    Topic.objects.filter(pk=topic.pk).update(status="set_aside")
    topic.refresh_from_db()
    with pytest.raises(Refused, match="不对外"):
        answer_topics.keep(topic, by=officer, at=NOW)


def test_a_merge_carries_the_answers_along_and_back(proposed, topics, officer):
    topic, into = proposed(FLOOR), topics["红绿灯坏了"]
    answer_topics.keep(topic, by=officer, at=NOW)
    note = curating.merge(topic, into=into, by=officer, at=NOW)
    into.refresh_from_db()
    assert telling.of_topic(into) == FLOOR
    curating.unmerge(note, by=officer, at=NOW)
    assert telling.of_topic(Topic.objects.get(pk=into.pk)) == 0


# --- what is told -----------------------------------------------------------------------------


def test_the_public_page_counts_the_confirmed_ones_apart(client, proposed, officer):
    topic = proposed(FLOOR)
    OpenAnswer.objects.update(text="这是问卷里的原话")
    url = reverse("suggestions:topic", args=[topic.pk])
    assert "问卷意见" not in client.get(url).content.decode()
    answer_topics.keep(topic, by=officer, at=NOW)
    text = client.get(url).content.decode()
    assert f'问卷意见 <strong class="num">{FLOOR}</strong> 条' in text
    assert '<strong class="num">3</strong> 条建议说的是这件事' in text
    assert "这是问卷里的原话" not in text


def test_few_answers_are_not_told_and_erased_sheets_leave(client, proposed, officer):
    topic = proposed(FLOOR)
    answer_topics.keep(topic, by=officer, at=NOW)
    OpenAnswer.objects.first().sheet.delete()
    assert telling.of_topic(topic) == 0
    url = reverse("suggestions:topic", args=[topic.pk])
    assert "问卷意见" not in client.get(url).content.decode()


def test_the_campaign_tells_both_kinds_apart(client, campaign, make_suggestion, say, asked):
    make_suggestion("一条建议")
    say(LIFT, times=FLOOR - 1)
    tallying.count_sheets(at=NOW)
    assert "问卷意见" not in client.get(campaign.url).content.decode()
    say(LAMP)
    tallying.count_sheets(at=NOW)
    text = client.get(campaign.url).content.decode()
    assert f'问卷意见 <strong class="num">{FLOOR}</strong> 条 · 建议' in text
    assert "分开数，不相加" in text


# --- the desk ---------------------------------------------------------------------------------


def test_an_officer_starts_a_reading_and_sees_what_it_found(
    desk, asked, topics, say, django_capture_on_commit_callbacks
):
    say(LIFT, LAMP, STRAY)
    url = reverse("desk_questionnaires:page", args=[asked.pk])
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(reverse("desk_questionnaires:place", args=[asked.pk]))
    assert response.url == url
    standing = desk.get(url).context["standing"]
    assert (standing.answers, standing.waiting, standing.kept, standing.nowhere) == (3, 2, 0, 1)
    assert {one.topic.name for one in standing.topics} == {"电梯停运", "红绿灯坏了"}
    told = desk.get(reverse("desk_questionnaires:progress", args=[asked.pk])).json()
    assert told == {"percent": 100, "stage": "已完成", "finished": True}


def test_the_desk_page_of_a_topic_offers_the_buttons(desk, proposed):
    topic = proposed(3)
    url = reverse("desk_topics:page", args=[topic.pk])
    assert "待确认 3 条" in desk.get(url).content.decode()
    pick = AnswerPlace.objects.first()

    def press(verb, **data):
        return desk.post(reverse("desk_topics:verb", args=[topic.pk, verb]), data)

    assert press("refuse-answers").status_code == 422
    assert press("refuse-answers", said="x").status_code == 422
    assert press("refuse-answers", said=[pick.pk]).status_code == 302
    assert press("keep-answers", least="9").status_code == 422
    assert press("keep-answers", least="0.7").status_code == 302
    assert press("refuse-rest").status_code == 409
    assert AnswerPlace.objects.about(topic).confirmed().count() == 2
    text = desk.get(f"{url}?said=kept").content.decode()
    assert "已确认 2 条" in text and "确认归入" not in text


def test_the_answers_of_a_topic_cost_the_same_for_many(
    desk, proposed, django_assert_max_num_queries
):
    topic, numbers = proposed(2), []
    desk.get(reverse("desk_topics:page", args=[topic.pk]))
    for _ in range(2):
        with django_assert_max_num_queries(45) as asked:
            desk.get(reverse("desk_topics:page", args=[topic.pk]))
        numbers.append(len(asked))
        proposed(12)
    assert numbers[0] == numbers[1]
