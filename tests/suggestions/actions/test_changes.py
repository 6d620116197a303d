"""A later run proposes; people accept, refuse and undo, and what they placed never moves."""

import pytest
from django.db import OperationalError

from suggestions.actions import changes, curating, grouping, proposing, rules, undoing
from suggestions.models import (
    GroupingRun,
    Issue,
    Placement,
    Suggestion,
    Theme,
    Topic,
    TopicChange,
)

pytestmark = pytest.mark.django_db

CHARGING = ["充电桩不够晚上排队充电", "充电桩太少电动车充电要排队", "小区充电桩不够用总排队充电"]
LIFTS = ["老楼加装电梯一楼不同意", "加装电梯一楼邻居不同意怎么办", "老楼加装电梯一楼住户不同意"]
BUSES = ["公交末班车太早下班赶不上", "公交末班车时间太早", "末班车太早夜班下班坐不到"]
DOGS = ["遛狗不牵绳吓到孩子", "小区遛狗不牵绳没人管", "遛狗不牵绳孩子害怕"]


def everything():
    """All that a run may touch, as it stands."""
    topics = Topic.objects.order_by("pk").values_list(
        "pk", "number", "name", "status", "theme", "score", "keywords", "run", "merged_into"
    )
    placements = Placement.objects.order_by("suggestion").values_list(
        "suggestion", "topic", "theme", "score", "words", "run", "by", "at"
    )
    themes = Theme.objects.order_by("pk").values_list("pk", "number", "name")
    under = Topic.objects.order_by("pk").values_list("issue", "issue_by")
    issues = Issue.objects.order_by("pk").values_list("pk", "number", "name", "status", "run")
    near = Placement.objects.order_by("suggestion").values_list("issue", flat=True)
    return list(topics), list(placements), list(themes), list(issues), list(under), list(near)


def cut_otherwise():
    """As if the dictionary had changed since the last run: then everything is looked at again."""
    GroupingRun.objects.update(fingerprint="", report={"cut_by": "otherwise"})


@pytest.fixture
def first(said, run):
    said(CHARGING + LIFTS)
    return run()


def topic_of(suggestion):
    return Placement.objects.get(suggestion=suggestion).topic


def test_the_first_run_takes_effect_at_once_and_says_what_it_did(first):
    assert not first.changes.open().exists()
    assert {c.kind for c in first.changes.accepted()} == {"born"}
    assert Topic.objects.proposed().count() == 2
    assert sorted(first.result.placed().values()) == [1, 1, 1, 2, 2, 2]


def test_a_run_that_finds_nothing_new_proposes_nothing(first, run):
    before = everything()
    assert not run().changes.exists()
    assert everything() == before


def confirmed(one, two, by, at):
    curating.confirm(one, by=by, at=at)


def merged(one, two, by, at):
    curating.merge(two, into=one, by=by, at=at)


def split(one, two, by, at):
    curating.split(one, suggestions=in_it(one)[:1], name="另一半", by=by, at=at)


def moved(one, two, by, at):
    curating.place(in_it(one)[:1], topic=two, by=by, at=at)


def shelved(one, two, by, at):
    curating.place(in_it(one)[:2], topic=None, by=by, at=at)


def in_it(topic):
    return [p.suggestion for p in topic.placements.select_related("suggestion").order_by("pk")]


CURATED = pytest.mark.parametrize("curate", [confirmed, merged, split, moved, shelved])


@CURATED
def test_nothing_is_proposed_after_people_curated_what_has_not_changed(
    first, run, officer, now, curate
):
    curate(*Topic.objects.order_by("number"), officer, now)
    before = everything()
    again = run()
    assert not again.changes.exists() and everything() == before
    assert again.status == "done" and again.report["unchanged"] == first.pk


@CURATED
def test_what_comes_in_elsewhere_moves_nothing_of_what_people_curated(
    first, run, unplaced, officer, now, curate
):
    curate(*Topic.objects.order_by("number"), officer, now)
    unplaced(BUSES)
    before = everything()
    second = run()
    assert [(c.kind, c.size) for c in second.changes.all()] == [("born", 3)]
    assert everything() == before


def test_a_changed_dictionary_lets_everything_be_looked_at_again(first, run):
    cut_otherwise()
    assert "unchanged" not in run().report


def test_a_letter_of_other_words_is_something_new(first, run):
    letter = Placement.objects.first().suggestion_id
    Suggestion.objects.filter(pk=letter).update(body="后来改过的话")
    assert "unchanged" not in run().report


def test_what_was_undone_is_looked_at_again(first, run, unplaced, officer, now):
    unplaced(DOGS)
    second = run()
    changes.accept_changes(second, by=officer, at=now)
    undoing.undo_run(second, by=officer, at=now)
    assert [(c.kind, c.size) for c in run().changes.open()] == [("born", 3)]


def test_a_later_run_moves_nothing_until_somebody_accepts(first, run, unplaced, officer, now):
    dogs = unplaced(DOGS)
    before = everything()
    second = run()
    assert everything() == before
    (change,) = second.changes.open()
    assert (change.kind, change.size) == ("born", 3) and "新受理 3 条" in change.reason
    assert changes.accept_changes(second, changes=[change], by=officer, at=now) == 3
    topic = topic_of(dogs[0])
    assert topic.number == 3 and topic.status == "proposed" and topic.keywords and topic.theme
    assert {topic_of(s) for s in dogs} == {topic}
    assert topic.events.get().verb == "proposed"
    with pytest.raises(rules.Overtaken, match="已采用"):
        changes.accept_changes(second, changes=[change], by=officer, at=now)
    with pytest.raises(rules.Overtaken, match="处理过"):
        changes.accept_changes(second, by=officer, at=now)


def test_what_is_refused_stays_away_and_is_not_proposed_again(first, run, unplaced, officer, now):
    unplaced(DOGS)
    (change,) = run().changes.open()
    changes.refuse_change(change, by=officer, at=now)
    with pytest.raises(rules.Overtaken):
        changes.refuse_change(change, by=officer, at=now)
    assert not run().changes.exists()


def test_the_next_run_puts_old_proposals_out_of_date(first, run, unplaced, officer, now):
    unplaced(DOGS)
    second = run()
    unplaced(["小区遛狗不牵绳怎么办"])
    third = run()
    assert second.changes.get().status == "outdated"
    assert [c.size for c in third.changes.open()] == [4]
    with pytest.raises(rules.Overtaken):
        changes.accept_changes(second, changes=list(second.changes.all()), by=officer, at=now)


def test_what_waits_goes_over_to_a_run_that_finds_nothing_new(first, run, unplaced, officer, now):
    dogs = unplaced(DOGS)
    second = run()
    (waiting,) = second.changes.open()
    third = run()
    assert third.changes.get() == waiting and third.report["unchanged"] == second.pk
    assert third.result.placed() == second.result.placed()
    assert changes.accept_changes(third, changes=[waiting], by=officer, at=now) == 3
    assert len({topic_of(s) for s in dogs}) == 1 and not run().changes.open().exists()


def test_after_a_run_that_broke_off_what_waited_is_proposed_again(
    first, run, unplaced, monkeypatch
):
    unplaced(DOGS)
    run()
    (gone,) = unplaced(["路灯坏了不亮"])
    with monkeypatch.context() as broken:
        broken.setattr(proposing, "_result", lambda *_: 1 / 0)  # what waited is out of date by then
        with pytest.raises(ZeroDivisionError):
            run()
    assert not TopicChange.objects.open().exists()
    Suggestion.objects.filter(pk=gone.pk).update(status="withdrawn", published_at=None)
    assert [(c.kind, c.size) for c in run().changes.open()] == [("born", 3)]


def test_what_people_moved_meanwhile_stays(first, run, unplaced, officer, now):
    dogs = unplaced(DOGS)
    second = run()
    curating.place([dogs[0]], topic=None, by=officer, at=now)
    assert changes.accept_changes(second, by=officer, at=now) == 2
    assert topic_of(dogs[0]) is None and topic_of(dogs[1]) == topic_of(dogs[2])


def test_new_ones_without_a_like_go_on_the_shelf_at_once(first, run, unplaced):
    (odd,) = unplaced(["建议延长地铁末班车时间"])
    second = run()
    assert topic_of(odd) is None
    assert [(c.kind, c.status) for c in second.changes.all()] == [("shelved", "accepted")]


def test_a_number_that_was_ever_used_is_not_used_again(first, run, unplaced, officer, now):
    one, two = Topic.objects.order_by("number")
    curating.merge(two, into=one, by=officer, at=now)
    dogs = unplaced(DOGS)
    changes.accept_changes(run(), by=officer, at=now)
    assert topic_of(dogs[0]).number == 3 and topic_of(dogs[0]).status == "proposed"


# --- topics that end --------------------------------------------------------------------------


@pytest.fixture
def two_of_one(first, now, campaign):
    """The machine's charging topic in two halves, as if an earlier run had seen them so."""
    whole = Topic.objects.get(name__contains="充电")
    rows = list(whole.placements.order_by("suggestion"))
    half = Topic.objects.create(campaign=campaign, number=9, name="另一半", run=first)
    Placement.objects.filter(pk=rows[2].pk).update(topic=half)
    return whole, half


def test_a_topic_that_belongs_to_another_is_merged_into_it(two_of_one, run, officer, now):
    whole, half = two_of_one
    cut_otherwise()
    second = run()
    (change,) = second.changes.open()
    assert (change.kind, change.topic, change.others[0][0]) == ("merged", half, whole.pk)
    changes.accept_changes(second, changes=[change], by=officer, at=now)
    half.refresh_from_db()
    assert (half.status, half.merged_into) == ("merged", whole)
    assert half.events.get(verb="merged").by == officer
    assert whole.placements.count() == 3


def test_a_merge_that_was_undone_is_looked_at_again(two_of_one, run, officer, now):
    """All lie where they lay, and nobody was asked: no run may take that for unchanged."""
    cut_otherwise()
    second = run()
    changes.accept_changes(second, by=officer, at=now)
    undoing.undo_run(second, by=officer, at=now)
    assert [change.kind for change in run().changes.open()] == ["merged"]


def test_a_topic_that_a_person_named_does_not_end(two_of_one, run, officer, now):
    half = two_of_one[1]
    cut_otherwise()
    curating.rename(half, name="充电之二", seen=half.name, by=officer, at=now)
    changes.accept_changes(run(), by=officer, at=now)
    half.refresh_from_db()
    assert half.status == "proposed" and half.name == "充电之二"


# --- undoing ----------------------------------------------------------------------------------


def test_undoing_restores_exactly(two_of_one, run, unplaced, officer, second_officer, now):
    unplaced([*DOGS, "充电桩不够总要排队充电", "建议延长地铁末班车时间"])
    before = everything()
    second = run()
    for change in second.changes.open():
        changes.accept_changes(second, changes=[change], by=officer, at=now)
    assert everything() != before
    undoing.undo_run(second, by=second_officer, at=now)
    assert everything() == before
    assert set(second.changes.values_list("status", flat=True)) == {"undone"}
    with pytest.raises(rules.Overtaken, match="已经撤销"):
        undoing.undo_run(second, by=officer, at=now)


def test_the_first_run_can_be_undone_as_well(said, run, officer, now):
    said(CHARGING + LIFTS)
    before = everything()
    first = run()
    undoing.undo_run(first, by=officer, at=now)
    assert everything() == before == ([], [], [], [], [], [])
    assert run().changes.accepted().count() == 2  # and done again


def test_what_people_built_on_it_is_not_torn_down(first, run, unplaced, officer, now):
    dogs = unplaced(DOGS)
    second = run()
    changes.accept_changes(second, by=officer, at=now)
    topic = topic_of(dogs[0])
    curating.confirm(topic, by=officer, at=now)
    before = everything()
    with pytest.raises(rules.Refused, match=f"“{topic.name}”（已确认）") as refusal:
        undoing.undo_run(second, by=officer, at=now)
    assert "周敏" in str(refusal.value)
    assert everything() == before


def test_a_run_under_a_later_one_waits_for_that_one(first, run, unplaced, officer, now):
    unplaced(DOGS)
    second = run()
    changes.accept_changes(second, by=officer, at=now)
    with pytest.raises(rules.Refused, match=f"第 {second.pk} 次"):
        undoing.undo_run(first, by=officer, at=now)
    undoing.undo_run(second, by=officer, at=now)
    undoing.undo_run(first, by=officer, at=now)
    assert not Topic.objects.exists()


def test_accepting_all_asks_the_database_a_fixed_number_of_times(
    first, run, unplaced, officer, now, django_assert_max_num_queries
):
    unplaced(DOGS + [f"{text}二" for text in CHARGING + LIFTS])
    second = run()
    assert second.changes.open().count() == 3
    with django_assert_max_num_queries(29):
        changes.accept_changes(second, by=officer, at=now)
    assert TopicChange.objects.open().count() == 0


def test_what_is_gone_since_is_passed_over_and_the_rest_goes_its_way(
    first, run, unplaced, officer, now
):
    dogs = unplaced(DOGS)
    second = run()
    gone = dogs[0].pk
    type(dogs[0]).objects.filter(pk=gone).delete()  # taken back with a whole import
    (change,) = second.changes.open()
    assert changes.accept_changes(second, changes=[change], by=officer, at=now) == 2
    assert not Placement.objects.filter(suggestion=gone).exists()
    assert {topic_of(s) for s in dogs[1:]} == {Topic.objects.get(number=3)}


# --- short transactions -----------------------------------------------------------------------


def test_a_run_is_written_in_parts(said, run, monkeypatch):
    said(CHARGING + LIFTS + BUSES)
    real, parts = proposing.apply, []

    def apply(run, rows, **who):
        parts.append([row.size for row in rows])
        return real(run, rows, **who)

    monkeypatch.setattr(proposing, "TOGETHER", 3)
    monkeypatch.setattr(proposing, "apply", apply)
    found = run()
    assert parts[:3] == [[3], [3], [3]]
    assert (
        found.changes.accepted().filter(kind="born").count() == 3
        and not found.changes.open().exists()
    )
    assert Topic.objects.count() == 3 and Placement.objects.count() == 9


def test_a_part_that_cannot_be_noted_is_not_carried_out(said, run, monkeypatch):
    """Or nobody could undo it."""
    said(CHARGING + LIFTS)

    def full(*_, **__):
        raise OSError("the disk is full")

    monkeypatch.setattr(TopicChange.objects, "bulk_create", full)
    with pytest.raises(OSError, match="full"):
        run()
    assert not Topic.objects.exists()
    assert not Placement.objects.filter(topic__isnull=False).exists()


@pytest.mark.parametrize("error", [OperationalError, ValueError])
def test_a_first_run_that_broke_off_is_taken_up_and_still_takes_effect_at_once(
    said, run, campaign, officer, now, monkeypatch, error
):
    said(CHARGING + LIFTS + BUSES)
    real, calls = proposing.apply, []

    def breaks(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise error("gone")
        return real(*args, **kwargs)

    monkeypatch.setattr(proposing, "TOGETHER", 3)
    monkeypatch.setattr(proposing, "apply", breaks)
    with pytest.raises(error):
        run()
    broken = GroupingRun.objects.get()
    assert Placement.objects.filter(topic__isnull=False).count() == 3
    if error is OperationalError:  # the worker puts it back
        rules.move(broken, GroupingRun.Status.QUEUED)
        grouping.run_grouping(broken, at=now)
    else:
        assert broken.status == "failed"
        run()
    assert Placement.objects.filter(topic__isnull=False).count() == 9
    assert Topic.objects.count() == 3 and not TopicChange.objects.open().exists()
    assert not run().changes.exists()
