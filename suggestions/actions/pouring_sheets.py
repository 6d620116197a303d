"""Answers from a list made elsewhere: read row by row, written some thousands at a time.

Each batch of rows is one transaction, and every row has a key of its own: a list that broke off,
or comes a second time, goes on where it stopped. Understanding the rows and masking what is said
in own words is done on all cores, some batches ahead of the one that is written.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, NamedTuple

from django.db import connection, transaction
from django.db.models import F

from suggestions.actions import copying, tallying
from suggestions.actions.rules import Refused
from suggestions.actions.sheets import ANSWER, TEXT, Keys, keys_of, values_of
from suggestions.models import (
    AnswerSheet,
    Area,
    OpenAnswer,
    QuestionnaireVersion,
    SheetAnswer,
    SheetCount,
)
from suggestions.questionnaires.columns import Columns, Reader, Wrong, match
from suggestions.questionnaires.frozen import Asked, Sheet, read
from suggestions.tabular import Line, Table, open_table
from suggestions.text.language import masked, piece_by_piece
from suggestions.work.turns import let_others_write

BATCH = 5_000  # rows in one transaction
ON_SQLITE = 1_000  # as many: it has one lock, and residents wait for it
AHEAD = 12  # batches in memory
FAULTS_KEPT = 10_000
SPACE = uuid.UUID("6f1c2c1e-5a3f-4c0b-9a0d-7f2d1f0f6b11")
NO_COLUMN = "没有一列对得上这份问卷的题目。请看表头：题目要和问卷里的一样，前面可以有题号。"


@dataclass
class Poured:
    """What became of a list."""

    rows: int = 0
    created: int = 0
    known: int = 0
    faulty: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def fault(self, number: int, words: str) -> None:
        self.faulty += 1
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append((number, words))


class Ready(NamedTuple):
    """A row that can be written."""

    line: int
    key: uuid.UUID
    at: dt.datetime
    sheet: Sheet


class Batch(NamedTuple):
    """Rows that can be written or say why not, and what is said in them with masks."""

    rows: list[Ready | tuple[int, str]]
    shown: dict[str, str]


def sheet_of(file: BinaryIO, version: QuestionnaireVersion) -> str:
    """The sheet of a workbook whose columns answer most of the questions."""
    asked = read(version.questions)
    with open_table(file) as table:
        names = table.sheets
    found = {}
    for name in names if len(names) > 1 else []:
        with open_table(file, sheet=name) as table:
            columns = match(table.headers, asked)
            found[name] = len(columns.whole) + sum(map(len, columns.parts.values()))
    return max(found, key=lambda name: found[name]) if found else ""


def pour(
    version: QuestionnaireVersion,
    table: Table,
    *,
    at: dt.datetime,
    name: str,
    writes: bool = True,
    tell: Callable[[int], None] = lambda rows: None,
    columns: Columns | None = None,
    counts: bool = False,
) -> Poured:
    """Take in a list; `name` tells rows without a number of their own from those of other lists.

    `columns`: as a person has said what they answer; else as their headings say. `counts`: each
    sheet is counted as it is written; else the worker counts it.
    """
    asked = read(version.questions)
    columns = columns or match(table.headers, asked)
    if not columns.whole and not columns.parts:
        raise Refused(NO_COLUMN)
    poured, keys = Poured(unread=columns.unread), keys_of(version)
    by_question = {one.id: one for one in asked}
    reader, space = reader_of(version, columns), f"{version.questionnaire_id}:{name}"
    think = _thinker(reader, columns, space, at, masks=writes)
    seen: set[uuid.UUID] = set()
    for batch in _thought_out(table, think):
        fresh = _unknown(_ready(batch, poured, seen), poured)
        if fresh and writes:
            let_others_write()
            _write(version, by_question, keys, fresh, batch.shown, at if counts else None)
        tell(poured.rows)
    return poured


def reader_of(version: QuestionnaireVersion, columns: Columns) -> Reader:
    return Reader(read(version.questions), columns, _areas())


def _thought_out(table: Table, think: Callable[[Sequence[Line]], Batch]) -> Iterator[Batch]:
    size = min(BATCH, ON_SQLITE) if connection.vendor == "sqlite" else BATCH
    lines = table.lines()
    batches = iter(lambda: list(islice(lines, size)), [])
    while ahead := list(islice(batches, AHEAD)):
        yield from piece_by_piece(think, ahead)


def _thinker(
    reader: Reader, columns: Columns, space: str, at: dt.datetime, *, masks: bool
) -> Callable[[Sequence[Line]], Batch]:
    def understood(line: Line) -> Ready | tuple[int, str]:
        try:
            if line.fault:
                raise Wrong(line.fault)
            key, moment = _key(line, columns, space), _moment(reader, line, at)
            return Ready(line.number, key, moment, reader.sheet(line.cells))
        except Wrong as wrong:
            return line.number, str(wrong)

    def think(lines: Sequence[Line]) -> Batch:
        rows = [understood(line) for line in lines]
        ready = [row for row in rows if masks and isinstance(row, Ready)]
        own = {text for row in ready for _, _, text in row.sheet.texts}
        return Batch(rows, {text: masked(text) for text in own})

    return think


def _ready(batch: Batch, poured: Poured, seen: set[uuid.UUID]) -> list[Ready]:
    ready = []
    for row in batch.rows:
        poured.rows += 1
        if not isinstance(row, Ready):
            poured.fault(*row)
        elif row.key in seen:
            poured.fault(row.line, "编号和上面的一行相同。")
        else:
            seen.add(row.key)
            ready.append(row)
    return ready


def _key(line: Line, columns: Columns, space: str) -> uuid.UUID:
    """By its own number; else by its place and all it says, so that another list under the same
    name is another list, and one that has only grown is known as far as it goes."""
    own = "" if columns.number is None else str(line.cells[columns.number]).strip()
    said = "\x1f".join(map(str, line.cells))
    return uuid.uuid5(SPACE, f"{space}:{own or f'第{line.number}行:{said}'}")


def _moment(reader: Reader, line: Line, at: dt.datetime) -> dt.datetime:
    place = reader.columns.moment
    if place is None or not str(line.cells[place]).strip():
        return at
    found = reader.moment(line.cells)
    if found is None:
        raise Wrong(f"看不懂提交时间：{str(line.cells[place])[:30]}")
    if found > at:
        raise Wrong("提交时间还没有到。")
    return found


def _areas() -> Callable[[str], int | None]:
    """Areas by code, by whole name, and by own name where only one has it."""
    rows = list(Area.objects.order_by().values_list("pk", "code", "full_name", "name"))
    found: dict[str, int | None] = {}
    for pk, _, _, name in rows:
        found[name] = None if name in found else pk
    for pk, code, whole, _ in rows:
        found |= {code: pk, whole: pk, whole.replace(" · ", ""): pk}
    return lambda text: found.get(text) or found.get("".join(text.split()))


def _unknown(piece: list[Ready], poured: Poured) -> list[Ready]:
    """Those that no earlier reading of the list has written."""
    wanted = [row.key for row in piece]
    known = set(AnswerSheet.objects.filter(key__in=wanted).values_list("key", flat=True))
    fresh = [row for row in piece if row.key not in known]
    poured.known += len(piece) - len(fresh)
    poured.created += len(fresh)
    return fresh


def _write(
    version: QuestionnaireVersion,
    asked: Mapping[str, Asked],
    keys: Keys,
    fresh: list[Ready],
    shown: Mapping[str, str],
    counted_at: dt.datetime | None,
) -> None:
    said = [values_of(asked, row.sheet, keys, masks=shown.__getitem__) for row in fresh]
    sheets = [_sheet(version, row, counted_at is not None) for row in fresh]
    with transaction.atomic():
        made = copying.write_keyed(AnswerSheet, SHEET, sheets)
        told = {key: codes for key, (codes, _) in zip(made, said, strict=True)}
        words = {key: texts for key, (_, texts) in zip(made, said, strict=True)}
        answers = [(key, *one) for key, codes in told.items() for one in codes]
        copying.write(SheetAnswer, ("sheet_id", *ANSWER), answers)
        texts = [(key, *one) for key, own in words.items() for one in own]
        copying.write(OpenAnswer, ("sheet_id", *TEXT), texts)
        if counted_at:
            areas = {key: row.sheet.area for key, row in zip(made, fresh, strict=True)}
            found = _as_told(areas, told, words)
            tallying.count_new(version.questionnaire_id, found, at=counted_at)
        # Last, as who hands in does: everybody waits for this one row. Who answered elsewhere is
        # not turned away by a quota of this site.
        counts = SheetCount.objects.filter(questionnaire=version.questionnaire_id)
        counts.update(taken=F("taken") + len(made))


def _as_told(
    areas: Mapping[int, int | None],
    told: Mapping[int, list[copying.Row]],
    words: Mapping[int, list[copying.Row]],
) -> tallying.Sheets:
    """The rows that were just written, as they are counted."""
    return tallying.Sheets(
        areas=areas,
        ways=dict.fromkeys(areas, AnswerSheet.Way.IMPORT.value),
        told=told,
        in_words={
            key: {question for question, option, _ in own if option is None}
            for key, own in words.items()
        },
    )


SHEET = (
    *("questionnaire_id", "version_id", "way", "area_id", "submitted_at", "key"),
    *("payload_hash", "receipt_hash", "counted", "quotable"),
)


def _sheet(version: QuestionnaireVersion, row: Ready, counted: bool) -> copying.Row:
    """What stands in `SHEET`; nobody on a list was asked whether they may be quoted."""
    page, way = version.questionnaire_id, AnswerSheet.Way.IMPORT.value
    return (page, version.pk, way, row.sheet.area, row.at, row.key, "", "", counted, False)
