"""Which workers live: each holds a lock on a file of its name, and its pulse touches that file.

On the same machine the kernel knows: it frees the lock of a process that dies, at once, and a
worker that only takes long keeps it. Of a worker on another machine with the same `JIANYAN_VAR` the
pulse tells: after `LEASE` without one its jobs are taken up by somebody else. Nothing of it asks
the database, which a long import on SQLite keeps to itself.
"""

import contextlib
import datetime as dt
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from suggestions.work import pulse

LEASE = dt.timedelta(seconds=45)  # of a worker that gives no sign
PREFIX = "worker-"
_mine: set[str] = set()  # a process that opens its own file and closes it would lose the lock


@contextlib.contextmanager
def heart(name: str) -> Iterator[None]:
    """While it lasts, this process is a worker of that name."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")  # nobody finds it without its lock
    with draft.open("w") as file:
        # Not flock: processes forked for arithmetic would inherit it and outlive the worker.
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.write(_machine())
        file.flush()
        draft.replace(path)
        _mine.add(name)
        beating = subprocess.Popen(  # noqa: S603
            [sys.executable, pulse.__file__, str(path), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # whoever waits for the worker's last word waits for no more
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            beating.kill()
            beating.wait()
            _mine.discard(name)
            path.unlink(missing_ok=True)


def lives(name: str) -> bool | None:
    """Whether a worker of that name lives; None where nothing is known of it."""
    if name in _mine:
        return True
    path = _path(name)
    try:
        with path.open("r+") as file:
            machine = file.read()
            held = not _free(file.fileno())
            silent = time.time() - os.fstat(file.fileno()).st_mtime
    except FileNotFoundError:
        return None
    if not held:
        return False
    return machine == _machine() or silent < LEASE.total_seconds()


def last_seen() -> float | None:
    """Seconds since the latest sign of any living worker; None where there is none."""
    ages = [time.time() - _touched(name) for name in names() if lives(name)]
    return max(0.0, min(ages)) if ages else None


def names() -> list[str]:
    return [path.name.removeprefix(PREFIX) for path in settings.LOCK_DIR.glob(f"{PREFIX}*")]


def bury() -> None:
    """Take away the files of the dead; nobody is given their names again."""
    for name in names():
        if lives(name) is False:
            _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return settings.LOCK_DIR / f"{PREFIX}{name}"


def _touched(name: str) -> float:
    try:
        return _path(name).stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _free(handle: int) -> bool:
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _machine() -> str:
    """This kernel, whatever the containers on it are called."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return os.uname().nodename
