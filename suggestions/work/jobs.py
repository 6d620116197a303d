"""Background work: rows in the database, drained by `manage.py work`.

Enqueueing is part of the caller's transaction on both databases. The embedded default has no
service to start, so the first job after a quiet time starts a worker process that ends when
the queue is empty. What the queue's own worker lacks — a killed worker leaves its job RUNNING
for ever — is mended by `actions.reap`.
"""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

QUEUE = "jobs"
# The database went away in the middle, or was locked for too long: the work is not at fault.
CUT = (OperationalError, InterfaceError)
CUT_PATHS = {f"{error.__module__}.{error.__qualname__}" for error in CUT}


def waiting() -> bool:
    """Whether a job lies in the queue that nobody works on."""
    return DBTaskResult.objects.ready().filter(backend_name=QUEUE).exists()


class JobsBackend(DatabaseBackend):
    def enqueue(self, task, args, kwargs):
        result: Any = super().enqueue(task, args, kwargs)
        if settings.EMBEDDED_WORKER:
            transaction.on_commit(start_worker)
        return result


def start_worker() -> None:
    """A worker process of its own, which leaves at once when another holds the lock."""
    log = settings.VAR_DIR / "worker.log"
    with log.open("ab") as out:
        subprocess.Popen(  # noqa: S603
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--until-empty"],
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


@contextmanager
def only_worker(path: Path) -> Iterator[bool]:
    """Whether this process is the one worker of this machine; the kernel frees a dead one's."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
