"""Small numbers are not shown: one of two or three letters may tell who wrote them.

Where the total of a column is known, one hidden cell could be reckoned back from the others.
So at least two are hidden, and together they are no small number either.
"""

from collections.abc import Mapping, Sequence

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


# --- tables: rows and columns with their totals -------------------------------------------------

Cell = tuple[int, int]


def hidden_cells(table: Sequence[Sequence[int]], *, rows_add_up: bool = True) -> set[Cell]:
    """The cells of a table that are not shown beside the totals of its columns, and of its rows
    where these add up.

    Each line hides none, or two at least that together are no small number. That is not enough
    across, nor where all others of a line are none: a hidden cell follows from the totals unless
    another table has the same totals and the same shown cells. Then more is hidden until each
    small cell could be another number.
    """
    found: set[Cell] = {
        (r, c) for r, row in enumerate(table) for c, number in enumerate(row) if is_small(number)
    }
    small = sorted(found)
    while True:
        before = len(found)
        lines = [[(r, c) for r in range(len(table))] for c in range(len(table[0]) if table else 0)]
        if rows_add_up:
            lines += [[(r, c) for c in range(len(row))] for r, row in enumerate(table)]
        for line in lines:
            found |= _more_of(line, table, found)
        if len(found) == before:
            for cell in small:
                if not _could_differ(cell, table, found, rows_add_up):
                    found |= _one_more(cell, table, found)
        if len(found) == before:
            return found


def _more_of(line: Sequence[Cell], table: Sequence[Sequence[int]], found: set[Cell]) -> set[Cell]:
    """What one line has to hide as well: the smallest first, and only what is not nothing."""
    unknown = [cell for cell in line if cell in found]
    if not unknown:
        return set()
    shown = sorted((table[r][c], (r, c)) for r, c in line if (r, c) not in found and table[r][c])
    more: set[Cell] = set()
    together = sum(table[r][c] for r, c in unknown)
    for number, cell in shown:
        if len(unknown) + len(more) > 1 and together >= FLOOR:
            break
        more.add(cell)
        together += number
    return more


def _one_more(cell: Cell, table: Sequence[Sequence[int]], found: set[Cell]) -> set[Cell]:
    """For the sake of a hidden cell: one of its own column or row if there is one, the smallest
    that is not nothing before those that are."""
    r, c = cell
    left = [
        (i != r and j != c, not number, number, (i, j))
        for i, row in enumerate(table)
        for j, number in enumerate(row)
        if (i, j) not in found
    ]
    return {min(left)[3]} if left else set()


def _could_differ(
    cell: Cell, table: Sequence[Sequence[int]], found: set[Cell], rows_add_up: bool
) -> bool:
    """Whether hidden numbers can be moved in a circle through `cell` and leave every total, and
    no number below nothing: up in one cell, down in the next of the same line, and so on."""
    r, c = cell
    others = found - {cell}
    if not rows_add_up:
        return any(j == c for _, j in others)
    up: dict[int, set[int]] = {}  # from a row to the columns where it may have more
    down: dict[int, set[int]] = {}  # from a column to the rows that may have less of it
    for i, j in others:
        up.setdefault(i, set()).add(j)
        if table[i][j]:
            down.setdefault(j, set()).add(i)
    return c in _reached(r, up, down) or r in _reached(c, down, up)


def _reached(start: int, there: Mapping[int, set[int]], back: Mapping[int, set[int]]) -> set[int]:
    """The lines of the other kind that a way of moves reaches from this one."""
    seen: set[int] = set()
    todo, been = [start], {start}
    while todo:
        for line in there.get(todo.pop(), set()) - seen:
            seen.add(line)
            fresh = back.get(line, set()) - been
            been |= fresh
            todo += fresh
    return seen
