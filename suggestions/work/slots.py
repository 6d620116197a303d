"""What only one process of this machine may do at a time: the slot is a locked file.

The lock belongs to the open file, so it holds between threads as between processes, and a
process that dies gives it back.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.conf import settings

LOOK_AGAIN = 0.02  # seconds


class Taken(Exception):
    """Somebody else has the slot, and the waiting has taken long enough."""


@contextmanager
def slot(name: str, *, wait: float) -> Iterator[None]:
    """Hold the slot; wait for it at most so many seconds.

    A single one waits, the next are sent away at once: who waits keeps a thread from visitors.
    """
    with _open(name) as file:
        if not _locked(file):
            with _open(f"{name}-next") as queue:
                if not _locked(queue):
                    raise Taken
                _wait(file, time.monotonic() + wait)
        yield


def _open(name: str) -> IO[bytes]:
    settings.LOCK_DIR.mkdir(parents=True, exist_ok=True)
    return (settings.LOCK_DIR / f"{name}.lock").open("wb")


def _wait(file: IO[bytes], until: float) -> None:
    while not _locked(file):
        if time.monotonic() >= until:
            raise Taken
        time.sleep(LOOK_AGAIN)


def _locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
