"""提前通知: which day counts, who has to have been told, and what a verdict says of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from deliberation.rules import RULES, RuleError, judge
from deliberation.rules.notice import Noticed, Told, days_between, first_day

HELD = date(2026, 11, 20)


def told(*rows: tuple[str, int, int], entitled: int = 40, **more: Any) -> Noticed:
    """Rows of how, how many days before, how many reached."""
    days = tuple(Told(how, HELD - timedelta(days=n), reached) for how, n, reached in rows)
    return Noticed(15, "物业管理条例第十四条", HELD, entitled, days, **more)


def test_the_day_of_the_notice_does_not_count() -> None:
    assert days_between(date(2026, 11, 10), HELD) == 10
    assert first_day(date(2026, 11, 5), 15) == HELD


@pytest.mark.parametrize(
    ("rows", "full"),
    [
        ([], False),
        ([("posted", 15, 0)], True),
        ([("posted", 14, 0)], False),
        ([("signed", 15, 40)], True),
        ([("signed", 15, 39)], False),
        ([("signed", 20, 30), ("sms", 15, 10)], True),
        # The last ten heard of it a day too late.
        ([("signed", 20, 30), ("sms", 14, 10)], False),
        ([("signed", 20, 30), ("posted", 15, 0)], True),
    ],
)
def test_everybody_is_told_in_person_or_by_a_posting_in_time(rows, full) -> None:
    noticed = told(*rows)
    assert noticed.full is noticed.enough is full
    assert bool(noticed.missing()) is not full


def test_what_is_missing_is_said_and_from_when_it_would_be_enough() -> None:
    assert "还没有登记任何通知" in told().missing()
    assert "还差1人" in told(("signed", 15, 39)).missing()
    late = told(("signed", 20, 30), ("sms", 14, 10))
    assert late.earliest == HELD + timedelta(days=1)
    assert "2026年11月21日起才能开始表决" in late.missing()


def test_a_reason_helps_only_where_the_rule_lets_it() -> None:
    assert not told(reason="急").enough
    assert told(reason="急", excusable=True).enough and not told(excusable=True).enough
    excusable = {rule.id for rule in RULES if rule.notice and rule.notice.exempt}
    assert excusable == {"council"}


def case(notice: Any) -> dict[str, Any]:
    all_of_them = {"people": 3, "area": "300"}
    return {
        "rule": "owners-ordinary", "on": HELD.isoformat(), "notice": notice,
        "eligible": all_of_them, "present": all_of_them, "for": all_of_them,
        "against": {"people": 0, "area": "0"}, "abstain": {"people": 0, "area": "0"},
    }  # fmt: skip


def test_the_verdict_says_which_notice_was_given_and_when() -> None:
    notice = told(("posted", 16, 0), entitled=3).as_dict()
    verdict = judge(case(notice))
    assert verdict.valid and verdict.passed
    assert "2026年11月4日张贴公示（面向全体），提前16天" in verdict.notice
    assert "规定提前15天（物业管理条例第十四条）" in verdict.notice
    assert verdict.as_dict()["notice"] == verdict.notice
    assert "notice" not in judge(case(None)).as_dict()


def test_a_vote_of_which_not_all_were_told_is_not_valid() -> None:
    notice = told(("sms", 16, 2), entitled=3).as_dict()
    for reason in ("", "急"):
        verdict = judge(case(notice | {"reason": reason}))
        assert not verdict.valid and not verdict.passed
        assert any("还差1人" in words for words in verdict.reasons)
    # What the case says of the term counts for nothing where a law sets it.
    assert not judge(case(told(("posted", 14, 0)).as_dict() | {"needed": 1})).valid


@pytest.mark.parametrize(
    "notice",
    [
        "通知过了",
        {},
        {"entitled": True, "told": []},
        {"entitled": 3, "told": [{"how": "crier", "on": "2026-11-01", "reached": 3}]},
        {"entitled": 3, "told": [{"how": "sms", "on": "2026-13-01", "reached": 3}]},
        {"entitled": 3, "told": [{"how": "sms", "on": "2026-11-01", "reached": -3}]},
        {"entitled": 3, "told": [], "reason": 7},
    ],
)
def test_a_notice_that_cannot_be_read_is_refused(notice) -> None:
    with pytest.raises(RuleError, match="notice"):
        judge(case(notice))
