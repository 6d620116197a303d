"""The plan as pictures: a month as a calendar, a page of lines as bars over time."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from deliberation.telling.plan import Asked, Line, keys, lines

A_DAY = 3  # lines of a day that are named; the others are counted
ONE_DAY = dt.timedelta(days=1)
WEEKDAYS = "一二三四五六日"
WIDTH = 1000  # of the drawing, whatever it is shown at
LEAST = 8  # of a bar, so that one day can be seen
SPAN = 540  # days at most; what began before is cut at the edge
LABELS = 6


# --- a month ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    on: dt.date
    inside: bool  # of the month shown
    number: int = 0
    lines: Sequence[Line] = field(default_factory=tuple)

    @property
    def more(self) -> int:
        return self.number - len(self.lines)

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.on.weekday()]


def month_of(asked: Asked, month: dt.date, on: dt.date) -> list[list[Day]]:
    """Weeks from Monday. Three queries, however much is due."""
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    by_day: dict[dt.date, list] = defaultdict(list)
    for key in keys(replace(asked, first=month, last=last), on):
        by_day[key[2]].append(key)
    named = [key for day in by_day.values() for key in day[:A_DAY]]
    shown: dict[dt.date, list[Line]] = defaultdict(list)
    for line in lines(named, asked, on):
        shown[line.due_on].append(line)
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [
        [Day(d, d.month == month.month, len(by_day.get(d, ())), shown.get(d, [])) for d in week]
        for week in weeks
    ]


# --- bars ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """A line from its beginning to its day; `x` and `width` in the units of the drawing."""

    line: Line
    x: float
    width: float

    @property
    def words(self) -> str:
        """What the bar shows, for who does not see it."""
        one = self.line
        return f"{one.starts:%Y年%-m月%-d日}到{one.due_on:%Y年%-m月%-d日}，{one.words}"


@dataclass(frozen=True)
class Tick:
    """The first of a month."""

    on: dt.date
    x: float
    named: bool


@dataclass(frozen=True)
class Chart:
    first: dt.date
    last: dt.date
    bars: Sequence[Bar] = field(default_factory=tuple)
    ticks: Sequence[Tick] = field(default_factory=tuple)
    today: float | None = None


def chart(found: Sequence[Line], on: dt.date) -> Chart | None:
    """All lines over one stretch of time that holds their days, and today where it is near."""
    if not found:
        return None
    last = max(max(line.due_on, line.done_on or line.due_on) for line in found)
    last = max(last, on) if (on - last).days < SPAN else last
    first = max(min(_begins(line) for line in found), last - dt.timedelta(days=SPAN))
    first, last = min(first, last).replace(day=1), last + ONE_DAY
    whole = (last - first).days

    def place(day: dt.date) -> float:
        return round(min(max((day - first).days / whole, 0), 1) * WIDTH, 1)

    bars = tuple(_bar(line, place) for line in found)
    today = place(on) if first <= on <= last else None
    return Chart(first, last, bars, tuple(_ticks(first, last, place)), today)


def _begins(line: Line) -> dt.date:
    return min(line.starts, line.due_on)


def _bar(line: Line, place) -> Bar:
    start, end = place(_begins(line)), place(line.due_on + ONE_DAY)
    width = max(round(end - start, 1), LEAST)
    return Bar(line, min(start, WIDTH - width), width)


def _ticks(first: dt.date, last: dt.date, place):
    months = []
    day = first
    while day <= last:
        months.append(day)
        day = (day + dt.timedelta(days=31)).replace(day=1)
    every = -(-len(months) // LABELS)
    for number, month in enumerate(months):
        yield Tick(month, place(month), number % every == 0)
