"""答卷导入: take a list in, say what its columns answer, pour it out as a job."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.core.files import File
from django.utils import timezone

from suggestions.actions import pouring_sheets, sheets
from suggestions.actions.rules import Refused, move
from suggestions.models import QuestionnairePage, QuestionnaireVersion, SheetList, User
from suggestions.questionnaires.columns import chosen, match, meanings, meant
from suggestions.questionnaires.frozen import read
from suggestions.tabular import Table, Unreadable, open_table
from suggestions.text.language import clean_text
from suggestions.work.jobs import CUT

LOST = "上传的文件已经不在了（导入的文件只保留一段时间），请重新上传。"
TWICE = "有两列都选了“{}”，请改掉一列。"
BEGUN = "这张工作表已经导入了一部分，不能换。要导入另一张，请把文件再上传一次。"
GONE = "表里的列和上次看到的不一样，请重新核对。"


def upload(page: QuestionnairePage, *, file: File, by: User, at: dt.datetime) -> SheetList:
    """Keep a list, with what its columns seem to answer. What is no list is refused at once."""
    version = sheets.version_of(page, at=at)
    opened = cast(BinaryIO, file)  # a Django file behaves like one
    try:
        sheet = pouring_sheets.sheet_of(opened, version)
        with open_table(opened, sheet=sheet) as table:
            found = _meanings(table, version)
            kind, sheet = table.kind, table.sheet
    except Unreadable as error:
        raise Refused(str(error)) from error
    name = clean_text((file.name or "").rpartition("/")[2], lines=False)[-200:]
    row = SheetList(
        questionnaire=page, version=version, filename=name, sheet=sheet, columns=found, by=by,
        uploaded_at=at,
    )  # fmt: skip
    file.seek(0)
    # The stored name is ours: what people call their files need not be a good path.
    row.file.save(f"sheets.{kind}", file, save=False)
    row.save(force_insert=True)
    return row


def _meanings(table: Table, version: QuestionnaireVersion) -> list[str]:
    """What its columns seem to answer, by their headings."""
    return meanings(match(table.headers, read(version.questions)), len(table.headers))


@contextmanager
def opened(row: SheetList, sheet: str = "") -> Iterator[Table]:
    """Its file as a table: the sheet named, else the one that was chosen or is the likeliest.

    Raises Refused with the reason where it cannot be read. `row.columns` are those of that sheet.
    """
    if not row.file:
        raise Refused(LOST)
    try:
        with (
            row.file.open("rb") as file,
            open_table(cast(BinaryIO, file), sheet=sheet or row.sheet) as table,
        ):
            if table.sheet != row.sheet:
                row.sheet = table.sheet
                row.columns = _meanings(table, row.version)
            yield table
    except Unreadable as error:
        raise Refused(str(error)) from error
    except FileNotFoundError as error:
        raise Refused(LOST) from error


def queue(
    row: SheetList, *, columns: Sequence[str], by: User, at: dt.datetime, sheet: str = ""
) -> None:
    """Say which sheet it is and what its columns answer, and put it into the queue.

    Also again after a failure: then the sheet stays, since part of it may be written.
    """
    if row.status == SheetList.Status.FAILED and sheet not in ("", row.sheet):
        raise Refused(BEGUN)
    asked = read(row.version.questions)
    with opened(row, sheet) as table:
        if len(columns) != len(table.headers):
            raise Refused(GONE)
    picked = [one for one in columns if one]
    if again := next((one for one in picked if picked.count(one) > 1), None):
        raise Refused(TWICE.format(meant(asked)[again]))
    if unknown := set(picked) - set(meant(asked)):
        raise Refused(f"问卷里没有这一项：{'、'.join(sorted(unknown))}。")
    if not set(picked) - {"moment", "number"}:
        raise Refused(pouring_sheets.NO_COLUMN)
    move(
        row, SheetList.Status.QUEUED, columns=list(columns), sheet=row.sheet, by=by, progress=0,
        stage="排队中", error="", heartbeat_at=at, finished_at=None,
    )  # fmt: skip


def run(row: SheetList, *, at: dt.datetime) -> None:
    """Pour it out. What was written before a break stays, and is known the next time."""
    move(row, SheetList.Status.RUNNING, heartbeat_at=at, progress=0)
    try:
        with opened(row) as table:
            poured = _pour(row, table, at)
    except CUT:  # not its fault: the worker puts it back
        raise
    except Exception as error:
        why = str(error) if isinstance(error, Refused) else f"导入中断（{type(error).__name__}）"
        move(row, SheetList.Status.FAILED, error=why[:2000], finished_at=timezone.now())
        if isinstance(error, Refused):
            return
        raise
    move(
        row, SheetList.Status.DONE, progress=100, stage="已完成", finished_at=timezone.now(),
        rows=poured.rows, created=poured.created, known=poured.known, faulty=poured.faulty,
        faults=poured.faults,
    )  # fmt: skip


def _pour(row: SheetList, table: Table, at: dt.datetime) -> pouring_sheets.Poured:
    def tell(number: int) -> None:
        SheetList.objects.filter(pk=row.pk).update(
            progress=min(int(table.fraction() * 100), 99),
            stage=f"已读 {number} 行", heartbeat_at=timezone.now(),
        )  # fmt: skip

    name = f"{row.filename}:{table.sheet}"
    return pouring_sheets.pour(
        row.version,
        table,
        at=at,
        name=name,
        tell=tell,
        columns=chosen(row.columns),
    )
