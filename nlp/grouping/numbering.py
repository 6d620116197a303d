"""Numbers that last: topics keep theirs from run to run, and what people decided stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence


def claims(groups: Sequence[Sequence[str]], fixed: Mapping[str, int | None]) -> dict[int, int]:
    """Return which groups are a topic that people made: group index → topic number.

    A group is topic T when more than half of those members that people placed (the shelf is a
    place too) were placed in T.

    >>> claims([["a", "b", "c"], ["d"]], {"a": 7, "b": 7, "d": None})
    {0: 7}
    """
    found: dict[int, int] = {}
    for index, members in enumerate(groups):
        votes = Counter(fixed[member] for member in members if member in fixed)
        if votes:
            number, most = min(votes.items(), key=lambda v: (-v[1], v[0] is None, v[0] or 0))
            if number is not None and 2 * most > sum(votes.values()):
                found[index] = number
    return found


def number_groups(
    groups: Sequence[Sequence[str]],
    previous: Mapping[str, int] | None = None,
    fixed: Mapping[str, int | None] | None = None,
) -> list[int]:
    """Give each group its number: people's first, then the last run's by overlap, then new.

    Parameters
    ----------
    groups
        Ids of the members, groups in the order in which new ones are to be numbered.
    previous
        Id → topic number of the last run.
    fixed
        Id → topic number that people decided (None: set aside).

    Returns
    -------
    list of int
        A number for each group.  Only groups claimed by the same fixed topic share one; a new
        number is larger than every number in ``previous`` and ``fixed``.

    Examples
    --------
    >>> number_groups([["a", "b"], ["c"], ["d"]], {"a": 5, "b": 5, "c": 5})
    [5, 6, 7]
    """
    previous, fixed = previous or {}, fixed or {}
    numbers = claims(groups, fixed)
    taken = set(numbers.values())
    for _, number, index in _overlaps(groups, previous):
        if index not in numbers and number not in taken:
            numbers[index] = number
            taken.add(number)
    fresh = max([0, *previous.values(), *(n for n in fixed.values() if n is not None)]) + 1
    for index in range(len(groups)):
        if index not in numbers:
            numbers[index] = fresh
            fresh += 1
    return [numbers[index] for index in range(len(groups))]


def _overlaps(
    groups: Sequence[Sequence[str]], previous: Mapping[str, int]
) -> list[tuple[int, int, int]]:
    """Return (minus the members in common, old number, group), the largest overlap first."""
    pairs: list[tuple[int, int, int]] = []
    for index, members in enumerate(groups):
        shared = Counter(previous[member] for member in members if member in previous)
        pairs.extend((-count, number, index) for number, count in shared.items())
    return sorted(pairs)
