"""The figures of the whole as a page shows them: shares with their wholes, small cells hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from suggestions.telling.figures import Bar
from suggestions.telling.funnel import Line, Stages
from suggestions.telling.shares import percent, share
from suggestions.telling.small_cells import FLOOR, hidden, is_small

SMALL, WITHHELD = f"少于{FLOOR}", "不公布"


@dataclass(frozen=True)
class Column:
    """One stage: its heading, and the stage that its share is of."""

    name: str
    label: str
    of: int | None = None  # the place of the stage that is the whole
    whole: str = ""


COLUMNS = (
    Column("received", "收到"),
    Column("accepted", "受理", 0, "收到"),
    Column("forwarded", "转办", 1, "受理"),
    Column("answered", "答复", 1, "受理"),
    Column("adopted", "采纳", 3, "答复"),
    Column("done", "办成", 3, "答复"),
)


@dataclass(frozen=True)
class Row:
    name: str
    url: str
    cells: list[tuple[str, str]]  # (heading, text)


@dataclass(frozen=True)
class Table:
    rows: list[Row]
    total: Row


def funnel(stages: Stages) -> list[Bar]:
    """The way from what came in to what was done, as bars, each named with its whole."""
    numbers = stages.numbers
    bars = []
    for place, column in enumerate(COLUMNS):
        part = ""
        if column.of is not None and numbers[column.of]:
            part = f"，占{column.whole}的 {share(numbers[place], numbers[column.of])}"
        long = percent(numbers[place], max(numbers))
        bars.append(Bar(column.label + part, numbers[place], long))
    return bars


def table(lines: Sequence[Line]) -> Table:
    """Rows and their total; in each column small cells and what would give them away are hidden."""
    columns = list(zip(*(line.stages.numbers for line in lines), strict=True))
    masks = [hidden(column) for column in columns]
    rows = []
    for place, line in enumerate(lines):
        masked = [place in mask for mask in masks]
        rows.append(Row(line.name, line.url, _cells(line.stages.numbers, masked)))
    total = sum((line.stages for line in lines), Stages()).numbers
    return Table(rows, Row("合计", "", _cells(total, [is_small(number) for number in total])))


def _cells(numbers: Sequence[int], masked: Sequence[bool]) -> list[tuple[str, str]]:
    return [
        (column.label, _text(place, column, numbers, masked))
        for place, column in enumerate(COLUMNS)
    ]


def _text(place: int, column: Column, numbers: Sequence[int], masked: Sequence[bool]) -> str:
    number = numbers[place]
    if masked[place]:
        return SMALL if is_small(number) else WITHHELD
    # A share would give its hidden whole away.
    if column.of is None or not numbers[column.of] or masked[column.of]:
        return f"{number:,}"
    return f"{number:,}（{share(number, numbers[column.of])}）"
