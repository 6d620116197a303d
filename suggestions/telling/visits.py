"""What a round of visits shows: its doors by building, how many of each outcome, visits twice."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from suggestions.models import Household, Outcome, Visit, VisitRound

TODO = "还没去"
WORDS = [("", TODO), *Outcome.choices]  # in the order in which they are told


def natural(text: str) -> tuple[Any, ...]:
    """2号楼 before 12号楼."""
    return tuple((int(n), "") if n else (0, w) for n, w in re.findall(r"(\d{1,9})|(\D+)", text))


def counted(households: Iterable[Household]) -> list[tuple[str, int]]:
    """How many stand where; what stands nowhere is left out."""
    counts = Counter(one.state for one in households)
    return [(label, counts[value]) for value, label in WORDS if counts[value]]


@dataclass
class Building:
    name: str
    households: list[Household] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, int]]:
        return counted(self.households)

    @property
    def is_done(self) -> bool:
        return all(one.state in Household.DONE for one in self.households)


def buildings(subject: VisitRound) -> list[Building]:
    rows = sorted(
        subject.households.all(), key=lambda one: (natural(one.building), natural(one.room))
    )
    found: dict[str, Building] = {}
    for one in rows:
        found.setdefault(one.building, Building(one.building)).households.append(one)
    return list(found.values())


def twice(subject: VisitRound) -> QuerySet[Visit]:
    """Visits of doors where somebody had been before: kept, and not counted."""
    rows = Visit.objects.filter(household__round=subject, late=True)
    return rows.select_related("household", "by").order_by("-pk")


def first_of(household: Household) -> Visit | None:
    """The visit that counts."""
    rows = household.visits.filter(outcome=Outcome.VISITED, late=False)
    return rows.select_related("by").first()
