"""Work on several cores."""

import threading

import pytest

from nlp.bulk import parallel


def test_a_fault_in_a_process_is_told_here():
    with pytest.raises(ZeroDivisionError):
        list(parallel.spread(lambda n: 1 // n, [1, 0, 2], processes=2))


def test_beside_other_threads_nothing_is_forked():
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert not parallel.can_fork()
        assert list(parallel.spread(str, [1, 2], processes=2)) == ["1", "2"]
    finally:
        stop.set()
        other.join()
