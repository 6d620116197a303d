"""The tables of a web page that a system has called .xls, as rows."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import BinaryIO

from suggestions.tabular.cells import Value, of_text
from suggestions.tabular.encodings import find_encoding
from suggestions.tabular.guard import Unreadable

LIMIT = 60 * 1024 * 1024
SPAN = 1_000
BREAKS = {"br", "p", "div"}
SILENT = {"script", "style", "head", "title"}


class Records:
    """The rows of the page's largest table; joined cells stand in their first place."""

    def __init__(self, file: BinaryIO) -> None:
        encoding = find_encoding(file)
        data = file.read(LIMIT + 1)
        if len(data) > LIMIT:
            raise Unreadable("这个网页表格太大。请用 Excel 打开，另存为 .xlsx 再上传。")
        reader = _Reader()
        reader.feed(data.decode(encoding, "replace"))
        reader.close()
        self._rows = max(reader.tables, key=len, default=[])
        if not self._rows:
            raise Unreadable("网页里没有表格。请用 Excel 打开，另存为 .xlsx 再上传。")
        self.wide = reader.wide

    def close(self) -> None:
        self._rows = []

    def __iter__(self) -> Iterator[tuple[int, list[Value] | None, str]]:
        for number, row in enumerate(self._rows, start=1):
            yield number, [of_text(cell.strip()) for cell in row], ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.wide: dict[int, list[tuple[int, int]]] = {}
        self._down: dict[int, tuple[int, str]] = {}  # column → (rows left, text)
        self._cell: list[str] | None = None
        self._span, self._deep, self._silent = (1, 1), 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
            self._down = {}
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].append([])
            self._fill_down()
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._end_cell()
            told = dict(attrs)
            self._span = _whole(told.get("rowspan")), _whole(told.get("colspan"))
            self._cell = []
        elif tag in BREAKS and self._cell:
            self._cell.append("\n")
        elif tag in SILENT:
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        elif tag in SILENT:
            self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def _fill_down(self) -> None:
        """Cells that reach down from the rows above stand in their columns."""
        row = self.tables[-1][-1]
        while len(row) in self._down:
            left, text = self._down.pop(len(row))
            if left > 1:
                self._down[len(row)] = left - 1, text
            row.append(text)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        row, (rows, columns) = self.tables[-1][-1], self._span
        text, self._cell = "".join(self._cell).replace("\xa0", " "), None
        if rows > 1:
            self._down[len(row)] = rows - 1, text
        if columns > 1:
            place = len(self.tables[-1])
            self.wide.setdefault(place, []).append((len(row), len(row) + columns - 1))
        row += [text, *[""] * (columns - 1)]
        self._fill_down()


def _whole(text: str | None) -> int:
    return min(int(text), SPAN) if text and text.isdecimal() else 1
