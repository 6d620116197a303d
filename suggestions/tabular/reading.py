"""One way to read both kinds of file: a header, then numbered lines, never all at once."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from suggestions.tabular import csvfile, workbook
from suggestions.tabular.guard import Unreadable, kind_of

HEADER_WITHIN = 10  # lines: a title and a note or two may stand above the header
Value = str | dt.datetime
Record = tuple[int, list[Value] | None, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list, numbered as Excel numbers it; `fault` says why it has no cells."""

    number: int
    cells: tuple[Value, ...]
    fault: str = ""


class Table:
    """An open list: `headers`, then `lines()` once. Use it in a `with` statement."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, 2) or 1
        self.kind = kind_of(file)
        self._source = (workbook if self.kind == "xlsx" else csvfile).Records(file)
        self._at = 0
        self._records: Iterator[Record] = iter(self._source)
        try:
            self.headers = self._find_headers()
        except Unreadable:
            self._source.close()
            raise

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *exc: object) -> None:
        self._source.close()

    def _find_headers(self) -> tuple[str, ...]:
        """The first line with two filled cells, or the first filled one where all have one."""
        first = list(itertools.islice(self._records, HEADER_WITHIN))
        filled = [(i, cells) for i, (_, cells, _) in enumerate(first) if cells and any(cells)]
        if not filled:
            raise Unreadable("文件里没有内容：第一行应当是表头，例如“编号、标题、内容、时间”。")
        at, cells = next(((i, c) for i, c in filled if sum(map(_seen, c)) >= 2), filled[0])
        if len(cells) > workbook.COLUMNS:
            raise Unreadable(f"列数超过 {workbook.COLUMNS} 列，请删去用不到的列后再传。")
        self._records = itertools.chain(first[at + 1 :], self._records)
        self._at = first[at][0]
        return _unique(cells)

    def lines(self) -> Iterator[Line]:
        """The rows below the header; empty ones are passed over."""
        width = len(self.headers)
        for number, cells, raw in self._records:
            self._at = number
            if cells is None:
                yield Line(number, (raw.strip(),), csvfile.BROKEN_QUOTES)
            elif any(map(_seen, cells)):
                extra = [cell for cell in cells[width:] if _seen(cell)]
                cells = [*cells[:width], *[""] * (width - len(cells))]
                fault = (
                    f"列数与表头不一致：表头 {width} 列，这一行多出 {len(extra)} 列"
                    if extra
                    else ""
                )
                yield Line(number, (*cells, *extra), fault)

    def fraction(self) -> float:
        """How much has been read, 0…1, for a progress bar."""
        if isinstance(self._source, workbook.Records):
            return min(1.0, self._at / max(self._source.height, self._at, 1))
        return min(1.0, self._file.tell() / self._size)


def open_table(file: BinaryIO) -> Table:
    """Open a CSV or XLSX file. Raises Unreadable with a sentence for whoever uploaded it."""
    return Table(file)


def _seen(value: Value) -> bool:
    return not isinstance(value, str) or bool(value.strip())


def _unique(cells: list[Value]) -> tuple[str, ...]:
    """Readable and different names: empty ones get their place, repeated ones a number."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        base = " ".join(str(cell).replace("\ufeff", "").split())[:60] or f"第{place}列"
        name, again = base, 1
        while name in names:
            again += 1
            name = f"{base}（{again}）"
        names.append(name)
    return tuple(names)
