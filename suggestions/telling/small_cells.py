"""Small numbers are not shown: one of two or three letters may tell who wrote them.

Where the total of a column is known, one hidden cell could be reckoned back from the others.
So at least two are hidden, and together they are no small number either.
"""

from collections.abc import Sequence

FLOOR = 5  # numbers below are hidden; none at all is not: it tells of nobody


def is_small(number: int) -> bool:
    return 0 < number < FLOOR


def hidden(column: Sequence[int]) -> set[int]:
    """The places of a column that are not shown beside its total."""
    places = {place for place, number in enumerate(column) if is_small(number)}
    if not places:
        return places
    others = [place for place, number in enumerate(column) if number >= FLOOR]
    for place in sorted(others, key=lambda place: (column[place], place)):
        if len(places) > 1 and sum(column[i] for i in places) >= FLOOR:
            break
        places.add(place)
    return places
