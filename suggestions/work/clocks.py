"""Clocks of the trade: how long each step may take and on which day it ends. Pure.

The first day is not counted (民法典 201); a last day on a day off moves to the next working
day (203). Working days come from the yearly notice with its make-up days; for a year whose table
is not there, or not whole, nothing is guessed: `CalendarMissing` says what is missing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal


class CalendarMissing(Exception):
    """No whole table for a year: the person decides the date, or completes the table."""

    def __init__(self, year: int, lack: str = "") -> None:
        self.year = year
        how = f"还没有录全（{lack}）" if lack else "还没有录入"
        super().__init__(
            f"{year}年的工作日历{how}，无法推算期限。请系统管理员先在“设置 → 工作日历”中"
            f"按国务院办公厅公布的{year}年放假安排录全，或者由您直接填写截止日期。"
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


# 《全国年节及纪念日放假办法》: how many days all of us are off in a year, since which year.
STATUTORY = ((2025, 13), (2014, 11))
# What the country has added for one year (2015, 2020) was never more.
ADDED = 2
# Each holiday, and the days of which one is off whatever the moon says.
HOLIDAYS = {
    "元旦": ((1, 1), (1, 1)),
    "春节": ((1, 20), (2, 21)),
    "清明节": ((4, 3), (4, 7)),
    "劳动节": ((5, 1), (5, 1)),
    "端午节": ((5, 27), (6, 26)),
    "国庆节": ((10, 1), (10, 1)),
}


@dataclass(frozen=True)
class Calendar:
    """Days off and make-up days: `{date: is_working}` where they differ from Monday–Friday."""

    days: Mapping[dt.date, bool] = field(default_factory=dict)

    def known(self, year: int) -> bool:
        """Whether the year's table is there, and whole as far as that can be told."""
        return self._lacks.get(year) == ""

    def lacks(self, year: int) -> str:
        """What a year that has been begun still lacks, in words."""
        return self._lacks.get(year, "")

    @cached_property
    def _lacks(self) -> dict[int, str]:
        return {year: _lack(year, self.days) for year in {day.year for day in self.days}}

    def is_working(self, day: dt.date) -> bool:
        """Whether people work on `day`. Raises CalendarMissing for a year without a table."""
        if not self.known(day.year):
            raise CalendarMissing(day.year, self.lacks(day.year))
        return self.days.get(day, day.weekday() < 5)

    def ends(self, start: dt.date, term: Term) -> dt.date:
        """The last day of a `term` that starts on `start`."""
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


def _lack(year: int, days: Mapping[dt.date, bool]) -> str:
    """What is missing of a year's table; empty where it is whole.

    A notice moves days off about, yet each weekday off beyond the law's own is worked on a
    weekend: what is off from Monday to Friday less what is made up is the law's number. Only
    December plays into the next year's notice; neither side of it counts.
    """
    off = {day for day, working in days.items() if day.year == year and not working}
    gone = [
        name
        for name, (first, last) in HOLIDAYS.items()
        if not any(dt.date(year, *first) <= day <= dt.date(year, *last) for day in off)
    ]
    if gone:
        return f"没有{'、'.join(gone)}"
    made_up = sum(working and day.year == year and day.month < 12 for day, working in days.items())
    net = sum(day.weekday() < 5 and day.month < 12 for day in off) - made_up
    due = next((number for since, number in STATUTORY if year >= since), 0)
    if net < due:
        return f"法定节假日有 {due} 天，放假日减去调休上班日只有 {net} 天"
    if net > due + ADDED:
        return f"放假日减去调休上班日有 {net} 天，法定节假日只有 {due} 天，调休上班日没有录全"
    return ""
