"""Lists of rows in and out: files of many kinds read behind guards, written safely. Pure."""

from suggestions.tabular.cells import Number, Value
from suggestions.tabular.columns import (
    Column,
    Fault,
    Mapped,
    Row,
    RowFault,
    guess,
    known_names,
    signature,
)
from suggestions.tabular.guard import Unreadable
from suggestions.tabular.moments import parse_moment
from suggestions.tabular.reading import Line, Passed, Table, open_table
from suggestions.tabular.spool import Spool
from suggestions.tabular.writing import csv_chunks, safe_cell, workbook_file, write_csv

__all__ = [
    "Column",
    "Fault",
    "Line",
    "Mapped",
    "Number",
    "Passed",
    "Row",
    "RowFault",
    "Spool",
    "Table",
    "Unreadable",
    "Value",
    "csv_chunks",
    "guess",
    "known_names",
    "open_table",
    "parse_moment",
    "safe_cell",
    "signature",
    "workbook_file",
    "write_csv",
]
