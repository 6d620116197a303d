"""Lists as people send them, made for the tests: bytes in, and what was read of them."""

import io

import openpyxl

from suggestions.intake.incoming import KNOWN
from suggestions.tabular import open_table


def workbook(*rows, change=None, **sheets):
    """An XLSX file: its rows, or several sheets by name; `change` gets the first sheet."""
    book = openpyxl.Workbook()
    for name, content in (sheets or {"Sheet": rows}).items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    del book[book.sheetnames[0]]
    if change:
        change(book.worksheets[0])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data, sheet=""):
    """Headers, lines and what was passed over."""
    data = data if isinstance(data, bytes) else data.encode()
    with open_table(io.BytesIO(data), sheet=sheet, known=KNOWN) as table:
        lines = list(table.lines())
        return table, lines
