"""Where the header of a list is: below titles and notes, sometimes in two or three joined rows."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from suggestions.tabular.cells import Number, Value, seen

NAME_CHARS = 60
_NOTE = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_NOISE = re.compile(r"[\s*＊★:：·.。、_/\\-]+")
Rows = Sequence[tuple[int, list[Value]]]
Spans = Mapping[int, Sequence[tuple[int, int]]]


def plain(name: str) -> str:
    """A header as it is compared: without stars, spaces, and notes in brackets.

    >>> plain("* 房 号（必填）")
    '房号'
    """
    text = unicodedata.normalize("NFKC", str(name)).lower().replace("\ufeff", "")
    return _NOISE.sub("", _NOTE.sub("", text)) or _NOISE.sub("", text)


def notes(name: str) -> list[str]:
    """What a header says in brackets, as it is compared.

    >>> notes("信件摘要（标题）")
    ['标题']
    """
    return [plain(found[1:-1]) for found in _NOTE.findall(str(name))]


def find_header(rows: Rows, known: Collection[str], wide: Spans) -> tuple[int, int]:
    """The first and the last place of the header among the first `rows`.

    It is the row with most names that are `known`; where none has two of them, the first row with
    two filled cells, or the first filled one where all have one.
    """
    filled = [at for at, (_, cells) in enumerate(rows) if any(map(seen, cells))]
    scores = {at: _score(rows[at][1], known) for at in filled}
    best = max(filled, key=lambda at: scores[at])
    if scores[best] < 2:
        broad = (at for at in filled if sum(map(seen, rows[at][1])) >= 2)
        best = next(broad, filled[0])
    first = last = best
    while last + 1 < len(rows) and _goes_on(rows, last, known, wide):
        last += 1
    while first and _spans(rows, first - 1, wide) and sum(map(seen, rows[first - 1][1])) >= 2:
        first -= 1
    return first, last


def _score(cells: Sequence[Value], known: Collection[str]) -> int:
    return len({plain(cell) for cell in cells if isinstance(cell, str)} & set(known))


def _goes_on(rows: Rows, at: int, known: Collection[str], wide: Spans) -> bool:
    """Whether the row below names parts of what this one names."""
    upper, lower = rows[at][1], rows[at + 1][1]
    below = [cell for cell in lower if seen(cell)]
    if not below or any(not isinstance(cell, str) or isinstance(cell, Number) for cell in below):
        return False
    if _spans(rows, at, wide):
        return True
    # Without joined cells: names below gaps, and gaps below names.
    under_gaps = [c for i, c in enumerate(lower) if seen(c) and not _at(upper, i)]
    gaps = any(_at(upper, i) and not _at(lower, i) for i in range(len(upper)))
    mine = sum(plain(str(cell)) in known for cell in below)
    return bool(under_gaps) and gaps and mine * 2 >= len(below)


def _spans(rows: Rows, at: int, wide: Spans) -> bool:
    """Whether a joined cell of this row stands over several names of the next."""
    number, lower = rows[at][0], rows[at + 1][1]
    return any(sum(map(seen, lower[left : right + 1])) >= 2 for left, right in wide.get(number, ()))


def _at(cells: Sequence[Value], place: int) -> bool:
    return place < len(cells) and seen(cells[place])


def joined(rows: Rows, wide: Spans) -> tuple[str, ...]:
    """The names of the columns: the lowest part of each; of two alike, the part above too."""
    width = max(len(cells) for _, cells in rows)
    parts: list[list[str]] = [[] for _ in range(width)]
    for depth, (number, cells) in enumerate(rows):
        for place in range(width):
            name = _words(cells[place]) if place < len(cells) else ""
            if not name and depth < len(rows) - 1:
                name = _spread(cells, place, wide.get(number), depth)
            if name and name not in parts[place]:
                parts[place].append(name)
    leaves = [column[-1] if column else "" for column in parts]
    return _unique(
        [
            " ".join(column[-2:]) if len(column) > 1 and leaves.count(column[-1]) > 1 else leaf
            for column, leaf in zip(parts, leaves, strict=True)
        ]
    )


def _spread(
    cells: Sequence[Value], place: int, spans: Sequence[tuple[int, int]] | None, depth: int
) -> str:
    """The name that reaches over this place from the left."""
    if spans:
        left = next((left for left, right in spans if left < place <= right), None)
        return _words(cells[left]) if left is not None and left < len(cells) else ""
    return next((_words(c) for c in reversed(cells[:place]) if seen(c)), "") if depth == 0 else ""


def _words(cell: Value) -> str:
    return " ".join(str(cell).replace("\ufeff", "").split())[:NAME_CHARS]


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Readable and different names: empty ones get their place, repeated ones a number."""
    told: list[str] = []
    for place, base in enumerate(names, start=1):
        name = base = base or f"第{place}列"
        again = 1
        while name in told:
            again += 1
            name = f"{base}（{again}）"
        told.append(name)
    return tuple(told)
