"""How far two officers who read the same agree: plain, and beyond what chance would give."""

from dataclasses import dataclass

from django.db.models import Count, Q

from suggestions.models import SecondReading, User
from suggestions.models.scope import narrowed
from suggestions.telling.shares import percent

LEAST = 20  # pairs; kappa of fewer is noise
ACCEPT = SecondReading.Verdict.ACCEPT


@dataclass(frozen=True)
class Agreement:
    pairs: int
    agreed: int
    kappa: float | None  # nothing where there is too little, or all said the same

    @property
    def percent(self) -> int:
        return percent(self.agreed, self.pairs)


def agreement(user: User) -> Agreement:
    """Of what lies in somebody's areas; one query."""
    yes, again = Q(first=ACCEPT), Q(second=ACCEPT)
    counts = narrowed(SecondReading.objects.read_twice(), user).aggregate(
        pairs=Count("pk"),
        both=Count("pk", filter=yes & again),
        first=Count("pk", filter=yes),
        second=Count("pk", filter=again),
    )
    return of_counts(**counts)


def of_counts(pairs: int, both: int, first: int, second: int) -> Agreement:
    """Cohen's kappa of `pairs` of which each officer accepted so many, `both` the same ones."""
    neither = pairs - first - second + both
    agreed = both + neither
    if pairs < LEAST:
        return Agreement(pairs, agreed, None)
    chance = (first * second + (pairs - first) * (pairs - second)) / pairs**2
    kappa = (agreed / pairs - chance) / (1 - chance) if chance < 1 else None
    return Agreement(pairs, agreed, kappa)
