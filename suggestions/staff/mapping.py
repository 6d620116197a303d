"""Which column of an uploaded list is what: the form, and how the first rows read under it."""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.timezone import localtime

from suggestions.tabular import Column, Line, Mapped, RowFault, Table
from suggestions.tabular.columns import OWN

PREVIEW_ROWS, PREVIEW_CHARS, UNUSED_SHOWN = 10, 60, 30
COLUMN = "column_"  # the form asks for columns and for other things; their names must differ
NO_COLUMN = "（没有这一列）"


class ColumnsForm(forms.Form):
    """One choice of a column for each thing that a column may hold."""

    def __init__(
        self, *args: Any, columns: Sequence[Column], headers: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = [("", NO_COLUMN), *((h, h) for h in headers if h not in OWN)]
        own = list(self.fields)
        for column in columns:
            self.fields[COLUMN + column.key] = forms.ChoiceField(
                label=f"“{column.label}”在哪一列",
                choices=choices,
                required=False,
                help_text=column.help,
                error_messages={"invalid_choice": "文件里没有这一列，请重新选择。"},
            )
        self.order_fields([*(COLUMN + column.key for column in columns), *own])

    def mapping(self) -> dict[str, str]:
        chosen = self.cleaned_data if self.is_bound else self.initial
        found = {column.key: chosen.get(COLUMN + column.key) for column in self.columns}
        return {key: header for key, header in found.items() if header}


def initial_columns(mapping: Mapping[str, str]) -> dict[str, str]:
    return {COLUMN + key: header for key, header in mapping.items()}


@dataclass(frozen=True)
class PreviewRow:
    """A row as it would be taken in; a faulty one as it stands in the file, with the reason."""

    number: int
    cell: str
    why: str
    cells: Sequence[str]


@dataclass(frozen=True)
class Preview:
    headings: Sequence[str]
    rows: Sequence[PreviewRow]
    unused: Sequence[str]
    unshown: int


def preview(
    table: Table,
    columns: Sequence[Column],
    mapping: Mapping[str, str],
    read: Callable[[Line], Mapping[str, Any]],
) -> Preview:
    """The first rows under a mapping: `read` gives what each key of it becomes."""
    mapped = Mapped(columns, mapping, table.headers)
    used = [column for column in columns if column.key in mapping]
    rows = [
        preview_row(line, used, mapped, read)
        for line in itertools.islice(table.lines(), PREVIEW_ROWS)
    ]
    unused = [h for h in table.headers if h not in {*mapping.values(), *OWN}]
    return Preview(
        [column.label for column in used],
        rows,
        unused[:UNUSED_SHOWN],
        len(unused[UNUSED_SHOWN:]),
    )


def preview_row(
    line: Line,
    used: Sequence[Column],
    mapped: Mapped,
    read: Callable[[Line], Mapping[str, Any]],
) -> PreviewRow:
    try:
        values, why, cell = read(line), "", ""
    except RowFault as fault:
        values, why, cell = {}, str(fault), mapped.cell(line, fault.key)
    raw = {
        key: line.cells[place] for key, place in mapped.places.items() if place < len(line.cells)
    }
    shown = [short(values.get(column.key, raw.get(column.key, ""))) for column in used]
    return PreviewRow(line.number, cell, why, shown)


def short(cell: Any) -> str:
    """The first words of a value; moments as the desk writes them."""
    if isinstance(cell, dt.datetime):
        moment = localtime(cell) if cell.tzinfo else cell
        cell = f"{moment:%Y-%m-%d %H:%M:%S}"
    text = " ".join(str(cell).split())
    return text if len(text) <= PREVIEW_CHARS else text[:PREVIEW_CHARS] + "…"
