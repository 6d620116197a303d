"""Which backups stay: the newest of each of the last days, weeks and months that have one."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Keep:
    """How many days, weeks and months back there is one."""

    daily: int
    weekly: int
    monthly: int


def kept(moments: Iterable[dt.datetime], keep: Keep) -> set[dt.datetime]:
    """Of the moments those that stay; the newest always does."""
    newest_first = sorted(set(moments), reverse=True)
    rules: list[tuple[int, Callable[[dt.datetime], object]]] = [
        (max(keep.daily, 1), lambda at: at.date()),
        (keep.weekly, lambda at: at.isocalendar()[:2]),
        (keep.monthly, lambda at: (at.year, at.month)),
    ]
    stays: set[dt.datetime] = set()
    for number, period in rules:
        newest: dict[object, dt.datetime] = {}
        for at in newest_first:
            newest.setdefault(period(at), at)
        stays.update(list(newest.values())[:number])
    return stays
