"""One matter across campaigns: a topic holds voices of others; nothing is lost or told twice."""

import pytest
from django.db import IntegrityError, transaction

from suggestions.actions import (
    answering,
    changes,
    curating,
    grouping,
    referring,
    rereading,
    rules,
    undoing,
)
from suggestions.models import (
    Delivery,
    Event,
    Placement,
    Suggestion,
    Topic,
    TopicMerge,
    TopicSupport,
)
from suggestions.telling import figures, topic_supports, voices

pytestmark = pytest.mark.django_db


def standing(topic):
    fields = ("suggestion", "topic", "theme", "by", "comes_from")
    return list(topic.placements.order_by("suggestion").values_list(*fields))


def refer(topic, department, officer, now):
    dates = referring.deadlines(now)
    return referring.refer(topic, lead=department, by=officer, at=now, dates=dates)[0]


def answer(topic, officer, now):
    return answering.answer(topic, text="已经装好。", adoption="work", by=officer, at=now)


# --- membership -------------------------------------------------------------------------------


def test_a_suggestion_of_another_campaign_joins_a_topic_and_leaves_it_again(
    make_topic, make_suggestion, door_campaign, officer, now
):
    home, voice = make_topic(size=1), make_suggestion("缺充电桩", into=door_campaign)
    curating.place([voice], topic=home, by=officer, at=now)
    placed = Placement.objects.get(suggestion=voice)
    assert (placed.topic, placed.comes_from, placed.by) == (home, door_campaign, officer)
    curating.place([voice], topic=None, by=officer, at=now)
    placed.refresh_from_db()
    assert (placed.topic, placed.comes_from, placed.theme) == (None, None, None)


def test_merging_across_and_undoing_it_restores_exactly(
    make_topic, topic_of, door_campaign, make_suggestion, officer, now
):
    home, other = make_topic("充电难", size=3), topic_of(door_campaign, "缺桩")
    # Of the third kind: a voice of the home campaign that lay in the other's topic already.
    curating.place([make_suggestion("楼下没有桩")], topic=other, by=officer, at=now)
    theirs, ours = standing(other), standing(home)
    note = curating.merge(other, into=home, by=officer, at=now)
    assert (other.status, other.merged_into) == ("merged", home)
    said_in = voices.by_campaign(figures.members(home.pk))[home.pk]
    assert said_in == {home.campaign_id: 4, door_campaign.pk: 2}
    curating.unmerge(note, by=officer, at=now)
    assert (standing(other), standing(home)) == (theirs, ours)
    other.refresh_from_db()
    assert (other.status, other.merged_into_id) == ("confirmed", None)


def test_a_machine_s_guess_crosses_by_a_person_s_merge_and_goes_back_as_a_guess(
    propose, topic_of, door_campaign, officer, now
):
    guessed, goal = propose("充电桩不够", size=2), topic_of(door_campaign)
    before = standing(guessed)
    note = curating.merge(guessed, into=goal, by=officer, at=now)
    assert {p.by for p in Placement.objects.filter(comes_from=guessed.campaign)} == {officer}
    curating.unmerge(note, by=officer, at=now)
    assert standing(guessed) == before and not guessed.placements.by_people().exists()


def test_merged_on_and_on_each_voice_keeps_its_campaign(
    make_topic, topic_of, make_campaign, door_campaign, officer, now
):
    third = make_campaign("加装电梯")
    first, second, last = make_topic(size=1), topic_of(door_campaign), topic_of(third, size=3)
    one = curating.merge(first, into=second, by=officer, at=now)
    two = curating.merge(second, into=last, by=officer, at=now)
    held = voices.by_campaign(figures.members(last.pk))[last.pk]
    assert held == {first.campaign_id: 1, door_campaign.pk: 2, third.pk: 3}
    one.refresh_from_db()
    with pytest.raises(rules.Refused, match="后来又并入"):
        curating.unmerge(one, by=officer, at=now)
    curating.unmerge(two, by=officer, at=now)
    curating.unmerge(TopicMerge.objects.get(pk=one.pk), by=officer, at=now)
    assert not Placement.objects.exclude(comes_from=None).exists()
    assert figures.members(first.pk).count() == 1


def test_a_split_keeps_the_voices_of_others(make_topic, topic_of, door_campaign, officer, now):
    home = make_topic(size=1)
    curating.merge(topic_of(door_campaign), into=home, by=officer, at=now)
    guests = list(Suggestion.objects.filter(campaign=door_campaign))
    new = curating.split(home, suggestions=guests, name="新的", by=officer, at=now)
    assert new.campaign == home.campaign
    assert {p.comes_from for p in new.placements.all()} == {door_campaign}


def test_the_database_lets_no_machine_carry_a_voice_across(make_topic, door_campaign):
    placed = make_topic(size=1).placements.get()
    for wrong in ({"by": None}, {"topic": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Placement.objects.filter(pk=placed.pk).update(comes_from=door_campaign, **wrong)


def test_names_that_people_gave_and_the_direction_stand_in_both_histories(
    propose, topic_of, door_campaign, officer, now
):
    home, other = propose("machine"), topic_of(door_campaign, "缺桩")
    note = curating.merge(other, into=home, by=officer, at=now)
    home.refresh_from_db()
    assert home.name == "缺桩"
    told = set(Event.objects.filter(verb="merged").values_list("reason", flat=True))
    assert told == {"“缺桩”并入“machine”，沿用人工定的名称“缺桩”，2 条建议"}
    assert Event.objects.filter(verb="merged", topic__in=[home, other]).count() == 2
    curating.unmerge(note, by=officer, at=now)
    home.refresh_from_db()
    assert home.name == "machine"


# --- one referral, one answer -----------------------------------------------------------------


def test_one_answer_reaches_every_author_in_every_campaign(
    make_topic, topic_of, door_campaign, department, officer, now
):
    home, other = make_topic(size=2), topic_of(door_campaign, "缺桩", size=3)
    curating.merge(other, into=home, by=officer, at=now)
    answer(home, officer, now)
    assert Delivery.objects.count() == 5
    assert set(Suggestion.objects.values_list("status", flat=True)) == {"answered"}


def test_who_joins_from_elsewhere_late_is_brought_to_where_the_topic_is(
    make_topic, topic_of, door_campaign, department, officer, now
):
    sent, done = make_topic(size=1), make_topic("别的事", size=1)
    refer(sent, department, officer, now)
    answer(done, officer, now)
    first, second = topic_of(door_campaign, "一"), topic_of(door_campaign, "二")
    curating.merge(first, into=sent, by=officer, at=now)
    curating.merge(second, into=done, by=officer, at=now)
    states = Suggestion.objects.filter(campaign=door_campaign).order_by("pk")
    assert list(states.values_list("status", flat=True)) == ["forwarded"] * 2 + ["answered"] * 2


def test_a_merge_looks_at_how_the_target_stands_now_not_when_it_was_read(
    make_topic, topic_of, door_campaign, officer, now
):
    home, other = make_topic(size=1), topic_of(door_campaign)
    stale = Topic.objects.get(pk=home.pk)
    answer(home, officer, now)
    curating.merge(other, into=stale, by=officer, at=now)
    assert Delivery.objects.filter(suggestion__campaign=door_campaign).count() == 2


def test_satisfaction_is_told_where_the_author_spoke(
    make_topic, topic_of, door_campaign, officer, now
):
    home = make_topic(size=1)
    curating.merge(topic_of(door_campaign, size=1), into=home, by=officer, at=now)
    answer(home, officer, now)
    for delivery in Delivery.objects.filter(suggestion__campaign=door_campaign):
        answering.rate(delivery, satisfaction="good", done="yes", at=now)
    assert figures.satisfaction(door_campaign.pk).rated == 1
    assert figures.satisfaction(home.campaign_id).rated == 0


# --- the machine ------------------------------------------------------------------------------

CHARGING = [
    "楼下充电桩不够，晚上排队充电",
    "充电桩太少，电动车充电要排队",
    "小区充电桩不够用总排队充电",
]
LIFTS = ["老楼加装电梯一楼不同意", "加装电梯一楼邻居不同意怎么办", "老楼加装电梯，一楼住户不同意"]


def run_over(campaign, officer, now):
    run = grouping.queue_grouping(campaign, by=officer, at=now)
    grouping.run_grouping(run, at=now)
    run.refresh_from_db()
    return run


def test_no_run_moves_a_voice_in_or_out_of_another_campaign(
    make_suggestion, campaign, door_campaign, officer, now
):
    for text in CHARGING + LIFTS:
        make_suggestion(text, f"{text}。请想办法。")
    run_over(campaign, officer, now)
    home = Placement.objects.filter(topic__isnull=False).first().topic
    rows = [
        make_suggestion(text, f"{text}。请想办法。", into=door_campaign)
        for text in CHARGING * 2 + LIFTS
    ]
    guests = rows[:3]
    curating.place(guests, topic=home, by=officer, at=now)
    before = standing(home)
    for of in (campaign, door_campaign, campaign):
        run = run_over(of, officer, now)
        if run.changes.open().exists():
            changes.accept_changes(run, by=officer, at=now)
        told = {pk for group in run.result.topics for pk in group["members"]} | set(
            run.result.shelf
        )
        assert (
            {g.pk for g in guests} <= told if of == campaign else not told & {g.pk for g in guests}
        )
    kept = {row for row in standing(home) if row[4] == door_campaign.pk}
    assert kept == {row for row in before if row[4] == door_campaign.pk} and len(kept) == 3
    assert not Placement.objects.filter(by=None).exclude(comes_from=None).exists()


def test_a_number_of_another_campaign_fixes_nothing_in_ones_own(
    make_topic, make_suggestion, door_campaign, officer, now
):
    home, voice = make_topic(), make_suggestion("缺桩", into=door_campaign)
    curating.place([voice], topic=home, by=officer, at=now)
    messages, known = rereading.read_corpus(door_campaign)
    assert (messages, known.fixed) == ([], {})
    messages, known = rereading.read_corpus(home.campaign)
    assert known.fixed[str(voice.pk)] == home.number and len(messages) == 4


def test_undoing_a_run_is_refused_where_people_have_put_voices_of_others_into_its_topic(
    make_suggestion, campaign, door_campaign, officer, now
):
    for text in CHARGING:
        make_suggestion(text, f"{text}。请想办法。")
    run_over(campaign, officer, now)
    for text in LIFTS:
        make_suggestion(text, f"{text}。请想办法。")
    Placement.objects.filter(topic=None).delete()
    run = run_over(campaign, officer, now)
    changes.accept_changes(run, by=officer, at=now)
    born = run.changes.get(kind="born").topic
    voice = make_suggestion("加装电梯", into=door_campaign)
    curating.place([voice], topic=born, by=officer, at=now)
    with pytest.raises(rules.Refused, match="1 条是后来归入的"):
        undoing.undo_run(run, by=officer, at=now)
    assert Topic.objects.filter(pk=born.pk).exists()


# --- counted once -----------------------------------------------------------------------------


def test_no_figure_counts_a_voice_twice(make_topic, topic_of, door_campaign, officer, now):
    home, other = make_topic("充电难", size=3), topic_of(door_campaign, "缺桩", size=2)
    alone = topic_of(door_campaign, "别的", size=1)
    curating.merge(other, into=home, by=officer, at=now)
    here = {t.pk: t.size for t in figures.by_size(home.campaign_id)}
    there = {t.pk: t.size for t in figures.by_size(door_campaign.pk)}
    assert here == {home.pk: 3} and there == {home.pk: 2, alone.pk: 1}
    whole = {t.pk: t.size for t in figures.by_size()}
    assert whole == {home.pk: 5, alone.pk: 1}
    assert sum(whole.values()) == sum(here.values()) + sum(there.values())


def test_who_met_it_too_is_found_across_merges_and_counted_once(
    make_topic, topic_of, door_campaign, officer, now
):
    home, other = make_topic(), topic_of(door_campaign)
    for topic, key in ((home, "a"), (other, "a"), (other, "b")):
        TopicSupport.objects.create(topic=topic, supporter_key=key, at=now)
    note = curating.merge(other, into=home, by=officer, at=now)
    assert topic_supports.of(home.pk) == 2 and topic_supports.said_by(home.pk, "b")
    curating.unmerge(note, by=officer, at=now)
    assert (topic_supports.of(home.pk), topic_supports.of(other.pk)) == (1, 2)
