"""Which journal SQLite keeps, and why.

Libraries before 3.51.3 (mended in 3.50.7 and 3.44.6 too) may lose a write-ahead log that two
processes reset at the same moment. With such a one the site keeps a rollback journal: readers wait
for a commit, nothing can be lost. A file that another library has left in WAL is turned back.
"""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, Info
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

MENDED = (3, 51, 3)
MENDED_TOO = ((3, 50, 7), (3, 44, 6))  # of older lines
WAL, ROLLBACK = "WAL", "DELETE"
# Where the file says by which journal it is written: 2 is a write-ahead log.
MARK = slice(18, 20)
PATIENCE = 10.0  # seconds in which another process that still uses the log may end

# EXTRA: the end of a rollback journal is its removal, which must outlast a power cut as well. No
# spilling: a long import keeps its pages to itself instead of shutting readers out until it ends.
_PRAGMAS = {
    WAL: "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    ROLLBACK: "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA cache_spill=OFF;",
}


def chosen(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """
    >>> [chosen(v) for v in ((3, 51, 3), (3, 51, 2), (3, 50, 7), (3, 50, 6), (3, 44, 6), (3, 45))]
    ['WAL', 'DELETE', 'WAL', 'DELETE', 'WAL', 'DELETE']
    """
    of_a_line = any(version[:2] == line[:2] and version >= line for line in MENDED_TOO)
    return WAL if version >= MENDED or of_a_line else ROLLBACK


def options(lock_seconds: int) -> dict[str, Any]:
    """For Django's settings. IMMEDIATE: writers queue for the lock instead of failing half-way
    with "database is locked"; a receipt that was shown survives a power cut."""
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": lock_seconds,
        "init_command": (
            f"PRAGMA busy_timeout={lock_seconds * 1000}; {_PRAGMAS[chosen()]}"
            "PRAGMA cache_size=-20000; PRAGMA foreign_keys=ON;"
        ),
    }


def prepare(path: Path) -> None:
    """Before the first connection of a process; of several that start at once one turns the file.

    With a rollback journal who reads keeps a writer from ending: what is read as a stream, by a
    slow visitor perhaps, is taken from the database at once.
    """
    turn_back(path)
    type(connections["default"].features).can_use_chunked_reads = chosen() == WAL


def told() -> str:
    version = sqlite3.sqlite_version
    if chosen() == WAL:
        return f"SQLite {version}：用预写日志（WAL），读和写互不等待。"
    return (
        f"SQLite {version}：用回滚日志（DELETE），不用预写日志（WAL）。"
        "3.51.3（以及 3.50.7、3.44.6）以前的版本，预写日志有极少见的丢数据缺陷。"
        "正式环境请用 PostgreSQL；升级 SQLite 后自动改用预写日志。"
    )


def keeps_log(path: Path) -> bool:
    """Whether the file is written by a write-ahead log; asked of its head, without opening it."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(100)[MARK] == b"\2\2"


def turn_back(path: Path, *, patience: float = PATIENCE) -> bool:
    """Write what its log holds into the file and go on without one; True where that was needed."""
    if chosen() == WAL or not keeps_log(path):
        return False
    ends = time.monotonic() + patience
    while True:
        try:
            with closing(sqlite3.connect(path, timeout=1)) as file:
                (mode,) = file.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            mode = "busy"
        if mode == "delete":
            return True
        if time.monotonic() > ends:
            raise ImproperlyConfigured(
                f"数据库 {path} 还有别的程序以预写日志（WAL）打开着。请先停下它们，再启动。{told()}"
            )
        time.sleep(0.2)


def check(*, databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """`manage.py check --database default`, and `migrate`: says it, and whether it is so."""
    connection = connections["default"]
    if connection.vendor != "sqlite" or "default" not in (databases or ()):
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
    if mode.upper() not in (chosen(), "MEMORY"):
        return [Error(f"数据库的日志方式是 {mode}，应当是 {chosen()}。{told()}", id="cms.E001")]
    return [Info(told(), id="cms.I001")]
