"""A set as a file, written while it is sent: memory holds one page of it."""

import json
from collections.abc import Iterator

from django.conf import settings

from suggestions.opening.dataset import Dataset, Row, Scope, Unfit
from suggestions.tabular.writing import csv_chunks

CSV, JSON = "text/csv; charset=utf-8", "application/json; charset=utf-8"
TYPES = {"csv": CSV, "json": JSON}


def written(dataset: Dataset, scope: Scope, kind: str) -> Iterator[bytes]:
    """The file in pieces. What is too large for one file is refused before the first of them."""
    if dataset.large and not scope.narrow:
        raise Unfit("这份数据比较大，一次取一个专项或一个月，请先选好。")
    pages = dataset.pages(scope)
    first = next(pages)  # what cannot be counted is refused here, not in the middle of a file
    rows = _all(first, pages)
    if kind == "csv":
        names = [column.name for column in dataset.columns]
        header = [column.label for column in dataset.columns]
        return csv_chunks(header, ([row[name] for name in names] for row in rows))
    return _json(dataset, rows)


def _all(first: list[Row], pages: Iterator[list[Row]]) -> Iterator[Row]:
    yield from first
    for page in pages:
        yield from page


def _json(dataset: Dataset, rows: Iterator[Row]) -> Iterator[bytes]:
    head = {
        "dataset": dataset.name,
        "title": dataset.title,
        "about": dataset.about,
        "licence": settings.DATA_LICENCE,
        "columns": [column._asdict() for column in dataset.columns],
    }
    yield (_text(head)[:-1] + ', "rows": [').encode()
    between = "\n"
    for row in rows:
        yield (between + _text(row)).encode()
        between = ",\n"
    yield b"\n]}\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
