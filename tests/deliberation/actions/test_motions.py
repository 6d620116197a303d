"""A motion: by which rule, frozen when it opens, kept when it was faulty."""

import datetime as dt

import pytest

from deliberation.actions import motions, voting
from deliberation.models import AgendaItem, Ballot, Meeting, Motion, Voter
from deliberation.verify import text_hash
from deliberation.voting import wizard
from deliberation.voting.counting import ROLL_KINDS
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.notices import OWNERS_OPEN, open_told


def leaves(at, path=()):
    for number, answer in enumerate(at.answers):
        if isinstance(answer.leads, str):
            yield [*path, number]
        else:
            yield from leaves(answer.leads, [*path, number])


def test_the_wizard_reaches_every_rule_and_quotes_the_law_of_each():
    found = [wizard.follow(path) for path in leaves(wizard.START)]
    assert {standing.rule for standing in found} == set(ROLL_KINDS)
    for standing in found:
        assert standing.law and standing.asked and standing.question is None


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ([0], "owners-ordinary"),
        ([1, 0], "owners-special"),
        ([1, 1, 0], "owners-ordinary"),
        ([1, 1, 1, 0], "council"),
        ([1, 1, 1, 2], "residents-representatives"),
        ([1, 1, 1, 6], "owners-committee"),
    ],
)
def test_the_wizard_gives_the_rule_of_a_matter(path, rule):
    assert wizard.follow(path).rule == rule


@pytest.mark.parametrize("path", [[9], [-1], [0, 0], [1, 1, 1, 99]])
def test_the_wizard_refuses_answers_that_do_not_exist(path):
    with pytest.raises(ValueError):
        wizard.follow(path)


@pytest.mark.parametrize("rule", ["owners-ordinary", "owners-special"])
def test_owners_vote_by_name_and_not_by_hands(make_vote, rule):
    with pytest.raises(Refused, match="只能记名表决"):
        make_vote(rule, secret=True)
    with pytest.raises(Refused, match="举手数不出面积"):
        make_vote(rule, method="hands")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"rule": ""}, "确定适用的规则"),
        ({"rule": "made-up"}, "确定适用的规则"),
        ({"method": "shout"}, "选择表决方式"),
        ({"method": "hands", "secret": True}, "不能无记名"),
        ({"method": "hands", "online": True}, "不能无记名，也不能在网上投"),
        ({"title": " "}, "请填写表决事项"),
        ({"text": "\u200b"}, "请填写表决内容"),
        ({"text": "长" * 4001}, "表决内容太长"),
    ],
)
def test_a_draft_that_cannot_be_voted_on_is_refused(make_item, meeting, secretary, fields, why):
    draft = motions.MotionDraft(**{"title": "路灯", "text": "装路灯", "rule": "council", **fields})
    with pytest.raises(Refused, match=why):
        motions.draft_motion(make_item(meeting), draft=draft, by=secretary, at=NOW)
    assert not Motion.objects.exists()


def test_a_roll_of_another_kind_or_council_is_refused(
    make_vote, make_roll, make_council, secretary, colleague
):
    with pytest.raises(Refused, match="要用“业主”名册"):
        make_vote("owners-ordinary", make_roll("residents"))
    elsewhere = make_council("外面的", secretaries=[secretary, colleague])
    with pytest.raises(Refused, match="不是本议事会的"):
        make_vote("owners-ordinary", make_roll("owners", into=elsewhere))


def test_opening_freezes_the_words_and_makes_a_row_for_each_head(make_vote, secretary):
    motion = make_vote()
    assert motion.status == "open" and motion.opened_at == NOW - OWNERS_OPEN
    assert Voter.objects.filter(motion=motion, voted=False).count() == 3
    opened = motion.item.meeting.council.record.get(kind="motion.opened").data
    assert opened["text_hash"] == motion.text_hash == text_hash(opened)
    draft = motions.MotionDraft(title="换", text="换", rule="council")
    with pytest.raises(Overtaken):
        motions.edit_motion(motion, draft=draft, by=secretary, at=NOW)
    with pytest.raises(Overtaken):
        motions.open_motion(motion, by=secretary, at=NOW)


def test_what_is_frozen_is_what_was_typed_last(make_vote, secretary):
    stale = make_vote(opened=False, told=False)
    draft = motions.MotionDraft(title="改过的", text="改过的内容", rule=stale.rule, roll=stale.roll)
    motions.edit_motion(Motion.objects.get(pk=stale.pk), draft=draft, by=secretary, at=NOW)
    open_told(stale, by=secretary, at=NOW)
    assert stale.item.meeting.council.record.get(kind="motion.opened").data["text"] == "改过的内容"


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (lambda m: Motion.objects.filter(pk=m.pk).update(roll=None), "先选择名册"),
        # The very moment of the end is too late.
        (lambda m: Motion.objects.filter(pk=m.pk).update(closes_at=NOW), "截止时间已经过了"),
        (lambda m: Meeting.objects.update(status="cancelled"), "会议已经取消"),
    ],
)
def test_a_vote_that_cannot_be_held_stays_a_draft(make_vote, secretary, prepare, why):
    motion = make_vote(opened=False)
    prepare(motion)
    motion = Motion.objects.select_related("item__meeting").get(pk=motion.pk)
    with pytest.raises(Refused, match=why):
        motions.open_motion(motion, by=secretary, at=NOW)
    assert Motion.objects.get(pk=motion.pk).status == "draft"
    assert not Voter.objects.exists()


def test_an_unchecked_roll_opens_no_vote(make_vote, make_roll, secretary):
    motion = make_vote(roll=make_roll(check=False), opened=False)
    with pytest.raises(Refused, match="还没有核对"):
        motions.open_motion(motion, by=secretary, at=NOW)


def test_a_day_before_the_law_is_refused(make_vote, secretary):
    motion = make_vote("residents-representatives", opened=False)
    early = dt.datetime(2025, 12, 31, 12, tzinfo=NOW.tzinfo)
    with pytest.raises(Refused, match="没有可用的"):
        motions.open_motion(motion, by=secretary, at=early)


def test_a_council_votes_only_while_it_sits_and_owners_may_be_asked_over_days(
    seats, make_item, meeting, make_roll, secretary
):
    def opened(rule, roll):
        draft = motions.MotionDraft(title="路灯", text="装", rule=rule, roll=roll)
        motion = motions.draft_motion(make_item(meeting), draft=draft, by=secretary, at=NOW)
        open_told(motion, by=secretary, at=NOW)
        return motion

    with pytest.raises(Refused, match="只能在会上"):
        opened("council", None)
    assert opened("owners-ordinary", make_roll()).status == "open"


def test_all_votes_of_a_council_meeting_share_the_roll_of_its_seats(seats, make_vote):
    first, second = make_vote("council"), make_vote("council")
    assert first.roll_id == second.roll_id and first.roll.people == 10


def test_who_was_present_in_the_last_vote_still_is(make_vote, make_roll, secretary):
    roll = make_roll("representatives")
    first = make_vote("residents-representatives", roll)
    voting.mark_present(first, numbers={1, 3}, present=True, by=secretary, at=NOW)
    second = make_vote("residents-representatives", roll)
    here = Voter.objects.filter(motion=second, present=True)
    assert set(here.values_list("entry__number", flat=True)) == {1, 3}


def test_numbers_on_an_item_follow_each_other(make_vote, make_item, open_meeting, make_roll):
    item, roll = make_item(open_meeting), make_roll()
    assert [make_vote(roll=roll, item=item).number for _ in range(3)] == [1, 2, 3]


def test_a_faulty_vote_is_kept_with_the_reason_and_put_again(make_vote, secretary):
    motion = make_vote()
    voting.cast(motion.heads[1], choice="for", channel="paper", at=NOW)
    with pytest.raises(Refused, match="请填写宣布无效的理由"):
        motions.annul_motion(motion, reason=" ", by=secretary, at=NOW)
    with pytest.raises(Refused, match="只有宣布无效的"):
        motions.repeat_motion(motion, by=secretary, at=NOW)
    motions.annul_motion(motion, reason="表决票印错了一栏。", by=secretary, at=NOW)
    assert motion.status == "annulled" and Ballot.objects.filter(motion=motion).count() == 1
    again = motions.repeat_motion(motion, by=secretary, at=NOW)
    assert (again.status, again.repeats, again.text) == ("draft", motion, motion.text)
    with pytest.raises(Overtaken):
        motions.repeat_motion(motion, by=secretary, at=NOW)
    open_told(again, by=secretary, at=NOW)
    assert not Voter.objects.filter(motion=again, voted=True).exists()
    with pytest.raises(Refused, match="已经结束"):
        voting.cast(motion.heads[2], choice="for", channel="paper", at=NOW)


def test_a_motion_may_be_left_out(make_vote, secretary):
    motion = make_vote(opened=False)
    motions.withdraw_motion(motion, by=secretary, at=NOW)
    with pytest.raises(Overtaken):
        motions.open_motion(motion, by=secretary, at=NOW)


def test_no_motion_is_added_to_a_meeting_that_is_over(make_item, open_meeting, secretary):
    item = make_item(open_meeting)
    Meeting.objects.update(status="cancelled")
    draft = motions.MotionDraft(title="路灯", text="装", rule="council")
    item = AgendaItem.objects.get(pk=item.pk)
    with pytest.raises(Refused, match="不能再加"):
        motions.draft_motion(item, draft=draft, by=secretary, at=NOW)
