"""Lists of suggestions: take a file in, queue it, read it through, write it all or not at all."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from suggestions.actions.columns import remember
from suggestions.actions.intake_rows import Writer
from suggestions.actions.rules import Refused, move
from suggestions.intake.incoming import KIND, KNOWN, LABELS, RowReader
from suggestions.models import CampaignPage, ImportBatch, ImportFault, Suggestion, User
from suggestions.models.suggestions import Channel
from suggestions.tabular import Line, RowFault, Spool, Table, Unreadable, open_table
from suggestions.tabular.cells import DIGITS
from suggestions.text import search
from suggestions.text.language import clean_text
from suggestions.work.jobs import CUT

READING = 80  # percent of an import at which all rows are checked and the writing begins
TELL_EVERY = 0.5  # seconds between two notes of progress
CHUNK = 500
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
    batch.sheet = batch.sheet if sheet is None else sheet
    mapping = dict(batch.mapping if mapping is None else mapping)
    channel = channel or batch.channel
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
        approve=batch.approve if approve is None else approve,
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


def refuse_second_time(batch: ImportBatch, mapping: Mapping[str, str]) -> None:
    """Without numbers of its own a list is known only by its file, which is taken once."""
    if "external_id" in mapping:
        return
    earlier = ImportBatch.objects.filter(
        campaign=batch.campaign, digest=batch.digest, status=ImportBatch.Status.DONE
    ).exclude(pk=batch.pk)
    if first := earlier.order_by("pk").first():
        raise Refused(
            f"同一个文件已经在 {timezone.localtime(first.uploaded_at):%Y-%m-%d %H:%M} 导入过这个"
            "征集（“"
            f"{first.filename}”）。如果表里有唯一编号，请选上编号列，系统会自动跳过已有的建议。"
        )


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
    """Read and check every row, then write everything in one transaction.

    Killed at any moment it leaves nothing half-written: until the one commit there is nothing.
    """
    move(batch, ImportBatch.Status.RUNNING, heartbeat_at=at, progress=0)
    try:
        with Spool() as rows, Spool() as faults:
            tally = _read(batch, rows, faults, at=at, tell=_progress(batch, tell))
            with transaction.atomic():
                _write(batch, rows, faults, tally, at=at)
    except Refused as error:
        _give_up(batch, str(error))
        raise
    except CUT:  # not its fault: the worker puts it back
        raise
    except Exception as error:
        _give_up(batch, f"导入中断（{type(error).__name__}），没有写入任何建议。")
        raise
    search.count_words()
    if tell:
        tell(100, "已完成")


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
        ImportBatch.objects.filter(pk=batch.pk).update(
            progress=percent, stage=stage[:60], heartbeat_at=timezone.now()
        )
        if tell:
            tell(percent, stage)

    return note


def _read(
    batch: ImportBatch, rows: Spool, faults: Spool, *, at: dt.datetime, tell: Tell
) -> dict[str, Any]:
    known = known_ids(batch.campaign)
    with open_batch(batch) as table:
        check_mapping(batch.mapping, table.headers)
        reader = RowReader(
            batch.mapping, table.headers, channel=batch.channel, at=at, publishes=batch.approve
        )
        tally = sift(table, reader, known, rows=rows, faults=faults, tell=tell)
    tell(READING, f"已核对 {tally['rows']} 行，正在写入")
    return tally


def known_ids(campaign: CampaignPage) -> set[str]:
    have = Suggestion.objects.filter(campaign=campaign).exclude(external_id="")
    return set(have.values_list("external_id", flat=True).iterator())


def sift(
    table: Table,
    reader: RowReader,
    known: set[str],
    *,
    rows: Spool,
    faults: Spool,
    tell: Tell,
) -> dict[str, Any]:
    """Part the lines of a list into rows to write, rows known before, and faulty ones."""
    seen: dict[str, int] = {}
    total = skipped = 0
    for total, line in enumerate(table.lines(), start=1):
        try:
            external_id = reader.external_id(line)
            if external_id in known:
                skipped += 1
                continue
            if external_id in seen:
                raise RowFault(_twice(external_id, seen[external_id]), "external_id")
            rows.add(reader.read(line, external_id))
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


def _write(
    batch: ImportBatch, rows: Spool, faults: Spool, tally: dict[str, Any], *, at: dt.datetime
) -> None:
    # Two imports into one campaign write one after the other; residents are not held up.
    campaigns = CampaignPage.objects.select_for_update(no_key=True, of=("self",))
    campaigns.get(pk=batch.campaign_id)
    refuse_second_time(batch, batch.mapping)
    known = known_ids(batch.campaign)
    writer = Writer(batch, at)
    created = overtaken = 0
    for chunk in rows.chunks(CHUNK):
        fresh = [row for row in chunk if row["external_id"] not in known]
        overtaken += len(chunk) - len(fresh)
        created += writer.write(fresh)
    batch.faults.all().delete()
    for chunk in faults.chunks(CHUNK):
        ImportFault.objects.bulk_create(ImportFault(batch=batch, **fault) for fault in chunk)
    move(
        batch,
        ImportBatch.Status.DONE,
        progress=100,
        stage="已完成",
        rows=tally["rows"],
        passed=tally["passed"],
        created=created,
        skipped=tally["skipped"] + overtaken,
        faulty=faults.count,
        finished_at=timezone.now(),
    )
