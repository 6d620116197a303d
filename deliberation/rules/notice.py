"""提前通知: whether everybody entitled was told in time; days are days of the calendar.

The day of the notice does not count (民法典 201: 开始的当日不计入); counting begins on the day
after it, and on the day on which the term is full the vote may be opened. That the term is
counted towards the vote, and not shifted when its last day is a holiday, is our reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from deliberation.rules.model import Rule, RuleError

MOST_WAYS = 200
COUNTING = "通知当天不计入（民法典第二百零一条），从第二天起数满规定天数的当天可以表决"
READING = "天数按日历日计算，遇到节假日不顺延，是本系统的理解，以主管部门解释为准"
# Put up where all of them pass: it tells everybody, and nobody is counted.
POSTED = "posted"
WAYS = {
    POSTED: "张贴公示",
    "sms": "短信",
    "signed": "签收名单",
    "door": "上门送达",
    "group": "业主群、居民群",
    "email": "电子邮件",
    "hand": "当面送达",
}


def days_between(told: date, held: date) -> int:
    """The days of the calendar from being told to the vote; the day of the notice not counted.

    Examples
    --------
    >>> days_between(date(2026, 11, 1), date(2026, 11, 11))
    10
    """
    return (held - told).days


def first_day(told: date, days: int) -> date:
    """The first day on which a vote may be held of which people were told on a day.

    Examples
    --------
    >>> first_day(date(2026, 2, 25), 15)
    datetime.date(2026, 3, 12)
    """
    return told + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Told:
    """One way in which the entitled were told: how, on which day, and how many of them."""

    how: str
    on: date
    reached: int = 0

    def words(self, held: date) -> str:
        """How, when, whom, and how long before the vote."""
        whom = "面向全体" if self.how == POSTED else f"通知到{self.reached}人"
        return f"{_day(self.on)}{WAYS[self.how]}（{whom}），提前{days_between(self.on, held)}天"


@dataclass(frozen=True, slots=True)
class Noticed:
    """All that was told of one vote, and what the rule asks for."""

    needed: int
    law: str
    held: date
    entitled: int
    told: tuple[Told, ...]
    reason: str = ""
    excusable: bool = False

    @property
    def in_time(self) -> tuple[Told, ...]:
        """What was told early enough."""
        return tuple(t for t in self.told if days_between(t.on, self.held) >= self.needed)

    @property
    def full(self) -> bool:
        """Whether everybody was told in time."""
        return _covers(self.in_time, self.entitled)

    @property
    def enough(self) -> bool:
        """Whether the vote may be held: told in time, or excused where the rule allows it."""
        return self.full or (self.excusable and bool(self.reason))

    @property
    def earliest(self) -> date | None:
        """From which day on what was told is enough; None while it never will be."""
        days = sorted({told.on for told in self.told})
        for day in days:
            if _covers([told for told in self.told if told.on <= day], self.entitled):
                return first_day(day, self.needed)
        return None

    def words(self) -> str:
        """Which notice was given and when, for verdicts, minutes and pages."""
        said = "；".join(told.words(self.held) for told in self.told) or "没有通知记录"
        short = "" if self.full else f"；没有满足提前天数，理由：{self.reason or '未说明'}"
        return f"{said}{short}。规定提前{self.needed}天（{self.law}），{COUNTING}。"

    @property
    def reading(self) -> str:
        """What of it is ours and not the letter of a law."""
        return f"{READING}。"

    def missing(self) -> str:
        """What is still missing, and what to do about it; empty when all were told in time."""
        if self.full:
            return ""
        need = f"{self.law}要求提前{self.needed}天通知到全体有权表决的人（共{self.entitled}人）"
        if not self.told:
            return f"{need}，还没有登记任何通知。"
        if day := self.earliest:
            return f"{need}，登记的通知还不满{self.needed}天，{_day(day)}起才能开始表决。"
        reached = sum(told.reached for told in self.told)
        return (
            f"{need}，登记通知到的只有{reached}人，还差{self.entitled - reached}人。"
            "逐户通知不到的，请张贴公示，再登记一条。"
        )

    def as_dict(self) -> dict[str, Any]:
        """The facts as the record keeps them."""
        return {
            "needed": self.needed,
            "held": self.held.isoformat(),
            "entitled": self.entitled,
            "told": [
                {
                    "how": told.how,
                    "on": told.on.isoformat(),
                    "days": days_between(told.on, self.held),
                    "reached": told.reached,
                }
                for told in self.told
            ],
            "reason": self.reason,
        }


def read_notice(value: Any, rule: Rule, held: date) -> Noticed | None:
    """Read the `notice` of a case; None where the case or the rule has none.

    Raises
    ------
    RuleError
        If it is not what `Noticed.as_dict` writes.
    """
    if value is None or rule.notice is None:
        return None
    try:
        told = tuple(_told(row) for row in value["told"][:MOST_WAYS])
        needed = rule.notice.days if rule.statutory else _whole(value["needed"])
        entitled, reason = _whole(value["entitled"]), value.get("reason", "")
        if not isinstance(reason, str):
            raise TypeError
    except (LookupError, TypeError, ValueError, AttributeError):
        raise RuleError(
            "notice（通知情况）应当写明 entitled、told 和每次通知的 how、on、reached。"
        ) from None
    excusable = bool(rule.notice.exempt)
    return Noticed(needed, rule.notice.law, held, entitled, told, reason, excusable)


def _told(row: Mapping[str, Any]) -> Told:
    if row["how"] not in WAYS or not isinstance(row["on"], str):
        raise ValueError
    return Told(row["how"], date.fromisoformat(row["on"]), _whole(row["reached"]))


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError
    return value


def _covers(told: Sequence[Told], entitled: int) -> bool:
    posted = any(one.how == POSTED for one in told)
    return posted or sum(one.reached for one in told) >= entitled > 0


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
