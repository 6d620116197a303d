"""XLSX as a stream of rows, merged cells filled down, gaps and giant sheets kept cheap."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from suggestions.tabular.guard import Unreadable, check_workbook

COLUMNS, ROWS = 200, 1_048_576
MERGES = 20_000
DAMAGED = "Excel 文件内部有损坏，读到一半读不下去了。请在 Excel 里另存一份再传。"
_MERGE = re.compile(rb'mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
# What openpyxl lets out when the XML inside is not what the standard says.
_DAMAGE = (
    ParseError,
    InvalidFileException,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    IndexError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
)

Value = str | dt.datetime


class Records:
    """The rows of the first visible sheet that holds anything."""

    def __init__(self, file: BinaryIO) -> None:
        check_workbook(file)
        self._file = file
        try:
            self._book = openpyxl.load_workbook(
                file, read_only=True, data_only=True, keep_links=False
            )
            self._sheet = self._first_sheet()
            self.height = min(self._sheet.max_row or 0, ROWS)
            self._sheet.reset_dimensions()  # written by whoever made the file; not to be believed
            self._merges = self._find_merges()
        except _DAMAGE as error:
            raise Unreadable(DAMAGED) from error

    def close(self) -> None:
        self._book.close()

    def _first_sheet(self):
        sheets = [s for s in self._book.worksheets if s.sheet_state == "visible"]
        for sheet in sheets:
            sheet.reset_dimensions()
            if any(any(row) for _, row in zip(range(20), sheet.iter_rows(values_only=True))):  # noqa: B905
                return sheet
        raise Unreadable("工作簿里没有可读的内容。")

    def _find_merges(self) -> dict[int, list[tuple[int, int]]]:
        """First row → (column, last row) of cells merged downwards."""
        found: dict[int, list[tuple[int, int]]] = {}
        tail = b""
        with self._book._archive.open(self._sheet._worksheet_path) as source:
            while piece := source.read(1 << 20):
                text = tail + piece
                end = 0
                for match in _MERGE.finditer(text):
                    left, top, _, bottom = match.groups()
                    end = match.end()
                    if int(bottom) > int(top) and len(found) < MERGES:
                        column = column_index_from_string(left.decode()) - 1
                        found.setdefault(int(top), []).append((column, int(bottom)))
                tail = text[max(end, len(text) - 80) :]
        return found

    def __iter__(self) -> Iterator[tuple[int, list[Value], str]]:
        """Triples of row number, cells and an empty raw line, as the CSV reader gives."""
        carried: dict[int, tuple[int, Value]] = {}  # column → (last row, value)
        try:
            rows = self._sheet.iter_rows(values_only=True, max_col=COLUMNS)
            for number, row in enumerate(rows, start=1):
                if row.count(None) == len(row) and not carried:
                    yield number, [], ""
                    continue
                cells = [as_text(value) for value in row]
                while cells and cells[-1] == "":
                    cells.pop()
                for column, (last, value) in list(carried.items()):
                    if number > last:
                        del carried[column]
                    elif any(cells) and column < COLUMNS:
                        cells += [""] * (column + 1 - len(cells))
                        cells[column] = cells[column] or value
                for column, last in self._merges.get(number, ()):
                    if column < len(cells) and cells[column]:
                        carried[column] = (last, cells[column])
                yield number, cells, ""
        except _DAMAGE as error:
            raise Unreadable(DAMAGED) from error


def as_text(value: object) -> Value:
    """A cell's value: dates stay dates, all else becomes the text that Excel shows."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
