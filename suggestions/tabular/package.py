"""A workbook written as its own XML, row by row into the archive: no cell is ever an object.

Only what lists need: texts, numbers and booleans, a header that stays in sight, columns that are
text. Every text is an inline string, which no program takes for a formula.
"""

import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from math import isfinite
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

ROWS_OF_A_SHEET = 1_048_576  # with the header: what Excel opens
BYTES_OF_A_SHEET = 1 << 30  # of its XML; an older archive holds no part of more than 2 GB
AT_ONCE = 500  # rows of one write
PACKED = 3  # of 9: half the time of the usual 6, and a tenth more bytes
TEXT_STYLE, TEXT_WIDTH = 1, 16  # the second format of `_STYLES`: text
STYLED = f' s="{TEXT_STYLE}"'

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
# Read back as characters: a bare return would come back as a line feed, `_x0041_` as a letter.
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def _text(value: str) -> str:
    told = escape(_CODED.sub("_x005F_", value) if "_x" in value else value)
    return told.replace("\r", "_x000D_") if "\r" in told else told


def _cell(place: str, value: Any, style: str) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"{style}><v>{value:d}</v></c>'
    if isinstance(value, int | float | Decimal) and isfinite(value):
        return f'<c r="{place}"{style}><v>{value}</v></c>'
    text = _text(str(value))
    return f'<c r="{place}" t="inlineStr"{style}><is><t xml:space="preserve">{text}</t></is></c>'


@cache
def letters(column: int) -> str:
    """A, B … Z, AA: what a column is called, the first being 0."""
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


class _Rows:
    """The rows of all sheets in order; a sheet takes as many as it may hold."""

    def __init__(self, rows: Iterable[Iterable[Any]], as_text: Collection[int]) -> None:
        self.rows = iter(rows)
        self.as_text = frozenset(as_text)
        self.over = False

    def pieces(self) -> Iterator[bytes]:
        """The next sheet's, some at a time."""
        number, written = 1, 0
        while number < ROWS_OF_A_SHEET and written < BYTES_OF_A_SHEET:
            taken = islice(self.rows, min(AT_ONCE, ROWS_OF_A_SHEET - number))
            some = [self.row(row, at) for at, row in enumerate(taken, number + 1)]
            if not some:
                self.over = True
                return
            number += len(some)
            piece = "".join(some).encode()
            written += len(piece)
            yield piece

    def row(self, row: Iterable[Any], number: int) -> str:
        cells = [
            _cell(f"{letters(at)}{number}", value, STYLED if at in self.as_text else "")
            for at, value in enumerate(row)
            if value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'


def write_package(
    file: BinaryIO,
    header: Iterable[Any],
    rows: Iterable[Iterable[Any]],
    *,
    title: str,
    as_text: Collection[int] = (),
) -> None:
    """Write the workbook; what one sheet cannot hold goes on in another under the same header."""
    source = _Rows(rows, as_text)
    top = _Rows([], ()).row(header, 1)
    number = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKED) as archive:
        while not source.over:
            number += 1
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as sheet:
                sheet.write(f"{_sheet_head(as_text)}{top}".encode())
                for piece in source.pieces():
                    sheet.write(piece)
                sheet.write(b"</sheetData></worksheet>")
        _write_rest(archive, title, number)


def _sheet_head(as_text: Collection[int]) -> str:
    columns = "".join(
        f'<col min="{at + 1}" max="{at + 1}" width="{TEXT_WIDTH}" style="{TEXT_STYLE}"'
        ' customWidth="1"/>'
        for at in sorted(as_text)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews>{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    )


def _write_rest(archive: zipfile.ZipFile, title: str, sheets: int) -> None:
    """The parts that say which sheets there are."""
    names = [title, *(f"{title[:26]} ({at})" for at in range(2, sheets + 1))]
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>'
        for at, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, sheets + 1)
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for at in range(1, sheets + 1)
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<bookViews><workbookView/></bookViews><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId{sheets + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{kinds}</Types>',
    }
    for name, told in parts.items():
        archive.writestr(name, _HEAD + told)
    archive.writestr("xl/styles.xml", _STYLES)
