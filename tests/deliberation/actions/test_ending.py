"""Owners are asked for a week at least, and two persons end their vote before its announced end."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from deliberation import verify
from deliberation.actions import closing, ending, motions, voting
from deliberation.models import Motion
from deliberation.record.export import export_record
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.actions.test_noticing import resealed
from tests.deliberation.notices import OWNERS_OPEN

DAY = dt.timedelta(days=1)
END = NOW + 3 * DAY


@pytest.fixture
def vote(make_vote):
    """Three owners, all of whom voted; announced to end in three days."""
    motion = make_vote(closes_at=END)
    for voter in motion.heads.values():
        voting.cast(voter, choice="for", channel="paper", at=NOW)
    return motion


@pytest.mark.parametrize("rule", ["owners-ordinary", "owners-special"])
def test_before_the_least_time_nobody_ends_it(make_vote, secretary, colleague, rule):
    motion = make_vote(rule)
    opened = NOW - OWNERS_OPEN
    for by in (secretary, colleague):
        with pytest.raises(Refused, match="2026年9月15日起才能结束，在那以前谁也不能结束"):
            closing.close_motion(motion, by=by, at=opened + 6 * DAY)
    assert closing.close_motion(motion, by=secretary, at=opened + 7 * DAY).status == "closed"


def test_two_persons_do_not_shorten_the_least_time(make_vote, secretary, colleague):
    motion = make_vote(closes_at=END)
    early = NOW - OWNERS_OPEN + 6 * DAY
    ending.ask_early(motion, reason="都投完了。", by=secretary, at=early)
    with pytest.raises(Refused, match="谁也不能结束"):
        closing.close_motion(motion, by=colleague, at=early)


def test_an_announced_end_before_the_least_time_opens_nothing(make_vote, secretary):
    motion = make_vote(opened=False, closes_at=NOW + 6 * DAY)
    with pytest.raises(Refused, match="请改到 2026年9月23日或者以后"):
        motions.open_motion(motion, by=secretary, at=NOW)
    Motion.objects.filter(pk=motion.pk).update(closes_at=NOW + 7 * DAY)
    motions.open_motion(Motion.objects.get(pk=motion.pk), by=secretary, at=NOW)


def test_before_the_announced_end_two_persons_end_it(vote, secretary, colleague):
    with pytest.raises(Refused, match="先由一个人“提出提前结束”"):
        closing.close_motion(vote, by=secretary, at=NOW)
    with pytest.raises(Refused, match="请填写提前结束的理由"):
        ending.ask_early(vote, reason=" ", by=secretary, at=NOW)
    ending.ask_early(vote, reason="全体都投完了。", by=secretary, at=NOW)
    with pytest.raises(Overtaken, match="已经有人提出"):
        ending.ask_early(vote, reason="再提一次。", by=colleague, at=NOW)
    with pytest.raises(Refused, match="要由另一个人来结束"):
        closing.close_motion(vote, by=secretary, at=NOW)
    assert Motion.objects.get(pk=vote.pk).status == "open"
    closed = closing.close_motion(vote, by=colleague, at=NOW)
    early = {"asked_by": secretary.pk, "confirmed_by": colleague.pk, "reason": "全体都投完了。"}
    assert closed.council.record.get(kind="motion.closed").data["early"] == early


def test_at_its_announced_end_one_person_ends_it(vote, secretary):
    with pytest.raises(Refused):
        closing.close_motion(vote, by=secretary, at=END - dt.timedelta(seconds=1))
    assert closing.close_motion(vote, by=secretary, at=END).early_confirmed_by is None


def test_an_early_end_may_be_declined_and_asked_for_again(vote, secretary, colleague):
    ending.ask_early(vote, reason="都投完了。", by=secretary, at=NOW)
    ending.keep_open(vote, by=colleague, at=NOW)
    with pytest.raises(Overtaken):
        ending.keep_open(vote, by=colleague, at=NOW)
    with pytest.raises(Refused, match="先由一个人"):
        closing.close_motion(vote, by=colleague, at=NOW)
    ending.ask_early(vote, reason="都投完了。", by=colleague, at=NOW)
    assert closing.close_motion(vote, by=secretary, at=NOW).early_by == colleague


def test_nothing_is_asked_where_nothing_is_early(make_vote, secretary):
    for motion in (make_vote(), make_vote("residents-representatives")):
        with pytest.raises(Refused, match="不用提前结束"):
            ending.ask_early(motion, reason="早点回家。", by=secretary, at=NOW)
        assert closing.close_motion(motion, by=secretary, at=NOW).status == "closed"


def test_the_database_refuses_one_person_for_both(vote, secretary):
    rows = Motion.objects.filter(pk=vote.pk)
    for by in (secretary, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(early_by=by, early_confirmed_by=secretary)


@pytest.fixture
def export(vote, secretary, colleague):
    ending.ask_early(vote, reason="都投完了。", by=secretary, at=NOW)
    closing.close_motion(vote, by=colleague, at=NOW)
    return export_record(vote.council)


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("motion.closed", lambda d: d.pop("early"), "两个人"),
        (
            "motion.closed",
            lambda d: d["early"].update(confirmed_by=d["early"]["asked_by"]),
            "两个人",
        ),
        ("motion.early_asked", lambda d: d.update(asked_by=0), "两个人"),
        ("motion.opened", lambda d: d.update(open_days=9), "最短表决时间"),
    ],
)
def test_the_checker_knows_who_ended_it_and_when(export, kind, change, words):
    assert verify.verify(export)["votes"] == 1
    with pytest.raises(verify.Bad, match=words):
        verify.verify(resealed(export, kind, change))
