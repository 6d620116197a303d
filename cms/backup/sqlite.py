"""SQLite as bytes: its online backup into a file that only its owner reads, gone at once after."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from cms.backup import BackupError
from cms.backup.databases import PART, Snapshot, looking_at, state

DRAFT = ".backup-"  # what a killed one leaves beside the database, and the next one clears away


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    clear_drafts(settings.VAR_DIR)
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=settings.VAR_DIR) as folder:
        copy = Path(folder) / "copy.sqlite3"
        with closing(sqlite3.connect(_path())) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)  # all pages in one step: one read lock, one moment
            target.execute("PRAGMA journal_mode=DELETE")
        with looking_at({"NAME": str(copy), "OPTIONS": {}}):
            told = state()
        yield Snapshot(_parts(copy), told)


def is_empty() -> bool:
    if not _path().exists():
        return True
    with closing(sqlite3.connect(_path())) as file:
        return not file.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()


def fill(parts: Iterator[bytes]) -> None:
    """Whole under its name or not at all."""
    path = _path()
    draft = path.with_name(f".{path.name}.restoring")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    with closing(sqlite3.connect(draft)) as opened:
        (said,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        draft.unlink()
        raise BackupError(f"备份里的数据库文件坏了：{said}。请换另一天的备份。")
    connection.close()
    draft.replace(path)


@contextmanager
def scratch() -> Iterator[dict[str, Any]]:
    clear_drafts(settings.VAR_DIR)
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=settings.VAR_DIR) as folder:
        yield {"NAME": str(Path(folder) / "scratch.sqlite3"), "OPTIONS": {}}


def clear_drafts(root: Path) -> None:
    """Only called while no other backup runs (`making.alone`)."""
    for folder in root.glob(f"{DRAFT}*"):
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def _path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(PART):
            yield part
