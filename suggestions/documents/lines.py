"""What stands on a paper, line by line: the page, the DOCX and the PDF print the same list.

Levels after GB/T 9704: 一、 then （一） then 1. ; what a kind looks like stands in `word.STYLES`
and in `paper.css`, how far it stands below the one before in `gap`.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

DIGITS = "零一二三四五六七八九"
# 发文机关标志 or 纪要标志, 文号, the red line, 标题, 主送
MASTHEAD, NUMBER, RULE, TITLE, TO = "masthead", "number", "rule", "title", "to"
HEADING1, HEADING2, BODY, FIELD, LIST = "heading1", "heading2", "body", "field", "list"
# 署名, 成文日期, 抄送, 印发, what checks the record, what kind of draft it is
SIGNER, DATE, COPIES, IMPRINT, FOOT, MARK = "signer", "date", "copies", "imprint", "foot", "mark"
# A slip to be cut off, the fields that are filled in by hand, the rows of a table
SLIP, BLANK, HEAD_ROW, ROW = "slip", "blank", "head_row", "row"
ROWS = (HEAD_ROW, ROW)


@dataclass(frozen=True)
class Line:
    """A paragraph of a kind; `label` stands before the colon in 黑体; `cells` are a table's row."""

    kind: str
    text: str
    label: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """Lines set together: a table's rows, or one line alone; `gap` lines below the last."""

    lines: tuple[Line, ...]
    gap: float

    @property
    def is_table(self) -> bool:
        return self.lines[0].kind in ROWS

    @property
    def line(self) -> Line:
        return self.lines[0]


def blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """The lines as they are set, each with the empty space above it."""
    before = ""
    for number, (_, group) in enumerate(
        groupby(enumerate(lines), lambda pair: -1 if pair[1].kind in ROWS else pair[0])
    ):
        found = tuple(line for _, line in group)
        yield Block(found, gap("" if not number else before, found[0].kind))
        before = found[-1].kind


def gap(before: str, kind: str) -> float:
    """Empty lines above a line of this kind, after GB/T 9704 (7.2, 7.3, 10.3)."""
    if kind == MASTHEAD:
        return 3  # its letters begin 35 mm below the upper edge of the type area
    if not before:
        return 0
    if kind in (SIGNER, SLIP) or (before == RULE and kind == TITLE):
        return 2
    if kind == NUMBER and before == MASTHEAD:
        return 1
    if before in (NUMBER, TITLE) and kind not in (NUMBER, TITLE, RULE, MARK):
        return 1
    if kind in (LIST, COPIES, FOOT) and before != kind:
        return 1
    if kind == DATE and before == LIST:
        return 1
    return 0.5 if (kind in ROWS) != (before in ROWS) else 0


def widths(rows: Sequence[Line]) -> list[float]:
    """Shares of a table's columns, after what stands in them."""
    longest = [max(len(row.cells[place]) for row in rows) for place in range(len(rows[0].cells))]
    weights = [min(max(length, 3), 12) + 2 for length in longest]
    return [weight / sum(weights) for weight in weights]


def said(line: Line) -> str:
    """The line as plain text."""
    words = "　".join(line.cells) if line.cells else line.text
    return f"{line.label}：{words}" if line.label else words


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十: for headings.

    >>> [chinese(n) for n in (1, 10, 12, 20, 99)]
    ['一', '十', '十二', '二十', '九十九']
    """
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def day(date: dt.date | str) -> str:
    """2026-09-16 → 2026年9月16日, without leading zeros."""
    if isinstance(date, str):
        date = dt.date.fromisoformat(date)
    return f"{date.year}年{date.month}月{date.day}日"
