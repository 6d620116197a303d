"""Lists of suggestions: take a file in, queue it, read it through, write it set by set."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.utils import timezone

from suggestions.actions.columns import remember
from suggestions.actions.intake_sets import READING, STOPPED, Stopped, refuse_second_time, write
from suggestions.actions.rules import Refused, actor_name, move
from suggestions.intake.incoming import KIND, KNOWN, LABELS, RowChecker, RowReader
from suggestions.models import CampaignPage, ImportBatch, Suggestion, User
from suggestions.models.suggestions import Channel
from suggestions.tabular import Line, RowFault, Spool, Table, Unreadable, open_table
from suggestions.tabular.cells import DIGITS
from suggestions.text import search
from suggestions.text.language import clean_text
from suggestions.work.jobs import CUT

TELL_EVERY = 0.5  # seconds between two notes of progress
HALF = "这份表已经按原来的设置写入了一部分。要改列或设置，请先撤回这次导入，再重新上传。"
LOST = "上传的文件已经不在了（导入的文件只保留一段时间），请重新上传。"
Tell = Callable[[int, str], None]


def upload(campaign: CampaignPage, *, file: File, by: User | None, at: dt.datetime) -> ImportBatch:
    """Keep a file for importing. What cannot be read as a list is refused at once."""
    opened = cast(BinaryIO, file)  # a Django file behaves like one
    try:
        with open_table(opened, known=KNOWN) as table:
            kind, sheet = table.kind, table.sheet
    except Unreadable as error:
        raise Refused(str(error)) from error
    digest = digest_of(opened)
    batch = ImportBatch(
        campaign=campaign,
        filename=clean_text((file.name or "").rpartition("/")[2], lines=False)[-200:],
        sheet=sheet,
        digest=digest,
        by=by,
        uploaded_at=at,
    )
    file.seek(0)
    # The stored name is ours: what people call their files need not be a good path.
    batch.file.save(f"{digest[:16]}.{kind}", file, save=False)
    batch.save(force_insert=True)
    return batch


def digest_of(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def queue_import(
    batch: ImportBatch,
    *,
    by: User,
    at: dt.datetime,
    mapping: Mapping[str, str] | None = None,
    channel: str | None = None,
    approve: bool | None = None,
    sheet: str | None = None,
) -> None:
    """Say which column is what and put the file into the queue; also again after a failure."""
    was, batch.sheet = batch.sheet, batch.sheet if sheet is None else sheet
    mapping = dict(batch.mapping if mapping is None else mapping)
    channel = channel or batch.channel
    approve = batch.approve if approve is None else approve
    chosen = mapping, batch.sheet, channel, approve
    if batch.written_to and chosen != (batch.mapping, was, batch.channel, batch.approve):
        raise Refused(HALF)
    if channel not in Channel.values:
        raise Refused("请选择渠道。")
    with open_batch(batch) as table:
        headers = table.headers
        check_mapping(mapping, headers)
    refuse_second_time(batch, mapping)
    remember(KIND, headers, mapping, by=by, at=at)
    move(
        batch,
        ImportBatch.Status.QUEUED,
        mapping=mapping,
        sheet=batch.sheet,
        channel=channel,
        approve=approve,
        by=by,
        progress=0,
        stage="排队中",
        error="",
        heartbeat_at=at,
        finished_at=None,
    )


def check_mapping(mapping: Mapping[str, str], headers: tuple[str, ...]) -> None:
    if unknown := set(mapping) - set(LABELS):
        raise Refused(f"不认识的项目：{'、'.join(sorted(unknown))}。可以用：{'、'.join(LABELS)}。")
    if missing := [column for column in mapping.values() if column not in headers]:
        raise Refused(f"文件里没有这些列：{'、'.join(missing)}。表头是：{'、'.join(headers)}。")
    if not {"title", "body"} & set(mapping):
        raise Refused("请至少指定“标题”或“内容”中的一列。")


@contextmanager
def open_batch(batch: ImportBatch) -> Iterator[Table]:
    """The batch's file as a table. Raises Refused with the reason where it cannot be read."""
    if not batch.file:
        raise Refused(LOST)
    try:
        with (
            batch.file.open("rb") as file,
            open_table(cast(BinaryIO, file), sheet=batch.sheet, known=KNOWN) as table,
        ):
            yield table
    except Unreadable as error:
        raise Refused(str(error)) from error
    except FileNotFoundError as error:
        raise Refused(LOST) from error


def run_import(batch: ImportBatch, *, at: dt.datetime, tell: Tell | None = None) -> None:
    """Read and check every row, then write them set by set from where it stopped before.

    A set is one transaction, with the number of its last row: killed at any moment it leaves whole
    sets, and whoever takes it up goes on behind them.
    """
    move(batch, ImportBatch.Status.RUNNING, heartbeat_at=at, progress=0)
    try:
        with Spool() as rows, Spool() as faults:
            tally = _read(batch, rows, faults, at=at, tell=_progress(batch, tell))
            write(batch, rows, faults, tally, at=at, tell=tell)
    except Stopped:
        raise
    except Refused as error:
        _give_up(batch, str(error))
        raise
    except CUT:  # not its fault: the worker puts it back
        raise
    except Exception as error:
        _give_up(batch, f"导入中断（{type(error).__name__}）。")
        raise
    search.count_words()
    if tell:
        tell(100, "已完成")


def stop(batch: ImportBatch, *, by: User, at: dt.datetime) -> None:
    """Let an import end after the set that it is writing. It can go on later, or be taken back."""
    move(
        batch,
        ImportBatch.Status.FAILED,
        error=f"{actor_name(by)}停止了这次导入。",
        stage="",
        finished_at=at,
    )


def _give_up(batch: ImportBatch, reason: str) -> None:
    batch.status = ImportBatch.Status.RUNNING  # a transaction rolled back may have moved it
    move(
        batch,
        ImportBatch.Status.FAILED,
        error=reason[:2000],
        stage="",
        finished_at=timezone.now(),
    )


def _progress(batch: ImportBatch, tell: Tell | None) -> Tell:
    """Notes progress in short updates of their own, at most two a second."""
    last = 0.0

    def note(percent: int, stage: str) -> None:
        nonlocal last
        if time.monotonic() - last < TELL_EVERY and percent < READING:
            return
        last = time.monotonic()
        running = ImportBatch.objects.filter(pk=batch.pk, status=ImportBatch.Status.RUNNING)
        if not running.update(progress=percent, stage=stage[:60], heartbeat_at=timezone.now()):
            raise Stopped(STOPPED)
        if tell:
            tell(percent, stage)

    return note


def _read(
    batch: ImportBatch, rows: Spool, faults: Spool, *, at: dt.datetime, tell: Tell
) -> dict[str, Any]:
    known = known_ids(batch.campaign, but=batch) if batch.written_to else known_ids(batch.campaign)
    bad = batch.faults.filter(row_number__lte=batch.written_to)
    before = Before(batch.written_to, frozenset(bad.values_list("row_number", flat=True)))
    with open_batch(batch) as table:
        check_mapping(batch.mapping, table.headers)
        reader = RowChecker(
            batch.mapping, table.headers, channel=batch.channel, at=at, publishes=batch.approve
        )
        tally = sift(table, reader, known, rows=rows, faults=faults, tell=tell, before=before)
    tell(READING, f"已核对 {tally['rows']} 行，正在写入")
    return tally


def known_ids(campaign: CampaignPage, *, but: ImportBatch | None = None) -> set[str]:
    """The numbers that a campaign has; without those that this import itself has written."""
    have = Suggestion.objects.filter(campaign=campaign).exclude(external_id="")
    if but:
        have = have.exclude(import_batch=but)
    return set(have.values_list("external_id", flat=True).iterator())


@dataclass(frozen=True)
class Before:
    """How far an import had come when it stopped, and which rows it had found faulty by then."""

    row: int = 0
    faulty: frozenset[int] = frozenset()


NOTHING = Before()


def sift(
    table: Table,
    reader: RowReader,
    known: set[str],
    *,
    rows: Spool,
    faults: Spool,
    tell: Tell,
    before: Before = NOTHING,
) -> dict[str, Any]:
    """Part the lines of a list into rows to write, rows known before, and faulty ones.

    What was judged `before` is not judged again: a day that was to come may be here since.
    """
    seen: dict[str, int] = {}
    total = skipped = 0
    for total, line in enumerate(table.lines(), start=1):
        if line.number in before.faulty:
            continue
        try:
            external_id = reader.external_id(line)
            if external_id in known:
                skipped += 1
                continue
            if line.number <= before.row:
                seen.setdefault(external_id, line.number)
                continue
            if external_id and external_id in seen:
                raise RowFault(_twice(external_id, seen[external_id]), "external_id")
            rows.add({**reader.read(line, external_id), "line": line.number})
            if external_id:
                seen[external_id] = line.number
        except RowFault as fault:
            faults.add(_fault(table, line, fault, reader))
        if total % 20 == 0:
            tell(int(table.fraction() * READING), f"已核对 {total} 行")
    return {"rows": total, "skipped": skipped, "passed": [str(row) for row in table.passed]}


def _twice(external_id: str, first: int) -> str:
    """A long number with zeros at its end is what Excel leaves of one."""
    words = f"与第{first}行编号重复"
    lost = external_id[DIGITS:]
    if external_id.isdecimal() and lost and not lost.strip("0"):
        words += "；这样长的编号可能被 Excel 改过（后几位变成了 0），请从原系统重新导出"
    return words


def _fault(table: Table, line: Line, fault: RowFault, reader: RowReader) -> dict[str, Any]:
    width = len(table.headers)
    names = [*table.headers, *(f"多出的第{i}列" for i in range(1, len(line.cells) - width + 1))]
    cells = [[name, clean_text(str(cell))] for name, cell in zip(names, line.cells, strict=False)]
    return {
        "row_number": line.number,
        "cell": reader.mapped.cell(line, fault.key),
        "reason": str(fault)[:300],
        "row": cells,
    }
