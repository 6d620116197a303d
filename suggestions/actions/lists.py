"""Lists of the settings and of councils: taken in, looked at, written whole or not at all."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.db import transaction

from suggestions.actions.columns import remember
from suggestions.actions.rules import Refused
from suggestions.models import ListFile, User
from suggestions.tabular import Fault, Table, Unreadable, open_table
from suggestions.tabular.lists import ListKind, Looked, join, look
from suggestions.text.language import clean_text

LOST = "上传的文件已经不在了（只保留一段时间），请重新上传。"
Write = Callable[[list[Any]], Any]


class FaultyList(Refused):
    """Rows of the list are faulty; nothing was written. `faults` names each."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(
            f"有 {len(faults)} 行需要改，什么都没有写入。改好以后再传一次，或者下载有误的行来改。"
        )


def receive(
    kind: ListKind,
    *,
    file: File,
    by: User,
    at: dt.datetime,
    about: int | None = None,
    choices: Mapping[str, Any] | None = None,
) -> ListFile:
    """Keep a list until it is imported. What cannot be read as one is refused at once."""
    opened = cast(BinaryIO, file)
    try:
        with open_table(opened, known=kind.known) as table:
            made, sheet = table.kind, table.sheet
    except Unreadable as error:
        raise Refused(str(error)) from error
    sent = ListFile(
        kind=kind.kind,
        about=about,
        choices=dict(choices or {}),
        filename=clean_text((file.name or "").rpartition("/")[2], lines=False)[-200:],
        sheet=sheet,
        by=by,
        sent_at=at,
    )
    file.seek(0)
    sent.file.save(f"list.{made}", file, save=False)
    sent.save(force_insert=True)
    return sent


@contextmanager
def open_list(sent: ListFile, kind: ListKind, sheet: str = "") -> Iterator[Table]:
    """The list as a table. Raises Refused with the reason where it cannot be read."""
    if not sent.file:
        raise Refused(LOST)
    try:
        with (
            sent.file.open("rb") as file,
            open_table(cast(BinaryIO, file), sheet=sheet or sent.sheet, known=kind.known) as table,
        ):
            yield table
    except Unreadable as error:
        raise Refused(str(error)) from error
    except FileNotFoundError as error:
        raise Refused(LOST) from error


def try_out(sent: ListFile, kind: ListKind, mapping: Mapping[str, str], sheet: str = "") -> Looked:
    """Read the whole list as an import would, write nothing."""
    with open_list(sent, kind, sheet) as table:
        add_sheets(sent, kind, mapping, table)
        return look(table, kind, mapping)


def add_sheets(sent: ListFile, kind: ListKind, mapping: Mapping[str, str], table: Table) -> None:
    """Owners on one sheet and flats on another: both are read."""

    def others() -> Iterator[Table]:
        for name in table.sheets:
            if name != table.sheet:
                with open_list(sent, kind, name) as other:
                    yield other

    join(kind, mapping, others())


def take(
    sent: ListFile,
    kind: ListKind,
    mapping: Mapping[str, str],
    *,
    write: Write,
    by: User,
    at: dt.datetime,
    sheet: str = "",
) -> Any:
    """Write all of a list or nothing; then its file, which holds personal data, is deleted."""
    with open_list(sent, kind, sheet) as table:
        headers = table.headers
        add_sheets(sent, kind, mapping, table)
        found = look(table, kind, mapping)
    if found.faults:
        raise FaultyList(found.faults)
    with transaction.atomic():
        # Two who press at once: the second finds it taken.
        mine = ListFile.objects.filter(pk=sent.pk, taken_at=None)
        if not mine.update(taken_at=at, rows=len(found.items)):
            raise Refused("这份名单已经导入过了。")
        result = write(found.items)
        remember(kind.kind, headers, mapping, by=by, at=at, answers=kind.answers)
    sent.file.delete(save=False)
    ListFile.objects.filter(pk=sent.pk).update(file="")
    return result
