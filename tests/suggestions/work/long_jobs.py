"""A job that takes its time, and writes down who began it and who ended it."""

import os
import time
from pathlib import Path

from django_tasks import task

from suggestions.work.jobs import QUEUE


@task(backend=QUEUE)
def linger(file: str, seconds: float) -> None:
    note(file, "began")
    time.sleep(seconds)
    note(file, "ended")


def note(file: str, word: str) -> None:
    with Path(file).open("a") as out:
        out.write(f"{word} {os.getpid()}\n")
