"""XLSX as a stream of rows, merged cells filled down, gaps and giant sheets kept cheap."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from suggestions.tabular.cells import NO_RESULT, Broken, Carried, Value, of_workbook
from suggestions.tabular.guard import Unreadable, check_workbook

COLUMNS, ROWS = 1_000, 1_048_576
MERGES, WIDE_WITHIN = 20_000, 12
LOOK = 20  # rows in which a sheet shows whether it holds anything
DAMAGED = "Excel 文件内部有损坏，读到一半读不下去了。请在 Excel 里另存一份再传。"
_MERGE = re.compile(rb'mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ROW, _VALUE = re.compile(rb"<(?:\w{1,9}:)?row[ >]"), re.compile(rb"<(?:\w{1,9}:)?(?:v|is)[ >]")
# What openpyxl lets out when the XML inside is not what the standard says.
_DAMAGE = (
    ParseError,
    SyntaxError,  # lxml's word for broken XML
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    IndexError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
)


class Records:
    """The rows of one sheet: the one named, or the first that holds anything."""

    def __init__(self, file: BinaryIO, sheet: str = "") -> None:
        import openpyxl  # with its numpy a fifth of the start of every command

        check_workbook(file)
        self._file = file
        try:
            self._book = openpyxl.load_workbook(
                file, read_only=True, data_only=True, keep_links=False
            )
            self.epoch: dt.datetime = self._book.epoch
            self.sheets = self._filled_sheets()
            self.use(sheet or self.sheets[0])
        except _DAMAGE as error:
            raise Unreadable(DAMAGED) from error

    def close(self) -> None:
        self._book.close()

    def use(self, sheet: str) -> None:
        """Read this sheet from now on."""
        if sheet not in self.sheets:
            raise Unreadable(f"工作簿里没有“{sheet}”这张表。现有：{'、'.join(self.sheets)}。")
        self.sheet = sheet
        self._sheet = self._book[sheet]
        self.height = min(self._sheet.max_row or 0, ROWS)
        self._sheet.reset_dimensions()  # written by whoever made the file; not to be believed
        # First row → (column, last row) of cells merged downwards.
        self._merges: dict[int, list[tuple[int, int]]] = {}
        # Row → (first, last column) of cells merged sideways, near the top: they join headers.
        self.wide: dict[int, list[tuple[int, int]]] = {}
        self._find_merges()

    def _filled_sheets(self) -> list[str]:
        names = [s.title for s in self._book.worksheets if s.sheet_state == "visible"]
        filled = []
        for name in names:
            self._sheet = self._book[name]
            self._merges = {}
            if any(any(cells or ()) for (_, cells, _), _n in zip(self, range(LOOK), strict=False)):
                filled.append(name)
        if not filled:
            raise Unreadable("工作簿里没有可读的内容。")
        return filled

    def rows_of(self, sheet: str) -> int:
        """How many rows of a sheet hold anything, its heading among them; no cell is read."""
        number, tail = 0, b""
        with self._book._archive.open(self._book[sheet]._worksheet_path) as source:
            while piece := source.read(1 << 20):
                *whole, tail = _ROW.split(tail + piece)
                number += sum(1 for row in whole if _VALUE.search(row))
        return number + bool(_VALUE.search(tail))

    def _find_merges(self) -> None:
        from openpyxl.utils import column_index_from_string as index

        tail = b""
        with self._book._archive.open(self._sheet._worksheet_path) as source:
            while piece := source.read(1 << 20):
                text = tail + piece
                end = 0
                for match in _MERGE.finditer(text):
                    left, top, right, bottom = match.groups()
                    end = match.end()
                    first, last = index(left.decode()) - 1, index(right.decode()) - 1
                    if int(top) <= WIDE_WITHIN and last > first:
                        self.wide.setdefault(int(top), []).append((first, last))
                    if int(bottom) > int(top) and len(self._merges) < MERGES:
                        self._merges.setdefault(int(top), []).append((first, int(bottom)))
                tail = text[max(end, len(text) - 80) :]

    def __iter__(self) -> Iterator[tuple[int, list[Value] | None, str]]:
        """Triples of row number, cells and an empty raw line, as the CSV reader gives."""
        carried: dict[int, tuple[int, Value]] = {}  # column → (last row, value)
        number = 0
        try:
            for at, cells in self._rows():
                # A gap is told as one empty row just before what follows it.
                if at > number + 1:
                    yield at - 1, [], ""
                number = at
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
                        carried[column] = (last, Carried.of(cells[column], number))
                yield number, cells, ""
        except _DAMAGE as error:
            raise Unreadable(DAMAGED) from error

    def _rows(self) -> Iterator[tuple[int, list[Value]]]:
        """The rows that the file writes down, by openpyxl's own parser of a sheet."""
        with self._sheet._get_source() as source:
            parser = _parser(source, self._sheet._shared_strings, self._book)
            for number, row in parser.parse():
                if number > ROWS:
                    return
                cells: list[Value] = []
                for cell in row:
                    place = cell["column"] - 1
                    if place > COLUMNS or cell["value"] is None:
                        continue
                    cells += [""] * (place + 1 - len(cells))
                    cells[place] = self._value(cell)
                yield number, cells

    def _value(self, cell: dict[str, Any]) -> Value:
        if isinstance(cell["value"], Broken):
            return cell["value"]
        form = ""
        if isinstance(cell["value"], int | float):
            form = self._form(cell["style_id"])
        return of_workbook(cell["value"], cell["data_type"], self.epoch, form)

    def _form(self, style: int) -> str:
        """The number format of a cell, where it is of the file's own making."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

        styles = self._book._cell_styles
        if not 0 <= style < len(styles):
            return ""
        number = styles[style].numFmtId
        own = number - BUILTIN_FORMATS_MAX_SIZE
        formats = self._book._number_formats
        return formats[own] if 0 <= own < len(formats) else BUILTIN_FORMATS.get(number, "")


def _parser(source: Any, strings: Any, book: Any) -> Any:
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Parser(WorkSheetParser):
        """One that tells a formula without a result from an empty cell."""

        def parse_cell(self, element: Any) -> dict[str, Any]:
            cell = super().parse_cell(element)
            # A formula that came to an empty text says that it is a text.
            is_text = element.get("t", "n") == "str"
            if cell["value"] is None and not is_text and element.find(FORMULA_TAG) is not None:
                cell["value"] = Broken.of("（公式）", NO_RESULT)
            return cell

    return Parser(
        source,
        strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )
