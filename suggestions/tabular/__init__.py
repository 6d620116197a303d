"""Lists of rows in and out: CSV and XLSX, read as streams behind guards, written safely. Pure."""

from suggestions.tabular.guard import Unreadable
from suggestions.tabular.moments import parse_moment
from suggestions.tabular.reading import Line, Table, open_table
from suggestions.tabular.spool import Spool
from suggestions.tabular.writing import csv_chunks, safe_cell, workbook_file, write_csv

__all__ = [
    "Line",
    "Spool",
    "Table",
    "Unreadable",
    "csv_chunks",
    "open_table",
    "parse_moment",
    "safe_cell",
    "workbook_file",
    "write_csv",
]
