"""Lists as files, made in the background: asked for, written row by row, fetched, thrown away."""

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from django.core.files.storage import storages
from django.utils import timezone

from suggestions.actions.rules import Refused, move
from suggestions.models import ListExport, User
from suggestions.tabular import workbook_file, write_csv
from suggestions.work.jobs import CUT

KEPT = dt.timedelta(days=7)
AT_ONCE = 5_000  # rows up to which a list is sent in the answer itself
WAITING = 5  # unfinished files of one person
FOLDER = "exports"
TOLD_EVERY = 2_000  # rows between two notes of the progress
UNFINISHED = (ListExport.Status.QUEUED, ListExport.Status.RUNNING)


@dataclass(frozen=True)
class Sheet:
    """What a file holds: the columns, the rows as they come, and how many there are."""

    header: list[str]
    rows: Iterable[list[Any]]
    number: int


def ask(name: str, *, title: str, query: str, kind: str, by: User, at: dt.datetime) -> ListExport:
    """Ask for a list as a file."""
    if kind not in ("csv", "xlsx"):
        raise Refused("请选择 CSV 或 Excel（XLSX）格式。")
    if ListExport.objects.filter(by=by, status__in=UNFINISHED).count() >= WAITING:
        raise Refused(f"您有 {WAITING} 份导出还没有做好，请等其中一份完成后再导出。")
    return ListExport.objects.create(
        by=by,
        instead_of=by.acts_for,
        name=name,
        title=title[:80],
        query=query,
        kind=kind,
        asked_at=at,
    )


def run_export(export: ListExport, open_sheet: Callable[[], Sheet], *, at: dt.datetime) -> None:
    """Write the file; nobody but the site's own account can read it on the disk."""
    move(export, ListExport.Status.RUNNING, heartbeat_at=at)
    path = _new_path(export.kind)
    try:
        sheet = open_sheet()
        rows = _counted(export, sheet)
        with open(path, "wb", opener=_private) as file:
            _write(file, export, sheet.header, rows)
        move(
            export,
            ListExport.Status.DONE,
            progress=100,
            stage="",
            file=f"{FOLDER}/{path.name}",
            rows=rows.done,
            size=path.stat().st_size,
            finished_at=timezone.now(),
        )
    except Exception as error:
        path.unlink(missing_ok=True)
        if isinstance(error, CUT):  # not its fault: the worker puts it back
            raise
        told = str(error) if isinstance(error, Refused) else "导出时出错，请再试一次。"
        move(export, ListExport.Status.FAILED, error=told, finished_at=timezone.now())
        if not isinstance(error, Refused):
            raise


def _new_path(kind: str) -> Path:
    folder = Path(storages["private"].path(FOLDER))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{uuid4().hex}.{kind}"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, 0o600)


def _write(file: BinaryIO, export: ListExport, header: list[str], rows: Iterable) -> None:
    if export.kind == "csv":
        write_csv(file, header, rows)
        return
    with workbook_file(header, rows, title=export.title) as book:
        shutil.copyfileobj(book, file)


class _counted:
    """The rows, counted as they pass, with a note of the progress now and then."""

    def __init__(self, export: ListExport, sheet: Sheet) -> None:
        self.export, self.sheet, self.done = export, sheet, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self.sheet.rows:
            self.done += 1
            if self.done % TOLD_EVERY == 0:
                percent = min(99, 100 * self.done // max(self.sheet.number, 1))
                ListExport.objects.filter(pk=self.export.pk).update(
                    progress=percent,
                    stage=f"已写 {self.done:,} 行",
                    heartbeat_at=timezone.now(),
                )
            yield row


def fetched(export: ListExport, *, at: dt.datetime) -> None:
    """Whoever asked has taken it: the notice goes."""
    ListExport.objects.filter(pk=export.pk, fetched_at=None).update(fetched_at=at)


def drop(export: ListExport) -> None:
    """Throw a file away, and that it was asked for."""
    export.file.delete(save=False)
    export.delete()


def drop_old(*, at: dt.datetime) -> int:
    """Files are thrown away after some days; so is what never became one."""
    over = list(ListExport.objects.filter(asked_at__lt=at - KEPT).exclude(status__in=UNFINISHED))
    for export in over:
        drop(export)
    return len(over)
