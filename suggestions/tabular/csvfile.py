"""CSV as people really save it: any usual encoding and separator, quotes that do not close."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from suggestions.tabular.guard import Unreadable

CHUNK = 1 << 20
ASCII = bytes(range(128))
DELIMITERS = ",\t;|"
SAMPLE_LINES = 50
# A record longer than this has lost its closing quote.
RECORD_LINES, RECORD_CHARS = 500, 400_000
LINE_CHARS = 1_000_000
BROKEN_QUOTES = "双引号不成对，或者内容过长，这一行无法分列"
STRANGE_BYTES = 0.02  # share of unreadable places up to which the rest is still UTF-8


def find_encoding(file: BinaryIO) -> str:
    """The encoding of the whole file, read once in pieces; the file is rewound."""
    file.seek(0)
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        file.seek(0)
        return "utf-16"
    bad, written = _utf8_misfits(file)
    if start.startswith(codecs.BOM_UTF8) or bad <= written * STRANGE_BYTES:
        return "utf-8-sig"
    if _decodes(file, "gb18030"):
        return "gb18030"
    raise Unreadable("文字编码无法识别。请用 Excel 另存为“CSV UTF-8（逗号分隔）”后再传。")


def _utf8_misfits(file: BinaryIO) -> tuple[int, int]:
    """How many places are not UTF-8, and how many bytes are not ASCII."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    bad = written = 0
    while piece := file.read(CHUNK):
        bad += decoder.decode(piece).count("\ufffd")
        written += len(piece.translate(None, ASCII))
    bad += decoder.decode(b"", True).count("\ufffd")
    file.seek(0)
    return bad, written


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(CHUNK):
            decoder.decode(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


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
        self._delimiter = find_delimiter(sample)
        self._waiting.extendleft(reversed(sample))

    def close(self) -> None:
        self._text.detach()  # the file belongs to the caller

    def __iter__(self) -> Iterator[tuple[int, list[str] | None, str]]:
        """Triples of number, cells (or None) and the raw line."""
        number = 0
        while first := self._next_line():
            number += 1
            if '"' not in first:
                yield number, self._split([first])[0] if first.strip() else [], first
            else:
                yield number, self._quoted(first), first

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
