"""A killed worker's job is taken up within a minute; one that only takes long, by nobody else."""

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import time

import pytest
from django_tasks_db.models import DBTaskResult

from suggestions.actions import keeping
from suggestions.work import beating, pulse, tasks
from tests.suggestions.processes import own_site
from tests.suggestions.work.test_jobs import real_queue

HOUR = dt.timedelta(hours=1)
HOLD = """
import fcntl, sys, time
file = open(sys.argv[1], "w")
fcntl.lockf(file, fcntl.LOCK_EX)
file.write(sys.argv[2])
file.flush()
print(flush=True)
time.sleep(60)
"""


@contextlib.contextmanager
def another(name, machine):
    """A worker of that name in another process, of this machine or another."""
    path = beating._path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", HOLD, str(path), machine]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        try:
            yield path
        finally:
            process.kill()


def silent(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_a_worker_lives_while_it_holds_its_file():
    with beating.heart("a"):
        assert beating.lives("a") and beating.last_seen() < 5 and "a" in beating.names()
    assert beating.lives("a") is None and beating.last_seen() is None


def test_the_kernel_tells_of_a_death_at_once():
    with another("b", beating._machine()) as path:
        silent(path, 3600)  # it takes long, and its pulse stands still
        assert beating.lives("b")
        beating.bury()
        assert path.exists()
    assert beating.lives("b") is False
    beating.bury()
    assert not path.exists() and beating.lives("b") is None


def test_of_a_worker_on_another_machine_the_pulse_tells():
    assert dt.timedelta(seconds=2 * pulse.BEAT) < beating.LEASE <= dt.timedelta(seconds=60)
    with another("c", "another machine") as path:
        assert beating.lives("c")
        silent(path, beating.LEASE.total_seconds() - 5)
        assert beating.lives("c")
        silent(path, beating.LEASE.total_seconds() + 1)
        assert beating.lives("c") is False


def test_the_pulse_beats_and_ends_with_its_worker(tmp_path):
    path = tmp_path / "file"
    path.touch()
    silent(path, 100)
    code = "import subprocess, sys, os; print(subprocess.Popen([sys.executable, *sys.argv[1:],"
    code += " str(os.getpid())]).pid, flush=True); input()"
    command = [sys.executable, "-c", code, pulse.__file__, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as worker:
        pid = int(worker.stdout.readline())
        within(10, lambda: time.time() - path.stat().st_mtime < 50)
        worker.send_signal(signal.SIGKILL)
    silent(path, 100)
    within(pulse.BEAT + 5, lambda: not running(pid))
    assert time.time() - path.stat().st_mtime > 90


def running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def within(seconds, seen):
    ends = time.monotonic() + seconds
    while not (found := seen()):
        assert time.monotonic() < ends
        time.sleep(0.1)
    return found


@pytest.fixture
def job(campaign, officer, now):
    with real_queue:
        tasks.start_grouping(campaign, by=officer, at=now)
        yield DBTaskResult.objects.get()


def test_the_long_job_of_a_living_worker_is_left_to_it(job, monkeypatch):
    job.claim("d")
    later = DBTaskResult.objects.get().started_at + HOUR
    with beating.heart("d"):
        assert keeping.reap(at=later) == 0
        monkeypatch.setattr(beating, "lives", lambda name: False)  # the red control
        assert keeping.reap(at=later) == 1


def test_what_another_has_put_back_and_a_third_begun_is_not_put_back_again(job):
    """Two look at the same dead worker; the second writes last."""
    job.claim("dead")
    seen_by_both = DBTaskResult.objects.get()
    assert keeping.put_back(DBTaskResult.objects.get(), at=seen_by_both.started_at) == 1
    DBTaskResult.objects.get().claim("third")
    assert keeping.put_back(seen_by_both, at=seen_by_both.started_at) == 0
    assert DBTaskResult.objects.get().status == "RUNNING"


@pytest.fixture
def site(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), own_site(tmp_path) as site:
        yield site


def begin(site, file, seconds):
    code = "from tests.suggestions.work.long_jobs import linger;"
    code += f"linger.enqueue({str(file)!r}, {seconds})"
    site.manage("shell", "-v0", "-c", code, EMBEDDED_WORKER="0")


def lines(file):
    return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


def test_of_real_workers_the_next_takes_up_what_a_killed_one_has_left(site, tmp_path):
    file = tmp_path / "notes"
    begin(site, file, 4)
    workers = [site.start("work", EMBEDDED_WORKER="0") for _ in range(3)]
    try:
        within(60, lambda: lines(file))
        (_, pid), *_ = lines(file)
        dead = next(worker for worker in workers if worker.pid == int(pid))
        dead.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        within(60, lambda: len(lines(file)) > 1)
        taken = time.monotonic() - killed
        within(60, lambda: len(lines(file)) > 2)
        time.sleep(5)  # nobody takes it a third time
    finally:
        [worker.kill() for worker in workers]
        [worker.communicate() for worker in workers]
    assert [word for word, _ in lines(file)] == ["began", "began", "ended"]
    assert lines(file)[1][1] == lines(file)[2][1] != pid
    print(f"taken up after {taken:.1f} s")


def test_of_real_workers_none_takes_what_another_still_works_on(site, tmp_path):
    """Its pulse stands still, as if the machine were too busy for it; the others look and look."""
    file = tmp_path / "notes"
    begin(site, file, 12)
    workers = [site.start("work", EMBEDDED_WORKER="0") for _ in range(3)]
    try:
        within(60, lambda: lines(file))
        ends = time.monotonic() + 9
        while time.monotonic() < ends:
            [silent(path, 3600) for path in (tmp_path / "locks").glob("worker-*")]
            time.sleep(0.2)
        within(60, lambda: len(lines(file)) > 1)
    finally:
        [worker.kill() for worker in workers]
        [worker.communicate() for worker in workers]
    assert [word for word, _ in lines(file)] == ["began", "ended"]
