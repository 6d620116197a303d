"""What the judge hands back: typed in Python, plain JSON through ``as_dict``."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deliberation.rules.model import Law, Number


def decimal_text(value: Number) -> str:
    """Write a number that has a finite decimal, exactly and without an exponent.

    Examples
    --------
    >>> decimal_text(Fraction(66667, 100)), decimal_text(30), decimal_text(Fraction(1, 8))
    ('666.67', '30', '0.125')
    """
    if value.denominator == 1:
        return str(value.numerator)
    places = decimal_places(value)
    digits = str(value.numerator * 10**places // value.denominator).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}"


def decimal_places(value: Number) -> int:
    """Count the decimals that a number with a finite decimal needs."""
    places = 0
    while (10**places) % value.denominator:
        places += 1
    return places


@dataclass(frozen=True, slots=True)
class Check:
    """One figure against its bound. ``met`` speaks of this sum only, never of the decision."""

    base: str
    needed: Number
    have: Number
    met: bool

    @property
    def short(self) -> Number:
        """How much is missing; 0 when met."""
        return 0 if self.met else self.needed - self.have

    def as_dict(self) -> dict[str, Any]:
        """Return the check with its numbers as exact decimal strings."""
        return {
            "base": self.base,
            "needed": decimal_text(self.needed),
            "have": decimal_text(self.have),
            "met": self.met,
        }


@dataclass(frozen=True, slots=True)
class StillNeeded:
    """The fewest people and the least area that must still come for the quorum."""

    people: int = 0
    area: Number = 0

    def as_dict(self) -> dict[str, Any]:
        """Return people as a number and area as an exact decimal string."""
        return {"people": self.people, "area": decimal_text(self.area)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one motion.

    Attributes
    ----------
    valid
        Whether the meeting may vote at all: quorum met and every required party present.
    passed
        Whether the motion is carried; never true when ``valid`` is false.
    reasons
        Short Chinese sentences, one for each thing that decided.
    quorum, passing
        The sums. With alternative bases ``quorum`` lists each that is in use (one met is
        enough) and ``passing`` the base that carried the meeting. ``passing`` is worked out
        for an invalid meeting too, as arithmetic only.
    still_needed
        What must still come for the quorum; zero once it is met.
    worked
        The worked sum in Chinese, to be read out or printed in the minutes.
    law
        The version that was applied.
    notice
        Which notice was given and when; empty where the case does not say.
    """

    valid: bool
    passed: bool
    reasons: tuple[str, ...]
    quorum: tuple[Check, ...]
    passing: tuple[Check, ...]
    still_needed: StillNeeded
    worked: str
    law: Law
    notice: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as JSON-ready values, in the published shape."""
        return {
            "valid": self.valid,
            "passed": self.passed,
            "reasons": list(self.reasons),
            "quorum": [check.as_dict() for check in self.quorum],
            "pass": [check.as_dict() for check in self.passing],
            "still_needed": self.still_needed.as_dict(),
            "worked": self.worked,
            "law": self.law.as_dict(),
            **({"notice": self.notice} if self.notice else {}),
        }


AREA_STEP_PLACES = 2  # registered areas are written to 0.01 square metre


def area_step(areas: list[Number]) -> Fraction:
    """Return the finest unit in which a case measures area, 0.01 or smaller."""
    places = max([AREA_STEP_PLACES, *(decimal_places(area) for area in areas)])
    return Fraction(1, 10**places)
