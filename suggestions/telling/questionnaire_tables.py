"""A question told apart by groups of people, so that no small number can be reckoned. Pure.

The rows are the same under every question, and with those who left it out they add up to the
group; so one question's table tells nothing of another's. A 多选 is one table for each option:
who chose it, and who did not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from suggestions.telling.small_cells import FLOOR, hidden_cells

REST = "其余（人数少，或者没有说）"


@dataclass
class Table:
    """A question told apart: `rows` of a name, how many answered, and the cells; None is not
    shown."""

    columns: list[str]
    rows: list[tuple[str, int | None, list[int | None]]]


@dataclass
class Group:
    """One row and the keys of those in it. The rest has none: it is what the whole has more."""

    name: str
    size: int
    keys: list[int] = field(default_factory=list)


def groups(names: Mapping[int, str], sizes: Mapping[int, int], everybody: int) -> list[Group]:
    """Groups of few people and those who did not say are one row, never a small one."""
    found = [Group(name, sizes[key], [key]) for key, name in names.items() if sizes[key] >= FLOOR]
    left = max(0, everybody - sum(group.size for group in found))
    while found and 0 < left < FLOOR:
        least = min(found, key=lambda group: group.size)
        found.remove(least)
        left += least.size
    return [*found, Group(REST, left)] if left else found


def table(
    columns: Sequence[str],
    rows: Sequence[tuple[Group, int, Sequence[int]]],
    *,
    several: bool,
) -> Table:
    """`rows`: a group, how many of it answered, how many chose what; `several` at once or one."""
    silent = [max(0, group.size - answered) for group, answered, _ in rows]
    answers = [list(cells) for _, _, cells in rows]
    if several:
        away = _apart(rows, answers)
        quiet = hidden_cells([[row[1], out] for row, out in zip(rows, silent, strict=True)])
    else:
        away = hidden_cells([[*cells, out] for cells, out in zip(answers, silent, strict=True)])
        quiet = {(r, 1) for r, c in away if c == len(columns)}
    told: list[tuple[str, int | None, list[int | None]]] = [
        (
            group.name,
            None if (r, 1) in quiet else answered,
            [None if (r, c) in away else number for c, number in enumerate(cells)],
        )
        for r, (group, answered, cells) in enumerate(rows)
    ]
    return Table(list(columns), told)


def _apart(
    rows: Sequence[tuple[Group, int, Sequence[int]]], answers: Sequence[Sequence[int]]
) -> set[tuple[int, int]]:
    """Of a 多选: option by option, beside those of the group who did not choose it."""
    away: set[tuple[int, int]] = set()
    for c in range(len(answers[0]) if answers else 0):
        two = [
            [cells[c], max(0, group.size - cells[c])]
            for (group, _, _), cells in zip(rows, answers, strict=True)
        ]
        away |= {(r, c) for r, _ in hidden_cells(two)}
    return away
