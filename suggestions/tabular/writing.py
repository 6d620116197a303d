"""Lists out: CSV that Excel opens in Chinese, XLSX, and no cell that becomes a formula."""

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator
from typing import BinaryIO

from suggestions.tabular.package import write_package

CELL_LIMIT = 32_767  # Excel cuts longer texts without a word
CUT = "……（超出表格长度，全文请在系统内查看）"
CHUNK_ROWS = 200
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# The full-width forms too: a Chinese or Japanese Excel reads ＝1+1 as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

Cell = str | int | float | bool | dt.datetime | dt.date | None


def safe_cell(value: Cell) -> Cell:
    """A value that no spreadsheet program runs, refuses or cuts; numbers stay numbers.

    >>> safe_cell("=1+1")
    "'=1+1"
    >>> safe_cell(-3)
    -3
    """
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    # Judged before and after cleaning: a program may skip what stands before the sign.
    text = _UNWANTED.sub("", value)
    if value.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA):
        text = "'" + text
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - len(CUT)] + CUT


def csv_chunks(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """A CSV file in pieces: UTF-8 with the mark by which Excel knows it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([safe_cell(cell) for cell in header])
    for count, row in enumerate(rows, start=1):
        writer.writerow([safe_cell(cell) for cell in row])
        if count % CHUNK_ROWS == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_csv(file: BinaryIO, header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    for piece in csv_chunks(header, rows):
        file.write(piece)


def workbook_file(
    header: Iterable[str],
    rows: Iterable[Iterable[Cell]],
    *,
    title: str = "导出",
    as_text: Collection[int] = (),
) -> BinaryIO:
    """A workbook in a temporary file, rewound; rows are written as they come.

    Columns `as_text` are text also where somebody goes on writing: Excel leaves 0012 and 1-10
    alone there.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response that sends it closes it)
    write_package(
        file,
        [safe_cell(name) for name in header],
        (_safe_row(row, as_text) for row in rows),
        title=re.sub(r"[\\/*?:\[\]]", " ", _UNWANTED.sub("", title))[:31],
        as_text=as_text,
    )
    file.seek(0)
    return file


def _safe_row(row: Iterable[Cell], as_text: Collection[int]) -> list[Cell]:
    if not as_text:
        return [safe_cell(value) for value in row]
    return [
        str(safe_cell(value)) if place in as_text else safe_cell(value)
        for place, value in enumerate(row)
    ]
