"""The desk's verbs over topics."""

import pytest

from suggestions.actions import changes, curating, grouping, rules
from suggestions.models import Event, GroupingRun, Placement, Topic

pytestmark = pytest.mark.django_db

CHARGING = [
    "楼下充电桩不够，晚上排队充电",
    "充电桩太少，电动车充电要排队",
    "小区充电桩不够用总排队充电",
]
LIFTS = ["老楼加装电梯一楼不同意", "加装电梯一楼邻居不同意怎么办", "老楼加装电梯，一楼住户不同意"]


def group(campaign, officer, now):
    run = grouping.queue_grouping(campaign, by=officer, at=now)
    grouping.run_grouping(run, at=now)
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
    grouping.queue_grouping(campaign, by=officer, at=now)
    with pytest.raises(rules.Refused, match="正在归类"):
        grouping.queue_grouping(campaign, by=officer, at=now)


def test_a_failed_run_leaves_what_was_there_and_lets_the_next_begin(
    corpus, campaign, officer, now, monkeypatch, make_suggestion
):
    group(campaign, officer, now)
    make_suggestion("充电桩不够要排队", "晚上充电桩不够，充电要排队。")
    before = list(Placement.objects.order_by("pk").values())
    monkeypatch.setattr("suggestions.actions.grouping.propose", lambda *a, **k: 1 / 0)
    run = grouping.queue_grouping(campaign, by=officer, at=now)
    with pytest.raises(ZeroDivisionError):
        grouping.run_grouping(run, at=now)
    assert list(Placement.objects.order_by("pk").values()) == before
    assert GroupingRun.objects.get(pk=run.pk).status == "failed"
    monkeypatch.undo()
    group(campaign, officer, now)


def test_what_people_decided_is_never_changed_by_a_later_run(
    corpus, campaign, officer, now, make_suggestion
):
    group(campaign, officer, now)
    topic = proposed_with(corpus[0])
    curating.rename(topic, name="充电难", seen=topic.name, by=officer, at=now)
    curating.confirm(topic, by=officer, at=now)
    odd = corpus[5]
    curating.place([odd], topic=None, by=officer, at=now)
    late = make_suggestion("充电桩不够要排队", "晚上充电桩不够，充电要排队。")
    run = group(campaign, officer, now)
    if run.changes.open().exists():
        changes.accept_changes(run, by=officer, at=now)
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
    curating.place([corpus[1]], topic=source, by=officer, at=now)  # one by a person, two not
    before = sorted(Placement.objects.values_list("suggestion_id", "topic_id", "by_id"))
    note = curating.merge(source, into=target, by=officer, at=now)
    assert target.placements.count() == 6 and source.status == "merged"
    curating.unmerge(note, by=officer, at=now)
    assert sorted(Placement.objects.values_list("suggestion_id", "topic_id", "by_id")) == before
    source.refresh_from_db()
    assert (source.status, source.merged_into) == ("proposed", None)
    with pytest.raises(rules.Overtaken):
        curating.unmerge(note, by=officer, at=now)


def test_a_name_that_a_person_gave_outlives_a_merge(make_topic, propose, officer, now):
    source, target = propose("充电 不够 桩"), propose("充电 太贵 桩")
    curating.rename(source, name="充电桩太少", seen=source.name, by=officer, at=now)
    note = curating.merge(source, into=target, by=officer, at=now)
    target.refresh_from_db()
    assert (target.name, target.named_by) == ("充电桩太少", officer)
    told = "“充电桩太少”并入“充电 太贵 桩”，沿用人工定的名称“充电桩太少”，3 条建议"
    assert set(Event.objects.filter(verb="merged").values_list("reason", flat=True)) == {told}
    note.refresh_from_db()
    curating.unmerge(note, by=officer, at=now)
    target.refresh_from_db()
    assert (target.name, target.named_by) == ("充电 太贵 桩", None)
    # Of two names that people gave the target's stays; so does one given after the merge.
    curating.rename(target, name="充电太贵", seen=target.name, by=officer, at=now)
    source.refresh_from_db()
    curating.merge(source, into=target, by=officer, at=now)
    target.refresh_from_db()
    assert target.name == "充电太贵"


def test_what_left_the_target_meanwhile_stays_where_it_went(corpus, campaign, officer, now):
    group(campaign, officer, now)
    source, target = proposed_with(corpus[0]), proposed_with(corpus[3])
    note = curating.merge(source, into=target, by=officer, at=now)
    target.refresh_from_db()
    elsewhere = curating.create_topic(campaign, name="另一件事", by=officer, at=now)
    curating.place([corpus[0]], topic=elsewhere, by=officer, at=now)
    curating.unmerge(note, by=officer, at=now)
    assert Placement.objects.get(suggestion=corpus[0]).topic == elsewhere
    assert Placement.objects.get(suggestion=corpus[1]).topic_id == source.pk


def test_splitting_takes_only_what_lies_in_the_topic(make_topic, officer, now, make_suggestion):
    topic = make_topic(size=3)
    one = topic.placements.first().suggestion
    with pytest.raises(rules.Refused):
        curating.split(
            topic,
            suggestions=[make_suggestion("路灯不亮", "南门")],
            name="别的",
            by=officer,
            at=now,
        )
    new = curating.split(topic, suggestions=[one], name="飞线充电", by=officer, at=now)
    assert (topic.placements.count(), new.placements.count()) == (2, 1)
    assert new.number > topic.number


def test_the_second_name_does_not_overwrite_the_first(make_topic, officer, second_officer, now):
    topic = make_topic()
    seen = topic.name
    curating.rename(topic, name="充电难", seen=seen, by=officer, at=now)
    with pytest.raises(rules.Overtaken):
        curating.rename(topic, name="充电桩少", seen=seen, by=second_officer, at=now)
    topic.refresh_from_db()
    assert topic.name == "充电难"


def test_set_aside_and_restored(make_topic, officer, now):
    topic = make_topic()
    curating.set_aside(topic, reason="明年再议", by=officer, at=now)
    assert not Topic.objects.standing().exists()
    curating.restore(topic, by=officer, at=now)
    assert list(Topic.objects.public()) == [topic]


def test_every_verb_leaves_its_row(make_topic, officer, now):
    topic = make_topic()
    curating.rename(topic, name="充电难", seen=topic.name, by=officer, at=now)
    curating.set_aside(topic, reason="明年再议", by=officer, at=now)
    verbs = list(Event.objects.filter(topic=topic).values_list("verb", "by"))
    assert verbs == [(v, officer.pk) for v in ("confirmed", "renamed", "set_aside")]


def test_a_machine_guess_in_a_forwarded_topic_can_still_be_moved_a_member_cannot(
    make_referral, make_suggestion, campaign, officer, now
):
    topic = make_referral().topic
    member, guess = topic.placements.first().suggestion, make_suggestion("路灯不亮")
    run = grouping.queue_grouping(campaign, by=officer, at=now)
    Placement.objects.update_or_create(
        suggestion=guess, defaults={"topic": topic, "run": run, "at": now}
    )
    other = curating.create_topic(campaign, name="路灯", by=officer, at=now)
    curating.place([guess], topic=other, by=officer, at=now)
    assert proposed_with(guess) == other
    with pytest.raises(rules.Refused, match="不能移出"):
        curating.place([member], topic=other, by=officer, at=now)
