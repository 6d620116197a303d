"""Work on both cores: Python's words and strings cannot be shared among threads, so it forks."""

from __future__ import annotations

import multiprocessing
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

P = TypeVar("P")
R = TypeVar("R")

_lock = threading.Lock()
_task: tuple[Callable[[Any], Any], Sequence[Any]] = (len, ())


def can_fork() -> bool:
    """Tell whether forking is safe here: a Unix, and no other Python thread holds a lock."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def spread(work: Callable[[P], R], parts: Sequence[P], *, processes: int) -> Iterator[R]:
    """Yield ``work(part)`` of every part in order, by as many processes as are of use.

    The parts are not copied: a forked process sees what this one has; only results travel.

    Parameters
    ----------
    work
        May be a closure; what it changes is lost.
    parts
        Anything.
    processes
        With 1, or where forking is not safe, all is done here.

    Raises
    ------
    concurrent.futures.process.BrokenProcessPool
        If a process is killed.

    Examples
    --------
    >>> list(spread(len, ["停水", "路灯不亮"], processes=1))
    [2, 4]
    """
    global _task
    processes = min(processes, len(parts))
    if processes < 2 or not can_fork():
        yield from map(work, parts)
        return
    with _lock, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the other threads are idle BLAS ones
        _task = (work, parts)
        context = multiprocessing.get_context("fork")
        try:
            with ProcessPoolExecutor(processes, mp_context=context) as pool:
                yield from pool.map(_one, range(len(parts)))
        finally:
            _task = (len, ())


def _one(place: int) -> Any:
    work, parts = _task
    return work(parts[place])
