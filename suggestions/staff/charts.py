"""Figures as pictures: bars worked out here, drawn as SVG by a template. Pure."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FLOOR = 600, 120, 100  # the drawing, and where its bars stand
DAYS, WEEKS = 45, 370  # longer spans are drawn by week, and then by month
TICKS = 6


@dataclass(frozen=True)
class Bar:
    """One column: its place in the drawing, and what it says."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float
    tick: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class Trend:
    bars: Sequence[Bar]
    unit: str
    top: int
    total: int


@dataclass(frozen=True)
class Share:
    """One line of a list with a bar behind it; `percent` of the longest."""

    label: str
    value: float
    percent: float


def trend(days: Iterable[dt.date]) -> Trend | None:
    """How many a day, week or month, whichever can still be told apart."""
    days = sorted(days)
    if not days:
        return None
    span = (days[-1] - days[0]).days
    unit = "日" if span <= DAYS else "周" if span <= WEEKS else "月"
    counts = Counter(_start(day, unit) for day in days)
    starts = _all_starts(min(counts), max(counts), unit)
    return Trend(_bars(starts, counts, unit), unit, max(counts.values()), len(days))


def _start(day: dt.date, unit: str) -> dt.date:
    if unit == "周":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "月" else day


def _all_starts(first: dt.date, last: dt.date, unit: str) -> list[dt.date]:
    """Every bucket between the two, the empty ones too: a gap in time is a gap in the picture."""
    starts, day = [], first
    while day <= last:
        starts.append(day)
        step = {"日": 1, "周": 7, "月": 32}[unit]
        day = _start(day + dt.timedelta(days=step), unit)
    return starts


def _bars(starts: list[dt.date], counts: Counter, unit: str) -> list[Bar]:
    top, slot = max(counts.values()), WIDTH / max(len(starts), 8)
    every = max(1, -(-len(starts) // TICKS))
    bars = []
    for i, start in enumerate(starts):
        height = counts[start] / top * (FLOOR - 12)
        words = _label(start, unit)
        bars.append(
            Bar(
                label=words,
                value=counts[start],
                x=round(i * slot + slot * 0.15, 2),
                y=round(FLOOR - height, 2),
                width=round(slot * 0.7, 2),
                height=round(height, 2),
                tick=words if i % every == 0 else "",
            )
        )
    return bars


def _label(start: dt.date, unit: str) -> str:
    if unit == "月":
        return f"{start.year}年{start.month}月"
    return f"{start.month}月{start.day}日"


def shares(pairs: Iterable[tuple[str, float]], limit: int = 10) -> list[Share]:
    """The largest few, each as a part of the largest."""
    rows = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:limit]
    top = max((value for _, value in rows), default=0)
    return [
        Share(label, value, round(value / top * 100, 1) if top > 0 else 0) for label, value in rows
    ]
