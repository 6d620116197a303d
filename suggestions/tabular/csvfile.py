"""CSV as people really save it: any usual encoding and separator, quotes that do not close."""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from suggestions.tabular.cells import Value, of_text
from suggestions.tabular.encodings import find_encoding
from suggestions.tabular.guard import Unreadable

DELIMITERS = ",\t;|"
SAMPLE_LINES = 50
# A record longer than this has lost its closing quote.
RECORD_LINES, RECORD_CHARS = 500, 400_000
LINE_CHARS = 1_000_000
BROKEN_QUOTES = "双引号不成对，或者内容过长，这一行无法分列"
_SEP = re.compile(r'\ufeff?"?sep=(.)"?\s*', re.IGNORECASE)


def find_delimiter(lines: list[str]) -> str:
    """The separator that cuts the first lines into the most, and the most regular, columns."""

    def merit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            return 0.0, 0
        top = max(widths, default=1)
        return (0.0, 0) if top < 2 else (widths.count(top) / len(widths), top)

    return max(DELIMITERS, key=merit)


class Records:
    """The records of a CSV stream, each with the number that Excel shows beside it.

    A quote that never closes would swallow the rest of the file: such a line is handed out as
    `None` cells, and reading goes on with the next line.
    """

    def __init__(self, file: BinaryIO) -> None:
        encoding = find_encoding(file)
        self._text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
        self._waiting: deque[str] = deque()
        sample = [line for _ in range(SAMPLE_LINES) if (line := self._next_line())]
        if sample and (told := _SEP.fullmatch(sample[0])):  # for Excel, which does not show it
            self._delimiter, sample = told[1], sample[1:]
        else:
            self._delimiter = find_delimiter(sample)
        self._waiting.extendleft(reversed(sample))

    def close(self) -> None:
        self._text.detach()  # the file belongs to the caller

    def __iter__(self) -> Iterator[tuple[int, list[Value] | None, str]]:
        """Triples of number, cells (or None) and the raw line."""
        number = 0
        while first := self._next_line():
            number += 1
            if '"' not in first:
                cells = next(iter(self._split([first])), None) if first.strip() else []
            else:
                cells = self._quoted(first)
            yield number, None if cells is None else list(map(of_text, cells)), first

    def _next_line(self) -> str:
        if self._waiting:
            return self._waiting.popleft()
        line = self._text.readline(LINE_CHARS)
        if len(line) == LINE_CHARS and not line.endswith("\n"):
            raise Unreadable("文件里有一行超过一百万字，不像是表格。请检查后再传。")
        return line

    def _split(self, lines: list[str], *, strict: bool = True) -> list[list[str]]:
        try:
            return list(csv.reader(lines, delimiter=self._delimiter, strict=strict))
        except csv.Error:
            return []

    def _quoted(self, first: str) -> list[str] | None:
        lines, quotes, size = [first], first.count('"'), len(first)
        while quotes % 2 and len(lines) < RECORD_LINES and size < RECORD_CHARS:
            if not (line := self._next_line()):
                break
            lines.append(line)
            quotes += line.count('"')
            size += len(line)
        rows = self._split(lines)
        if len(rows) == 1:
            return rows[0]
        self._waiting.extendleft(reversed(lines[1:]))
        rows = self._split(lines[:1], strict=first.count('"') % 2 == 1)
        return rows[0] if len(rows) == 1 else None
