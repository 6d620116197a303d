"""The registry of named counts. A formula names them; nothing else can be asked for.

Each count is one function of a month: one grouped query over all councils, whatever their number,
giving `{council key: number}`; a council that is missing has none. The second word of `count` says
to everybody what is counted, and from which records.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count as Number
from django.db.models import QuerySet
from django.utils.timezone import make_aware

Found = Mapping[int, Any]
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Month:
    """A calendar month of the city: its days, and the moments between which it lies."""

    first: dt.date

    @property
    def last(self) -> dt.date:
        return (self.first + dt.timedelta(days=31)).replace(day=1) - ONE_DAY

    @property
    def starts(self) -> dt.datetime:
        return make_aware(dt.datetime.combine(self.first, dt.time()))

    @property
    def ends(self) -> dt.datetime:
        """The first moment of the next month."""
        return make_aware(dt.datetime.combine(self.last + ONE_DAY, dt.time()))

    def on(self, field: str) -> dict[str, dt.date]:
        """A condition: the day lies in this month."""
        return {f"{field}__gte": self.first, f"{field}__lte": self.last}

    def at(self, field: str) -> dict[str, dt.datetime]:
        """A condition: the moment lies in this month."""
        return {f"{field}__gte": self.starts, f"{field}__lt": self.ends}


@dataclass(frozen=True)
class Count:
    """A named count: `meaning` says what it counts, `of` counts it for all councils at once."""

    name: str
    meaning: str
    of: Callable[[Month], Found]


COUNTS: dict[str, Count] = {}


def count(name: str, meaning: str) -> Callable[[Callable[[Month], Found]], Callable]:
    """Puts a function on the list under the name that formulas use."""

    def enter(function: Callable[[Month], Found]) -> Callable[[Month], Found]:
        if name in COUNTS or not name.isidentifier():
            raise ValueError(f"a count needs a name of its own: {name}")
        COUNTS[name] = Count(name, meaning, function)
        return function

    return enter


def tally(rows: QuerySet, council: str = "council_id", number: Any = None) -> dict[int, int]:
    """How many rows each council has, or the sum, maximum … given, in one grouped query."""
    wanted = Number("pk", distinct=True) if number is None else number
    grouped = rows.order_by().values_list(council).annotate(_number=wanted)
    return {key: found or 0 for key, found in grouped}


def counted(names: set[str], month: Month) -> dict[int, dict[str, Fraction]]:
    """`{council: {name: number}}` of all councils that have any of these."""
    table: dict[int, dict[str, Fraction]] = {}
    for name in sorted(names):
        for council, number in COUNTS[name].of(month).items():
            table.setdefault(council, {})[name] = Fraction(number)
    return table
