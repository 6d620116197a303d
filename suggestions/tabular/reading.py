"""One way to read every kind of file: a header, then numbered lines, never all at once."""

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from suggestions.tabular import csvfile, html, workbook
from suggestions.tabular.cells import Value, seen
from suggestions.tabular.footers import FOOTER, why_no_data
from suggestions.tabular.guard import Unreadable, kind_of
from suggestions.tabular.headers import Rows, find_header, joined, plain

HEADER_WITHIN = 12  # lines: a title and a note or two may stand above the header
PASSED_KEPT, PASSED_CHARS = 100, 60
Record = tuple[int, list[Value] | None, str]
Source = csvfile.Records | workbook.Records | html.Records


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list, numbered as Excel numbers it; `fault` says why it has no cells."""

    number: int
    cells: tuple[Value, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A row that is no data, and was told instead of read."""

    number: int
    kind: str
    words: str

    def __str__(self) -> str:
        return f"第 {self.number} 行是{self.kind}（{self.words}），没有当作数据"


class Table:
    """An open list: `headers`, then `lines()` once. Use it in a `with` statement.

    `sheet` names a sheet of a workbook; without it the sheet is taken whose header has most of
    the names that are `known`. `sheets` are all that hold anything. `passed` fills while `lines()`
    are read.
    """

    def __init__(self, file: BinaryIO, sheet: str = "", known: Collection[str] = ()) -> None:
        self._file = file
        self._size = file.seek(0, 2) or 1
        self.kind = kind_of(file)
        self._known = frozenset(map(plain, known))
        self._source: Source
        if self.kind == "xlsx":
            self._source = workbook.Records(file, sheet)
        else:
            self._source = (html if self.kind == "html" else csvfile).Records(file)
        self._at = 0
        self.passed: list[Passed] = []
        self._records: Iterator[Record] = iter(())
        try:
            if not sheet:
                self._choose_sheet()
            self.headers = self._find_headers()
        except Unreadable:
            self._source.close()
            raise

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *exc: object) -> None:
        self._source.close()

    @property
    def sheets(self) -> list[str]:
        return self._source.sheets if isinstance(self._source, workbook.Records) else []

    @property
    def sheet(self) -> str:
        return self._source.sheet if isinstance(self._source, workbook.Records) else ""

    def sizes(self) -> list[tuple[str, int]]:
        """The sheets of a workbook with how many rows of each hold anything; of another file none.

        Where there is a choice only: each of them is read through.
        """
        if len(self.sheets) < 2 or not isinstance(self._source, workbook.Records):
            return []
        return [(name, self._source.rows_of(name)) for name in self.sheets]

    def _choose_sheet(self) -> None:
        """The first sheet may be a summary: the one with the names that are looked for is read."""
        if len(self.sheets) < 2 or not isinstance(self._source, workbook.Records):
            return
        found = {}
        for name in self.sheets:
            self._source.use(name)
            found[name] = max(len(self._names(cells) & self._known) for _, cells in self._head()[0])
        self._source.use(max(found, key=lambda name: found[name]))

    @staticmethod
    def _names(cells: list[Value]) -> set[str]:
        return {plain(str(cell)) for cell in cells if seen(cell)}

    def _head(self) -> tuple[Rows, list[Record]]:
        self._records = iter(self._source)
        first = list(itertools.islice(self._records, HEADER_WITHIN))
        return [(number, cells or []) for number, cells, _ in first], first

    def _find_headers(self) -> tuple[str, ...]:
        rows, first = self._head()
        if not any(seen(cell) for _, cells in rows for cell in cells):
            raise Unreadable("文件里没有内容：第一行应当是表头，例如“编号、标题、内容、时间”。")
        wide = {} if isinstance(self._source, csvfile.Records) else self._source.wide
        begin, end = find_header(rows, self._known, wide)
        if max(len(cells) for _, cells in rows[begin : end + 1]) > workbook.COLUMNS:
            raise Unreadable(f"列数超过 {workbook.COLUMNS} 列，请删去用不到的列后再传。")
        self._records = itertools.chain(first[end + 1 :], self._records)
        self._at = rows[end][0]
        names = joined(rows[begin : end + 1], wide)
        if self.kind == "csv":
            return names
        # In a workbook a column without a name is a column all the same.
        width = max(len(cells) for _, cells in rows[begin:])
        return (*names, *(f"第{place}列" for place in range(len(names) + 1, width + 1)))

    def lines(self) -> Iterator[Line]:
        """The rows below the header; empty ones and those that are no data are passed over."""
        waiting: list[tuple[Line, str]] = []  # what looks like the end of the list, until it is
        for number, cells, raw in self._records:
            self._at = number
            line = self._line(number, cells, raw)
            if line is None:
                continue
            why = "" if line.fault else why_no_data(line.cells, self.headers)
            if why == FOOTER:
                waiting.append((line, why))
                continue
            if why:
                self._pass(line, why)
                continue
            yield from (early for early, _ in waiting)
            waiting.clear()
            yield line
        for line, why in waiting:
            self._pass(line, why)

    def _line(self, number: int, cells: list[Value] | None, raw: str) -> Line | None:
        width = len(self.headers)
        if cells is None:
            return Line(number, (raw.strip(),), csvfile.BROKEN_QUOTES)
        if not any(map(seen, cells)):
            return None
        extra = [cell for cell in cells[width:] if seen(cell)]
        cells = [*cells[:width], *[""] * (width - len(cells))]
        fault = ""
        if extra and (self.kind == "csv" or width >= workbook.COLUMNS):
            fault = f"列数与表头不一致：表头 {width} 列，这一行多出 {len(extra)} 列"
        return Line(number, (*cells, *extra), fault)

    def _pass(self, line: Line, kind: str) -> None:
        if len(self.passed) < PASSED_KEPT:
            words = " ".join(" ".join(str(cell).split()) for cell in line.cells if seen(cell))
            self.passed.append(Passed(line.number, kind, words[:PASSED_CHARS]))

    def fraction(self) -> float:
        """How much has been read, 0…1, for a progress bar."""
        if isinstance(self._source, workbook.Records):
            return min(1.0, self._at / max(self._source.height, self._at, 1))
        return min(1.0, self._file.tell() / self._size)


def open_table(file: BinaryIO, *, sheet: str = "", known: Collection[str] = ()) -> Table:
    """Open a list. Raises Unreadable with a sentence for whoever uploaded it."""
    return Table(file, sheet, known)
