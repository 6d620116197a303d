"""A second opinion on every vote, written from the laws alone; it imports nothing of ours.

Whole numbers only: people, households, and area in hundredths of a square metre. Bounds are
written as cross-multiplied inequalities, one function for each body, with no shared table.
"""

from __future__ import annotations

from typing import Any

Sums = dict[str, dict[str, int]]


def over_half(part: int, whole: int) -> bool:
    return part + part > whole


def two_thirds(part: int, whole: int) -> bool:
    return part + part + part >= whole + whole


def three_quarters(part: int, whole: int) -> bool:
    return 4 * part >= whole + whole + whole


def smallest(enough: Any, whole: int) -> int:
    """Find by trial the smallest number that is enough."""
    tried = 0
    while not enough(tried, whole):
        tried += 1
    return tried


def residents_assembly(s: Sums) -> tuple[bool, bool]:
    return _either(s, over_half, over_half)


def villagers_assembly(s: Sums) -> tuple[bool, bool]:
    return _either(s, over_half, two_thirds)


def village_group(s: Sums) -> tuple[bool, bool]:
    return _either(s, two_thirds, two_thirds)


def representatives(s: Sums) -> tuple[bool, bool]:
    came, voted = s["present"]["people"], s["for"]["people"]
    valid = two_thirds(came, s["eligible"]["people"])
    return valid, valid and over_half(voted, came)


def owners(s: Sums, enough: Any) -> tuple[bool, bool]:
    valid = passed = True
    for base in ("area", "people"):
        valid = valid and two_thirds(s["present"][base], s["eligible"][base])
        passed = passed and enough(s["for"][base], s["present"][base])
    return valid, valid and passed


def owners_committee(s: Sums) -> tuple[bool, bool]:
    members = s["eligible"]["people"]
    valid = over_half(s["present"]["people"], members)
    return valid, valid and over_half(s["for"]["people"], members)


def council(s: Sums, seats: int, missing: bool, threshold: str) -> tuple[bool, bool]:
    came, voted = s["present"]["people"], s["for"]["people"]
    valid = over_half(came, seats) and not missing
    if threshold == "majority":
        return valid, valid and over_half(voted, came)
    if threshold == "two-thirds":
        return valid, valid and two_thirds(voted, came)
    return valid, valid and voted == came


def _either(s: Sums, heads: Any, homes: Any) -> tuple[bool, bool]:
    """Judge by heads or by households, whichever came in sufficient number and voted."""
    able = [
        base
        for base, enough in (("people", heads), ("households", homes))
        if s["eligible"][base] > 0 and enough(s["present"][base], s["eligible"][base])
    ]
    if not able:
        return False, False
    with_votes = [b for b in able if s["for"][b] + s["against"][b] + s["abstain"][b] > 0]
    base = (with_votes or able)[0]
    return True, over_half(s["for"][base], s["present"][base])


def opinion(rule: str, s: Sums, **council_facts: Any) -> tuple[bool, bool]:
    """Return (valid, passed) for a possible case of any rule."""
    if rule == "council":
        return council(s, **council_facts)
    if rule.startswith("owners-") and rule != "owners-committee":
        return owners(s, over_half if rule == "owners-ordinary" else three_quarters)
    return {
        "residents-assembly": residents_assembly,
        "residents-representatives": representatives,
        "villagers-assembly": villagers_assembly,
        "village-representatives": representatives,
        "village-group": village_group,
        "owners-committee": owners_committee,
    }[rule](s)
