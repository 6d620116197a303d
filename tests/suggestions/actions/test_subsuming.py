"""Issues above topics: a run finds and proposes them, and what people decided never moves."""

from dataclasses import replace

import pytest

from suggestions.actions import arriving, changes, curating, gathering, rules, undoing
from suggestions.models import Event, Issue, Placement, Topic
from tests.suggestions.actions.test_changes import cut_otherwise, everything

pytestmark = pytest.mark.django_db

LANE = [
    "幸福里小区路灯坏了，晚上看不清路",
    "幸福里小区的路灯不亮，摸黑走路",
    "幸福里路灯坏了一个月没人修",
]
PARK = [
    "和平公园门口路灯不亮，老人摔跤",
    "和平公园路灯坏了，跳舞的人看不见",
    "和平公园的路灯一直不亮没有人管",
]
LIFTS = ["老楼加装电梯一楼不同意", "加装电梯一楼邻居不同意怎么办", "老楼加装电梯一楼住户不同意"]
DOGS = ["遛狗不牵绳吓到孩子", "小区遛狗不牵绳没人管", "遛狗不牵绳孩子害怕"]


def topic_of(suggestion):
    return Placement.objects.get(suggestion=suggestion).topic


@pytest.fixture
def lamps(said, run):
    """One kind of problem at two places, and another kind: the topics of the first."""
    rows = {name: said(texts) for name, texts in (("lane", LANE), ("park", PARK), ("lifts", LIFTS))}
    run()
    return {name: topic_of(some[0]) for name, some in rows.items()}


def test_the_first_run_opens_issues_at_once_and_no_person_has_said_so(lamps):
    lane, park, lifts = (lamps[name] for name in ("lane", "park", "lifts"))
    assert lane != park and lane.issue == park.issue != lifts.issue
    assert {i.status for i in Issue.objects.all()} == {"proposed"}
    assert set(Issue.objects.values_list("number", flat=True)) == {1, 2}
    assert lane.issue.keywords and lane.issue.theme and lane.issue_by is None
    assert Event.objects.filter(issue__isnull=False, verb="proposed").count() == 2


def test_a_second_run_over_an_unchanged_corpus_proposes_nothing_and_numbers_stay(lamps, run):
    before = everything()
    assert not run().changes.exists()
    assert everything() == before


def test_a_new_topic_joins_its_issue_when_somebody_accepts_it(lamps, run, unplaced, officer, now):
    bridge = unplaced(
        ["长风桥头路灯坏了车看不见", "长风桥头路灯不亮容易撞车", "长风桥头的路灯没人修"]
    )
    second = run()
    assert second.changes.open().count() >= 1
    changes.accept_changes(second, by=officer, at=now)
    topic = topic_of(bridge[0])
    assert topic.issue is not None
    assert topic.issue.status == "proposed" and not run().changes.exists()


@pytest.fixture
def parted(lamps, now):
    """As if an earlier run had seen the park's lamps as a kind of their own."""
    park = lamps["park"]
    own = Issue.objects.create(campaign=park.campaign, number=8, name="公园照明")
    park.issue = own
    park.save()
    cut_otherwise()
    return lamps, own


def test_moving_a_topic_under_an_issue_waits_for_a_person(parted, run, officer, now):
    lamps, _ = parted
    lane, park = lamps["lane"], lamps["park"]
    # Without its number the engine sees one kind again.
    before = everything()
    second = run()
    assert everything() == before
    (change,) = second.changes.open()
    assert (change.kind, change.size) == ("issue", 1) and "也是这一类" in change.reason
    assert [row[0] for row in change.others] in ([park.pk], [lane.pk])
    assert changes.accept_changes(second, changes=[change], by=officer, at=now) == 1
    lane.refresh_from_db()
    park.refresh_from_db()
    assert lane.issue == park.issue and {lane.issue_by, park.issue_by} == {None}
    undoing.undo_run(second, by=officer, at=now)
    assert everything() == before


def test_a_refused_move_is_not_proposed_again(parted, run, officer, now):
    (change,) = run().changes.open()
    changes.refuse_change(change, by=officer, at=now)
    assert not run().changes.exists()


def test_a_person_who_decides_meanwhile_is_not_overridden(parted, run, officer, now):
    lamps, own = parted
    second = run()
    for name in ("lane", "park"):
        topic = Topic.objects.get(pk=lamps[name].pk)
        gathering.set_issue(topic, issue=topic.issue, by=officer, at=now)
    before = everything()
    assert changes.accept_changes(second, by=officer, at=now) == 0
    assert everything() == before


def test_what_a_person_decided_is_proposed_no_more(parted, run, officer, now):
    lamps, own = parted
    gathering.set_issue(lamps["park"], issue=own, by=officer, at=now)
    gathering.rename(lamps["lane"].issue, name="弄堂路灯", seen=lamps["lane"].issue.name,
                     by=officer, at=now)  # fmt: skip
    gathering.confirm(lamps["lane"].issue, by=officer, at=now)
    before = everything()
    assert not run().changes.exists()
    assert everything() == before


def test_taken_out_of_every_issue_it_stays_out(lamps, run, officer, now):
    gathering.set_issue(lamps["park"], issue=None, by=officer, at=now)
    assert not run().changes.exists()
    lamps["park"].refresh_from_db()
    assert lamps["park"].issue is None


def test_what_was_put_aside_gets_nothing_new(lamps, run, unplaced, officer, now):
    issue = lamps["lane"].issue
    gathering.set_aside(issue, reason="分开办更快", by=officer, at=now)
    assert not run().changes.exists()
    assert issue.topics.count() == 2 and issue.topics.filter(issue_by=officer).count() == 2


def test_an_issue_opened_meanwhile_is_not_taken_for_one_of_the_run(
    lamps, campaign, unplaced, run, officer, now, monkeypatch
):
    """The run's new number is by chance that of the issue that a person opens while it goes."""
    from suggestions.actions import grouping

    unplaced(DOGS)
    real, opened = grouping.group_messages, []

    def slow(*args, **kwargs):
        found = real(*args, **kwargs)
        opened.append(gathering.open_issue(campaign, name="别的事", by=officer, at=now))
        return found

    monkeypatch.setattr(grouping, "group_messages", slow)
    second = run()
    changes.accept_changes(second, by=officer, at=now)
    assert opened[0].number == 3 and not opened[0].topics.exists()
    assert Issue.objects.get(number=4).topics.get().name


def test_undoing_a_run_takes_its_issues_with_it(said, run, officer, now):
    said(LANE + PARK + LIFTS)
    first = run()
    assert Issue.objects.count() == 2
    undoing.undo_run(first, by=officer, at=now)
    assert not Issue.objects.exists()


def test_a_confirmed_issue_stands_in_the_way_of_undoing(lamps, officer, now):
    gathering.confirm(lamps["lane"].issue, by=officer, at=now)
    run = lamps["lane"].run
    with pytest.raises(rules.Refused, match="不能撤销"):
        undoing.undo_run(run, by=officer, at=now)


def test_a_site_from_before_gets_its_issues_at_the_next_run(lamps, run, officer, now):
    Topic.objects.update(issue=None)
    Issue.objects.all().delete()
    cut_otherwise()
    second = run()
    assert not second.changes.open().exists()
    assert {c.kind for c in second.changes.accepted()} == {"issue"}
    lane = Topic.objects.get(pk=lamps["lane"].pk)
    assert lane.issue and lane.issue == Topic.objects.get(pk=lamps["park"].pk).issue


def test_a_topic_of_a_person_gets_an_issue_of_its_own_without_a_question(
    lamps, make_suggestion, campaign, run, officer, now
):
    alone = [make_suggestion(text, f"{text}。请想办法。") for text in DOGS]
    topic = curating.create_topic(campaign, name="遛狗", by=officer, at=now)
    curating.place(alone, topic=topic, by=officer, at=now)
    second = run()
    topic.refresh_from_db()
    assert not second.changes.open().exists() and topic.issue.topics.get() == topic
    assert topic.issue_by is None
    assert not run().changes.exists()


# --- the shelf --------------------------------------------------------------------------------


@pytest.fixture
def alone(monkeypatch):
    """The engine leaves this one alone, near to the issue that it else would stand in."""
    from suggestions.actions import grouping

    real = grouping.group_messages

    def leave(suggestion):
        def left(*args, **kwargs):
            found = real(*args, **kwargs)
            rows = (
                replace(p, topic=None) if p.id == str(suggestion.pk) else p
                for p in found.placements
            )
            return replace(found, placements=tuple(rows))

        monkeypatch.setattr(grouping, "group_messages", left)

    return leave


def test_a_lone_letter_about_a_common_problem_is_pointed_to_it(lamps, unplaced, run, alone):
    (lone,) = unplaced(["长风桥下的路灯也坏了"])
    alone(lone)
    run()
    placement = Placement.objects.get(suggestion=lone)
    assert placement.topic is None and placement.issue == lamps["lane"].issue
    before = everything()
    assert not run().changes.exists()
    assert everything() == before


def test_what_a_person_left_on_the_shelf_gets_no_hint(lamps, unplaced, run, alone, officer, now):
    (lone,) = unplaced(["长风桥下的路灯也坏了"])
    curating.place([lone], topic=None, by=officer, at=now)
    alone(lone)
    run()
    assert Placement.objects.get(suggestion=lone).issue is None


def test_a_hint_at_an_issue_that_nobody_accepted_yet_comes_with_it(
    lamps, unplaced, run, alone, officer, now
):
    dogs = unplaced(DOGS + ["学校门口遛狗不牵绳"])
    alone(dogs[-1])
    second = run()
    lone = Placement.objects.get(suggestion=dogs[-1])
    assert lone.issue is None
    changes.accept_changes(second, by=officer, at=now)
    lone.refresh_from_db()
    assert lone.topic is None and lone.issue == topic_of(dogs[0]).issue is not None


def test_a_letter_that_comes_in_between_is_pointed_to_the_issue_of_its_neighbours(
    lamps, make_suggestion, monkeypatch
):
    text = "幸福里小区路灯坏了，晚上看不清路"
    sure = Placement.objects.get(suggestion=make_suggestion(text, text))
    assert sure.topic == lamps["lane"] and sure.issue is None
    monkeypatch.setattr(arriving, "SURE", 2)  # no neighbour is near enough to say the same
    lone = Placement.objects.get(suggestion=make_suggestion(f"{text}啊", text))
    assert lone.topic is None and lone.issue == lamps["lane"].issue
