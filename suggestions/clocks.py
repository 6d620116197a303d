"""Clocks of the trade: how long each step may take and on which day it ends. Pure.

The first day is not counted (民法典 201); a last day on a day off moves to the next working
day (203). Working days come from the yearly notice with its make-up days; for a year without
a table nothing is guessed: `CalendarMissing` says what to do.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


class CalendarMissing(Exception):
    """No working-day table for a year: the person decides the date, or enters the table."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"{year}年的工作日历还没有录入，无法推算期限。请系统管理员先在“设置 → 工作日历”中"
            f"录入国务院办公厅公布的{year}年放假安排，或者由您直接填写截止日期。"
        )


@dataclass(frozen=True)
class Term:
    """A length of time in calendar or working days, with the text it comes from."""

    days: int
    unit: Literal["day", "workday"]
    source: str


# The clocks of RULES: ★ from a rule (the source names it), else the city's own default.
SCREENING = Term(5, "workday", "本市规定")
FORWARDING = Term(15, "day", "《信访工作条例》第二十二条")
SIGNING = Term(15, "day", "《信访工作条例》第二十三条")
OBJECTION = Term(5, "workday", "《信访工作条例》第二十三条")
ANSWER = Term(30, "day", "本市规定")
EXTENSION = Term(30, "day", "本市规定")
ASK_AGAIN = Term(28, "day", "本市规定")
CONTACT_KEPT = Term(180, "day", "《个人信息保护法》第十九条：最短时间")


# The holidays with which every yearly notice begins and ends.
ANCHORS = ((1, 1), (10, 1))


@dataclass(frozen=True)
class Calendar:
    """Days off and make-up days: `{date: is_working}` where they differ from Monday–Friday."""

    days: Mapping[dt.date, bool] = field(default_factory=dict)

    def known(self, year: int) -> bool:
        """Whether the year's table is there: from New Year to National Day, not a single entry."""
        return all(dt.date(year, month, day) in self.days for month, day in ANCHORS)

    def is_working(self, day: dt.date) -> bool:
        """Whether people work on `day`. Raises CalendarMissing for a year without a table."""
        if not self.known(day.year):
            raise CalendarMissing(day.year)
        return self.days.get(day, day.weekday() < 5)

    def ends(self, start: dt.date, term: Term) -> dt.date:
        """The last day of a `term` that starts on `start`.

        >>> import datetime as dt
        >>> days = [dt.date(2026, 1, 1), *(dt.date(2026, 10, d) for d in range(1, 8))]
        >>> table = Calendar(dict.fromkeys(days, False))
        >>> table.ends(dt.date(2026, 9, 30), Term(2, "workday", ""))
        datetime.date(2026, 10, 9)
        >>> table.ends(dt.date(2026, 9, 1), Term(30, "day", ""))
        datetime.date(2026, 10, 8)
        """
        one = dt.timedelta(days=1)
        if term.unit == "workday":
            day, left = start, term.days
            while left:
                day += one
                left -= self.is_working(day)
            return day
        day = start + term.days * one
        while not self.is_working(day):
            day += one
        return day
