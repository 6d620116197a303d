"""Which column of a list is what: known names, a guess, and a row read by it."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from suggestions.tabular import plausible
from suggestions.tabular.cells import Value
from suggestions.tabular.headers import notes, plain
from suggestions.tabular.plausible import Implausible
from suggestions.tabular.reading import Line

T = TypeVar("T")
# What our files of faulty rows add to a list.
OWN = ("行号", "单元格", "原因")


@dataclass(frozen=True)
class Column:
    """A thing that a column may hold; `names` are what headers call it."""

    key: str
    label: str
    names: tuple[str, ...] = ()
    help: str = ""
    needed: bool = False
    # A code, room or phone: the templates that we hand out write it as text.
    as_text: bool = False

    @property
    def known(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(plain, (self.label, *self.names))))


Columns = Sequence[Column]


class RowFault(Exception):
    """This row cannot be taken in; the text says why, `key` whose cell it is."""

    def __init__(self, why: str, key: str = "") -> None:
        self.key = key
        super().__init__(why)


@dataclass(frozen=True)
class Fault:
    """A row that cannot be taken in, and why; `cell` is its place, such as C5."""

    row: int
    why: str
    cell: str = ""
    cells: tuple[Value, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"第 {self.row} 行{f'（{self.cell}）' if self.cell else ''}：{self.why}"


def known_names(columns: Columns) -> set[str]:
    return {name for column in columns for name in column.known}


def guess(headers: Iterable[str], columns: Columns) -> dict[str, str]:
    """Which column is probably what: exact names first, then headers that contain one, then
    those that say one in brackets."""
    left = [header for header in headers if header not in OWN]
    found: dict[str, str] = {}
    for fits in (_is, _contains, _explains):
        for column in columns:
            if column.key not in found and (header := _named(column, left, fits)):
                found[column.key] = header
                left.remove(header)
    return found


def _named(column: Column, headers: list[str], fits: Callable[[str, str], bool]) -> str:
    for name in column.known:
        for header in headers:
            if fits(header, name):
                return header
    return ""


def _is(header: str, name: str) -> bool:
    return plain(header) == name


def _contains(header: str, name: str) -> bool:
    return len(name) > 1 and not name.isascii() and name in plain(header)


def _explains(header: str, name: str) -> bool:
    """“信件摘要（标题）”."""
    return name in notes(header)


def signature(headers: Iterable[str]) -> str:
    """By what a list of the same make is known again, whatever the order of its columns."""
    names = sorted(plain(header) for header in headers if header not in OWN)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def letters(place: int) -> str:
    """The letters above a column, as Excel counts them: 0 is A, 26 is AA."""
    text, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        text = chr(65 + letter) + text
    return text


class Row:
    """One line of a list, asked by what its columns hold. A cell that cannot be meant raises."""

    def __init__(self, line: Line, places: Mapping[str, int], labels: Mapping[str, str]) -> None:
        self.line, self.number = line, line.number
        self._places, self._labels = places, labels
        # What another sheet says of the same thing.
        self.beside: Mapping[str, Value] = {}
        if line.fault:
            raise RowFault(line.fault)

    def has(self, key: str) -> bool:
        return key in self._places or key in self.beside

    def value(self, key: str) -> Value:
        place = self._places.get(key)
        if place is None and key in self.beside:
            return self.beside[key]
        return "" if place is None or place >= len(self.line.cells) else self.line.cells[place]

    def read(self, key: str, how: Callable[..., T], **options: Any) -> T:
        """The cell as `how` understands it."""
        try:
            return how(self.value(key), self._labels[key], **options)
        except Implausible as error:
            raise RowFault(f"{error}", key) from error

    def text(self, key: str) -> str:
        return " ".join(self.read(key, plausible.text).split())

    def code(self, key: str) -> str:
        return self.read(key, plausible.code)

    def person(self, key: str) -> str:
        return self.read(key, plausible.person)

    def whole(self, key: str) -> int:
        return self.read(key, plausible.whole)

    def day(self, key: str) -> dt.date:
        return self.read(key, plausible.day)

    def phones(self, key: str) -> list[str]:
        return self.read(key, plausible.phone)

    def area(self, key: str) -> tuple[Decimal, bool]:
        return self.read(key, plausible.area)

    def flag(self, key: str, **options: Any) -> bool:
        return self.read(key, plausible.flag, **options)


class Mapped:
    """The lines of a list under a mapping of keys to headers."""

    def __init__(
        self, columns: Columns, mapping: Mapping[str, str], headers: Iterable[str]
    ) -> None:
        at = {header: place for place, header in enumerate(headers)}
        self.places = {key: at[header] for key, header in mapping.items() if header in at}
        self.labels = {column.key: column.label for column in columns}

    def row(self, line: Line) -> Row:
        return Row(line, self.places, self.labels)

    def cell(self, line: Line, key: str) -> str:
        """The name of a cell: C5."""
        place = self.places.get(key)
        return "" if place is None else f"{letters(place)}{line.number}"

    def fault(self, line: Line, error: RowFault) -> Fault:
        return Fault(line.number, str(error), self.cell(line, error.key), line.cells)
