"""The rows of a checked list into the database, set by set; others write between two of them.

Thinking (masks, sorting, cutting into words) is most of the work and holds no lock: it is done on
all cores, some sets ahead of the one that is written.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from suggestions.actions.changes import lock
from suggestions.actions.intake_rows import Writer
from suggestions.actions.rules import Overtaken, Refused, move
from suggestions.intake.incoming import finished, sorter
from suggestions.models import ImportBatch, ImportFault, Suggestion
from suggestions.tabular import Spool
from suggestions.text.language import piece_by_piece
from suggestions.work.turns import let_others_write

SET = 250  # rows in one transaction: a quarter of a second of SQLite's only lock
AHEAD = 32  # sets in memory
READING = 15  # percent of an import at which all rows are checked and the writing begins
STOPPED = "这次导入已经停止。"
RUNNING = ImportBatch.Status.RUNNING
Rows = list[dict[str, Any]]


class Stopped(Refused):
    """Somebody has stopped it, or another worker has taken it up; nothing is to be noted."""


def refuse_second_time(batch: ImportBatch, mapping: Mapping[str, str]) -> None:
    """Without numbers of its own a list is known only by its file, which is taken once."""
    if "external_id" in mapping:
        return
    begun = Q(status=ImportBatch.Status.DONE) | Q(written_to__gt=0)
    same = ImportBatch.objects.filter(begun, campaign=batch.campaign, digest=batch.digest)
    earlier = same.exclude(status=ImportBatch.Status.TAKEN_BACK).exclude(pk=batch.pk)
    if first := earlier.order_by("pk").first():
        raise Refused(
            f"同一个文件已经在 {timezone.localtime(first.uploaded_at):%Y-%m-%d %H:%M} 导入过这个"
            "征集（“"
            f"{first.filename}”）。如果表里有唯一编号，请选上编号列，系统会自动跳过已有的建议。"
        )


def write(
    batch: ImportBatch,
    rows: Spool,
    faults: Spool,
    tally: dict[str, Any],
    *,
    at: dt.datetime,
    tell: Callable[[int, str], None] | None = None,
) -> None:
    """All that is to come; each set is there with the number of its last row, or not at all."""
    _write_faults(batch, faults)
    writer, done, freed = Writer(batch, at), 0, time.monotonic()
    for ready in _thought_out(batch, rows):
        let_others_write(freed=freed)
        done += len(ready)
        percent = READING + (99 - READING) * done // rows.count
        stage = f"已写到第 {ready[-1]['line']:,} 行"
        with transaction.atomic():
            _write_set(batch, writer, ready, progress=percent, stage=stage)
        batch.written_to, freed = ready[-1]["line"], time.monotonic()
        if tell:
            tell(percent, stage)
    _finish(batch, tally)


def _write_faults(batch: ImportBatch, faults: Spool) -> None:
    batch.faults.filter(row_number__gt=batch.written_to).delete()
    for chunk in faults.chunks(SET):
        let_others_write()
        ImportFault.objects.bulk_create(ImportFault(batch=batch, **fault) for fault in chunk)


def _thought_out(batch: ImportBatch, rows: Spool) -> Iterator[Rows]:
    by = sorter(publishes=batch.approve)

    def think(piece: Rows) -> Rows:
        return [finished(row, by=by) for row in piece]

    sets = rows.chunks(SET)
    while ahead := list(islice(sets, AHEAD)):
        if len(ahead) > 1:
            think(ahead[0][:1])  # dictionaries are loaded here, not in each process anew
        yield from piece_by_piece(think, ahead)


def _write_set(batch: ImportBatch, writer: Writer, rows: Rows, **told: Any) -> None:
    # Two imports into one campaign write one after the other; residents are not held up. Campaign
    # before batch: so does whoever takes an import back.
    lock(batch.campaign)
    if not batch.written_to:
        refuse_second_time(batch, batch.mapping)
    # Nobody has stopped it, and of two workers that believe it theirs one writes.
    mine = ImportBatch.objects.filter(pk=batch.pk, status=RUNNING, written_to=batch.written_to)
    if not mine.update(written_to=rows[-1]["line"], heartbeat_at=timezone.now(), **told):
        raise Stopped(STOPPED)
    numbers = [row["external_id"] for row in rows if row["external_id"]]
    have = Suggestion.objects.filter(campaign=batch.campaign_id, external_id__in=numbers)
    known = set(have.values_list("external_id", flat=True))
    writer.write([row for row in rows if row["external_id"] not in known])


def _finish(batch: ImportBatch, tally: dict[str, Any]) -> None:
    created = Suggestion.objects.filter(import_batch=batch).count()
    faulty = batch.faults.count()
    try:
        move(
            batch,
            ImportBatch.Status.DONE,
            progress=100,
            stage="已完成",
            rows=tally["rows"],
            passed=tally["passed"],
            created=created,
            skipped=tally["rows"] - created - faulty,
            faulty=faulty,
            finished_at=timezone.now(),
        )
    except Overtaken as error:
        raise Stopped(STOPPED) from error
