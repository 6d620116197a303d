"""A kind of list, declared: its columns, how a row reads, and a whole list read by them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from suggestions.tabular.cells import Value
from suggestions.tabular.columns import (
    OWN,
    Columns,
    Fault,
    Mapped,
    Row,
    RowFault,
    guess,
    known_names,
)
from suggestions.tabular.guard import Unreadable
from suggestions.tabular.reading import Line, Table
from suggestions.tabular.writing import workbook_file

MOST_ROWS = 50_000


@dataclass
class Looked:
    """What a list holds: the things to write, or the faults because of which nothing is."""

    items: list[Any] = field(default_factory=list)
    rows: int = 0  # also those that are known already
    faults: list[Fault] = field(default_factory=list)
    # What was read otherwise than it stands there, and rows that are no data: for people to know.
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Question:
    """What a list may leave open and its columns cannot say."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    help: str = ""


class ListKind:
    """One kind of list. `read` gives what a row stands for, or raises RowFault."""

    kind: str
    title: str
    columns: Columns
    examples: Sequence[Sequence[str]] = ()
    advice: Sequence[str] = ()
    questions: Sequence[Question] = ()
    joins: bool = False  # whether a second sheet may hold some of the columns

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.answers: dict[str, str] = {}
        self.joined: dict[str, Mapping[str, Value]] = {}
        self.joined_keys: frozenset[str] = frozenset()

    def note(self, row: Row, words: str) -> None:
        self.notes.append(f"第 {row.number} 行：{words}")

    def read(self, row: Row) -> Any:
        raise NotImplementedError

    def shown(self, row: Row) -> Mapping[str, Any]:
        """What a row would become, by column, for the preview."""
        return self.read(row)

    def read_all(self, rows: Iterator[tuple[Line, Row]], faults: list[Fault], by: Mapped) -> list:
        """Every row by itself; a kind whose rows belong together says how."""
        items = []
        for line, row in rows:
            try:
                items.append(self.read(row))
            except RowFault as error:
                faults.append(by.fault(line, error))
        return items

    @property
    def known(self) -> set[str]:
        return known_names(self.columns)

    def missing(self, mapping: Mapping[str, str]) -> list[str]:
        have = {*mapping, *self.joined_keys}
        return [c.label for c in self.columns if c.needed and c.key not in have]

    def joint(self, row: Row) -> str:
        """By what a row is found in the other sheet."""
        raise NotImplementedError

    def template(self) -> BinaryIO:
        """The sheet to fill in: codes, rooms and phones are text also further down."""
        return workbook_file(
            [column.label for column in self.columns],
            self.examples,
            title=self.title,
            as_text=[place for place, column in enumerate(self.columns) if column.as_text],
        )


def look(table: Table, kind: ListKind, mapping: Mapping[str, str]) -> Looked:
    """The whole list under a mapping. Raises Unreadable where it cannot be one of this kind."""
    if missing := kind.missing(mapping):
        raise Unreadable(
            f"还不知道“{'”、“'.join(missing)}”在哪一列。请在下面选好，或照模板的表头填写。"
        )
    found = Looked()
    mapped = Mapped(kind.columns, mapping, table.headers)
    found.items = kind.read_all(_rows(table, kind, mapped, found), found.faults, mapped)
    if not found.rows and not found.faults:
        raise Unreadable("表头下面没有内容。")
    found.faults.sort(key=lambda fault: fault.row)
    found.notes = [*map(str, table.passed), *kind.notes]
    return found


def join(kind: ListKind, mapping: Mapping[str, str], sheets: Iterable[Table]) -> None:
    """Take columns that this sheet lacks from another one that has them, row by row."""
    lacking = {c.key for c in kind.columns if c.needed and c.key not in mapping}
    kind.joined, kind.joined_keys = {}, frozenset()
    for table in sheets if kind.joins and lacking else ():
        there = guess(table.headers, kind.columns)
        found = lacking & set(there)
        if not found or len(lacking) == len([c for c in kind.columns if c.needed]):
            continue
        mapped = Mapped(kind.columns, there, table.headers)
        for line in table.lines():
            try:
                row = mapped.row(line)
                kind.joined[kind.joint(row)] = {key: row.value(key) for key in found}
            except RowFault:
                continue  # told where the row is asked for
        kind.joined_keys = frozenset(found)
        labels = "、".join(c.label for c in kind.columns if c.key in found)
        kind.notes.append(f"“{labels}”取自工作表“{table.sheet}”，按房号对上。")
        return


def _joined(kind: ListKind, row: Row) -> Mapping[str, Value]:
    joint = kind.joint(row)
    if joint not in kind.joined:
        raise RowFault(f"另一张工作表里没有“{joint}”")
    return kind.joined[joint]


def _rows(
    table: Table, kind: ListKind, mapped: Mapped, found: Looked
) -> Iterator[tuple[Line, Row]]:
    for count, line in enumerate(table.lines(), start=1):
        if count > MOST_ROWS:
            raise Unreadable(f"超过 {MOST_ROWS} 行，请核对是不是选错了文件。")
        try:
            row = mapped.row(line)
            if kind.joined_keys:
                row.beside = _joined(kind, row)
        except RowFault as error:
            found.faults.append(mapped.fault(line, error))
            continue
        found.rows += 1
        yield line, row


def fault_file(headers: Sequence[str], faults: Iterable[Fault], *, title: str) -> BinaryIO:
    """The faulty rows with their own columns and the reason, to be mended and sent again."""
    own = [place for place, name in enumerate(headers) if name not in OWN]

    def cell(cells: Sequence[Value], place: int) -> Any:
        return cells[place] if place < len(cells) else ""

    rows = ([*(cell(f.cells, p) for p in own), f.row, f.cell, f.why] for f in faults)
    names = [headers[place] for place in own]
    return workbook_file([*names, *OWN], rows, title=title, as_text=range(len(own)))


def once(seen: dict[Any, int], key: Any, row: Row, what: str, column: str) -> None:
    """Raise where an earlier row had the same."""
    if key in seen:
        raise RowFault(f"{what}重复：第 {seen[key]} 行已经有了", column)
    seen[key] = row.number


def first_look(kind: ListKind, mapped: Mapped, line: Line) -> Mapping[str, Any]:
    """What a row becomes, for the preview."""
    row = mapped.row(line)
    if kind.joined_keys:
        row.beside = _joined(kind, row)
    return kind.shown(row)
