"""What a rule is made of: conditions, ways to meet, and the law that says so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

Base = Literal["people", "households", "area"]
Whole = Literal["eligible", "present", "seats"]
Number = int | Fraction

BASES: tuple[Base, ...] = ("people", "households", "area")


class RuleError(ValueError):
    """The case cannot be judged; the message is Chinese and meant for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A share of a whole that a count has to reach, or to exceed when ``strict``.

    Parameters
    ----------
    base
        What is counted: heads, households, or square metres of exclusive area.
    share
        The exact share, for example ``Fraction(2, 3)``.
    strict
        False for 以上 (the figure itself is enough), True for 过半数 / 超过 (民法典 1259).
    of
        The whole that the share is taken of: all who are entitled, those who came
        (for owners: those who took part in the vote), or the seats of a council.

    Examples
    --------
    >>> two_thirds = Condition("people", Fraction(2, 3), strict=False, of="eligible")
    >>> two_thirds.met(30, 45), two_thirds.met(29, 45)
    (True, False)
    >>> half = Condition("people", Fraction(1, 2), strict=True, of="present")
    >>> half.met(15, 30), half.met(16, 30)
    (False, True)
    """

    base: Base
    share: Fraction
    strict: bool
    of: Whole

    def met(self, have: Number, whole: Number) -> bool:
        """Say whether ``have`` is enough of ``whole``, without ever dividing."""
        left, right = have * self.share.denominator, whole * self.share.numerator
        return left > right if self.strict else left >= right

    def needed(self, whole: Number, step: Fraction | None = None) -> Number:
        """Return the figure to reach.

        For people and households this is the smallest whole number that satisfies the
        condition. For area it is the exact bound; a bound without a finite decimal (a
        third) is rounded up to ``step``, the finest unit in which the case measures area,
        which cannot change any verdict. A strict area bound itself is *not* enough.

        Examples
        --------
        >>> Condition("people", Fraction(1, 2), strict=True, of="present").needed(30)
        16
        >>> area = Condition("area", Fraction(2, 3), strict=False, of="eligible")
        >>> area.needed(Fraction(900)), area.needed(Fraction(1000), Fraction(1, 100))
        (Fraction(600, 1), Fraction(66667, 100))
        """
        if self.base != "area":
            parts = self.share.numerator * whole
            down, rest = divmod(parts, self.share.denominator)
            return down + 1 if self.strict or rest else down
        bound = self.share * whole
        if step is None or is_decimal(bound):
            return bound
        return math.ceil(bound / step) * step


@dataclass(frozen=True, slots=True)
class Way:
    """One lawful way to hold the meeting: who must come, and what then carries a motion."""

    quorum: tuple[Condition, ...]
    passing: tuple[Condition, ...]

    @property
    def bases(self) -> tuple[Base, ...]:
        """The bases that this way counts, each once."""
        return tuple(dict.fromkeys(c.base for c in (*self.quorum, *self.passing)))


# What stands in the place of an article whose number no copy at hand confirms.
UNVERIFIED = "（条款号待核）"


@dataclass(frozen=True, slots=True)
class Law:
    """The text that is quoted, with the first and the last day on which it is in force.

    ``source`` names the copy in which the number of the article was read; without one the
    article is ``UNVERIFIED`` and no page prints a number.
    """

    name: str
    article: str
    start: date
    end: date | None = None
    source: str = ""

    def as_dict(self) -> dict[str, str | None]:
        """Return the law as it stands in a verdict; ``to`` is None while it is in force."""
        return {
            "name": self.name,
            "article": self.article,
            "from": self.start.isoformat(),
            "to": self.end.isoformat() if self.end else None,
        }


@dataclass(frozen=True, slots=True)
class Term:
    """提前通知: so many days before the vote everybody entitled has to have been told.

    Parameters
    ----------
    days
        The least number of days between being told and the vote.
    law
        Where that stands.
    exempt
        What lets a council hold the vote all the same, with a public reason; empty where the
        law knows no exception.
    """

    days: int
    law: str
    exempt: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """最短表决时间: for how many days a vote stays open at least, and where that comes from."""

    days: int
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of the rule of one kind of meeting.

    ``ways`` are alternatives in the order in which the law names them. A rule with
    ``thresholds`` takes its passing condition from the case, by name. ``parties`` means
    that the meeting is only valid when every required party is there. ``owners`` only
    chooses words: owners take part in a vote (参与表决), others come to a meeting (到会).
    """

    id: str
    title: str
    law: Law
    ways: tuple[Way, ...]
    convene: str
    notice: Term | None = None
    open_days: Span | None = None
    # What of it is our reading and not the letter of the law: said on the page of the vote.
    readings: tuple[str, ...] = ()
    # What becomes of a vote cast under a mandate that is withdrawn; empty where none is allowed.
    withdrawn_mandate: str = ""
    note: str = ""
    thresholds: tuple[tuple[str, Condition], ...] = ()
    parties: bool = False
    owners: bool = False
    statutory: bool = True

    @property
    def notice_days(self) -> int | None:
        """How many days before the vote everybody entitled has to have been told."""
        return self.notice.days if self.notice else None

    def in_force(self, on: date) -> bool:
        """Say whether this version governs a meeting held on that day."""
        return self.law.start <= on and (self.law.end is None or on <= self.law.end)


def is_decimal(value: Number) -> bool:
    """Say whether a number can be written as a finite decimal."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
