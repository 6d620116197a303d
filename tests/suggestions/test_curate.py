"""The desk's verbs over topics."""

import pytest

from suggestions import actions
from suggestions.models import Event, GroupingRun, Placement, Topic

pytestmark = pytest.mark.django_db

CHARGING = [
    "楼下充电桩不够，晚上排队充电",
    "充电桩太少，电动车充电要排队",
    "小区充电桩不够用总排队充电",
]
LIFTS = ["老楼加装电梯一楼不同意", "加装电梯一楼邻居不同意怎么办", "老楼加装电梯，一楼住户不同意"]


def group(campaign, officer, now):
    run = actions.queue_grouping(campaign, by=officer, at=now)
    actions.run_grouping(run, at=now)
    run.refresh_from_db()
    return run


@pytest.fixture
def corpus(make_suggestion):
    return [make_suggestion(text, f"{text}。请想办法。") for text in CHARGING + LIFTS]


def proposed_with(suggestion):
    return Placement.objects.get(suggestion=suggestion).topic


def test_the_machine_proposes_topics_and_signs_nothing(corpus, campaign, officer, now):
    run = group(campaign, officer, now)
    assert run.status == "done" and run.progress == 100 and len(run.fingerprint) == 64
    charging, lifts = proposed_with(corpus[0]), proposed_with(corpus[3])
    assert charging and lifts and charging != lifts
    assert {p.topic for p in Placement.objects.filter(suggestion__in=corpus[:3])} == {charging}
    assert not Placement.objects.by_people().exists()
    assert Placement.objects.get(suggestion=corpus[0]).words


def test_only_one_run_at_a_time(campaign, officer, now):
    actions.queue_grouping(campaign, by=officer, at=now)
    with pytest.raises(actions.Refused, match="正在归类"):
        actions.queue_grouping(campaign, by=officer, at=now)


def test_a_failed_run_leaves_what_was_there_and_lets_the_next_begin(
    corpus, campaign, officer, now, monkeypatch
):
    group(campaign, officer, now)
    before = list(Placement.objects.order_by("pk").values())
    monkeypatch.setattr("suggestions.actions.propose.apply", lambda *a, **k: 1 / 0)
    run = actions.queue_grouping(campaign, by=officer, at=now)
    with pytest.raises(ZeroDivisionError):
        actions.run_grouping(run, at=now)
    assert list(Placement.objects.order_by("pk").values()) == before
    assert GroupingRun.objects.get(pk=run.pk).status == "failed"
    monkeypatch.undo()
    group(campaign, officer, now)


def test_what_people_decided_is_never_changed_by_a_later_run(
    corpus, campaign, officer, now, make_suggestion
):
    group(campaign, officer, now)
    topic = proposed_with(corpus[0])
    actions.rename(topic, name="充电难", seen=topic.name, by=officer, at=now)
    actions.confirm(topic, by=officer, at=now)
    odd = corpus[5]
    actions.place([odd], topic=None, by=officer, at=now)
    late = make_suggestion("充电桩不够要排队", "晚上充电桩不够，充电要排队。")
    run = group(campaign, officer, now)
    if run.changes.open().exists():
        actions.accept_changes(run, by=officer, at=now)
    topic.refresh_from_db()
    assert (topic.name, topic.status) == ("充电难", "confirmed")
    assert {p.suggestion for p in topic.placements.by_people()} == set(corpus[:3])
    assert Placement.objects.get(suggestion=odd).topic is None
    assert Placement.objects.get(suggestion=odd).by == officer
    fresh = Placement.objects.get(suggestion=late)
    assert fresh.by is None and fresh.topic == topic


def test_a_rerun_over_the_same_texts_keeps_the_numbers(corpus, campaign, officer, now):
    group(campaign, officer, now)
    before = dict(Placement.objects.values_list("suggestion_id", "topic__number"))
    group(campaign, officer, now)
    assert dict(Placement.objects.values_list("suggestion_id", "topic__number")) == before


def test_undoing_a_merge_restores_exactly(corpus, campaign, officer, now):
    group(campaign, officer, now)
    source, target = proposed_with(corpus[0]), proposed_with(corpus[3])
    actions.place([corpus[1]], topic=source, by=officer, at=now)  # one by a person, two not
    before = sorted(Placement.objects.values_list("suggestion_id", "topic_id", "by_id"))
    note = actions.merge(source, into=target, by=officer, at=now)
    assert target.placements.count() == 6 and source.status == "merged"
    actions.unmerge(note, by=officer, at=now)
    assert sorted(Placement.objects.values_list("suggestion_id", "topic_id", "by_id")) == before
    source.refresh_from_db()
    assert (source.status, source.merged_into) == ("proposed", None)
    with pytest.raises(actions.Overtaken):
        actions.unmerge(note, by=officer, at=now)


def test_what_left_the_target_meanwhile_stays_where_it_went(corpus, campaign, officer, now):
    group(campaign, officer, now)
    source, target = proposed_with(corpus[0]), proposed_with(corpus[3])
    note = actions.merge(source, into=target, by=officer, at=now)
    target.refresh_from_db()
    elsewhere = actions.create_topic(campaign, name="另一件事", by=officer, at=now)
    actions.place([corpus[0]], topic=elsewhere, by=officer, at=now)
    actions.unmerge(note, by=officer, at=now)
    assert Placement.objects.get(suggestion=corpus[0]).topic == elsewhere
    assert Placement.objects.get(suggestion=corpus[1]).topic_id == source.pk


def test_splitting_takes_only_what_lies_in_the_topic(make_topic, officer, now, make_suggestion):
    topic = make_topic(size=3)
    one = topic.placements.first().suggestion
    with pytest.raises(actions.Refused):
        actions.split(
            topic,
            suggestions=[make_suggestion("路灯不亮", "南门")],
            name="别的",
            by=officer,
            at=now,
        )
    new = actions.split(topic, suggestions=[one], name="飞线充电", by=officer, at=now)
    assert (topic.placements.count(), new.placements.count()) == (2, 1)
    assert new.number > topic.number


def test_the_second_name_does_not_overwrite_the_first(make_topic, officer, second_officer, now):
    topic = make_topic()
    seen = topic.name
    actions.rename(topic, name="充电难", seen=seen, by=officer, at=now)
    with pytest.raises(actions.Overtaken):
        actions.rename(topic, name="充电桩少", seen=seen, by=second_officer, at=now)
    topic.refresh_from_db()
    assert topic.name == "充电难"


def test_a_topic_of_another_campaign_takes_nothing(make_topic, make_campaign, officer, now):
    topic = make_topic()
    other = actions.create_topic(make_campaign(), name="别处", by=officer, at=now)
    with pytest.raises(actions.Refused):
        actions.merge(topic, into=other, by=officer, at=now)
    with pytest.raises(actions.Refused):
        actions.place([topic.placements.first().suggestion], topic=other, by=officer, at=now)


def test_set_aside_and_restored(make_topic, officer, now):
    topic = make_topic()
    actions.set_aside(topic, reason="明年再议", by=officer, at=now)
    assert not Topic.objects.standing().exists()
    actions.restore(topic, by=officer, at=now)
    assert list(Topic.objects.public()) == [topic]


def test_every_verb_leaves_its_row(make_topic, officer, now):
    topic = make_topic()
    actions.rename(topic, name="充电难", seen=topic.name, by=officer, at=now)
    actions.set_aside(topic, reason="明年再议", by=officer, at=now)
    verbs = list(Event.objects.filter(topic=topic).values_list("verb", "by"))
    assert verbs == [(v, officer.pk) for v in ("confirmed", "renamed", "set_aside")]


def test_a_machine_guess_in_a_forwarded_topic_can_still_be_moved_a_member_cannot(
    make_referral, make_suggestion, campaign, officer, now
):
    topic = make_referral().topic
    member, guess = topic.placements.first().suggestion, make_suggestion("路灯不亮")
    run = actions.queue_grouping(campaign, by=officer, at=now)
    Placement.objects.update_or_create(
        suggestion=guess, defaults={"topic": topic, "run": run, "at": now}
    )
    other = actions.create_topic(campaign, name="路灯", by=officer, at=now)
    actions.place([guess], topic=other, by=officer, at=now)
    assert proposed_with(guess) == other
    with pytest.raises(actions.Refused, match="不能移出"):
        actions.place([member], topic=other, by=officer, at=now)
