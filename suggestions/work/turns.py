"""Taking turns at SQLite's one write lock.

SQLite does not queue who waits for the lock: each of them looks again after pauses that grow to a
tenth of a second, and gets it only if it is free at that very moment. Work that writes set after
set and takes the lock again within a millisecond may so keep a visitor out for as long as visitors
are allowed to wait. Whoever writes many sets lets the others write between two of them, here.
"""

import time

from django.db import connection

# Longer than SQLite's longest pause: everybody who waits looks once while the lock is free.
BREATH = 0.12  # seconds


def let_others_write(*, freed: float | None = None) -> None:
    """Leave the lock alone for a breath. Called between two transactions, never within one.

    `freed`: when this process gave the lock back (`time.monotonic()`); what it has thought since
    then counts as rest. PostgreSQL has a lock for each row, and nobody to wait for.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    passed = 0.0 if freed is None else time.monotonic() - freed
    if passed < BREATH:
        time.sleep(BREATH - passed)
