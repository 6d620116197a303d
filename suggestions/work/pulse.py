"""The pulse of a worker: a process of its own that touches a file while its parent lives.

A process and not a thread: it beats while the worker reckons, and a worker with threads could not
share its arithmetic among processes. It needs no Django, and ends with its parent.
"""

import os
import sys
import time

BEAT = 10.0  # seconds


def beat(path: str, parent: int, every: float = BEAT) -> None:
    while os.getppid() == parent:
        try:
            os.utime(path)
        except FileNotFoundError:
            return
        time.sleep(every)


if __name__ == "__main__":
    beat(sys.argv[1], int(sys.argv[2]))
