"""A worker whose database goes away waits for it and then does its work again."""

import os
import signal
import sqlite3
import subprocess
import time
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.files import File
from django.db import OperationalError, connection
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from suggestions.actions import dictionary, grouping, intake, keeping
from suggestions.management.commands import work
from suggestions.models import GroupingRun
from suggestions.work import jobs, tasks
from tests.outages import Proxy
from tests.suggestions.processes import MAP, own_site, write_list
from tests.suggestions.work.test_jobs import real_queue

RUN = "SELECT status FROM suggestions_groupingrun ORDER BY id DESC LIMIT 1"
JOB = "SELECT status FROM django_tasks_database_dbtaskresult"
ATTEMPTS = "SELECT jsonb_array_length(worker_ids) FROM django_tasks_database_dbtaskresult"
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
QUEUE = """
from django.core.management import call_command
from suggestions.actions.accounts import command_account
from suggestions.work import tasks
call_command("import_suggestions", {file!r}, campaign="charging", map={map!r}, approve=True)
tasks.start_grouping(campaign, by=command_account("归类命令"), at=timezone.now())
"""


@pytest.fixture
def site(django_db_setup, django_db_blocker, tmp_path):
    """One grouping run waits in the queue."""
    with django_db_blocker.unblock(), own_site(tmp_path) as site:
        file = write_list(tmp_path / "a.csv", 60)
        site.seed(QUEUE.format(file=str(file), map=MAP))
        yield site


@pytest.fixture
def postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only: set DATABASE_URL, or let `make test` do it")


def test_a_worker_outlives_its_connections_and_does_the_broken_job_again(postgresql, site):
    worker = site.start("work", EMBEDDED_WORKER="0")
    wait_for(site, RUN, "running")
    cut(site)
    wait_for(site, RUN, "done")
    assert wait_for(site, JOB, "SUCCESSFUL") and site.one(ATTEMPTS) == 2
    cut(site)  # while it waits for work
    queue_another(site)
    wait_for(site, JOB, "SUCCESSFUL")
    log = ended(worker)
    assert log.count("the database does not answer") == log.count("the database is back") <= 2


def test_a_worker_waits_for_a_server_that_is_away_and_says_so_once(postgresql, site):
    address = urlsplit(site.url)
    proxy = Proxy((address.hostname, address.port))
    through = address._replace(netloc=f"{address.username}@127.0.0.1:{proxy.port}").geturl()
    worker = site.start("work", EMBEDDED_WORKER="0", DATABASE_URL=through)
    wait_for(site, RUN, "running")
    proxy.close()
    time.sleep(6)
    assert site.one(RUN) == "running" and site.one(JOB) == "RUNNING"
    proxy.open()
    wait_for(site, RUN, "done")
    assert wait_for(site, JOB, "SUCCESSFUL") and site.one(ATTEMPTS) == 2
    log = ended(worker)
    assert log.count("the database does not answer, trying until it does") == 1
    assert log.count("the database is back: going on") == 1
    assert "Traceback" not in log


def test_a_worker_waits_for_a_locked_database(site):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only: there a writer locks the whole database")
    impatient = """
from django.core.management import call_command
from django.db import connection
connection.cursor().execute("PRAGMA busy_timeout=50")
print("ready", flush=True)
call_command("work", until_empty=True)
"""
    blocker = sqlite3.connect(site.url.removeprefix("sqlite:///"), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")  # no writer but this one
    worker = site.start("shell", "-v0", "-c", impatient)
    assert worker.stdout.readline() == "ready\n"
    time.sleep(4)
    blocker.execute("ROLLBACK")
    blocker.close()
    log, _ = worker.communicate(timeout=90)
    assert worker.returncode == 0, log
    assert site.one(RUN) == "done"
    assert log.count("the database does not answer, trying until it does: database is locked") == 1
    assert "the database is back" in log


@real_queue
@pytest.mark.parametrize(("cuts", "job", "run"), [(1, "READY", "queued"), (3, "FAILED", "failed")])
def test_what_still_runs_in_the_name_of_an_idle_worker_is_put_back(
    campaign, officer, now, cuts, job, run
):
    record = tasks.start_grouping(campaign, by=officer, at=now)
    DBTaskResult.objects.get().claim("me")
    DBTaskResult.objects.update(worker_ids=["me"] * cuts)
    GroupingRun.objects.update(status="running")
    started = DBTaskResult.objects.get().started_at
    assert keeping.reap(at=started, idle="somebody else") == 0
    assert keeping.reap(at=started, idle="me") == 1
    record.refresh_from_db()
    assert (DBTaskResult.objects.get().status, record.status) == (job, run)


@real_queue
def test_a_job_cut_off_within_a_transaction_has_not_failed(db, caplog):
    cut_off_job.enqueue()
    worker = work.Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=jobs.QUEUE,
        startup_delay=False,
        max_tasks=None,
        worker_id="me",
        excluded_queue_names=[],
    )
    for _ in range(3):
        job = DBTaskResult.objects.ready().get()
        job.claim("me")
        worker.run_task(job)  # three times, then it is given up
    job = DBTaskResult.objects.get()
    assert (job.status, job.worker_ids) == ("FAILED", ["me"] * 3)
    assert caplog.text.count("cut_off_job lost the database and is put back") == 3


def test_what_lost_its_database_is_left_to_the_worker_and_not_given_up(
    campaign, officer, now, monkeypatch, tmp_path
):
    def gone(*args, **kwargs):
        raise OperationalError("server closed the connection")

    for place in ("rereading.read_corpus", "intake._read", "dictionary._cuts"):
        monkeypatch.setattr(f"suggestions.actions.{place}", gone)
    run = grouping.queue_grouping(campaign, by=officer, at=now)
    with write_list(tmp_path / "a.csv", 2).open("rb") as file:
        batch = intake.upload(campaign, file=File(file, name="a.csv"), by=officer, at=now)
    intake.queue_import(batch, mapping={"title": "标题"}, by=officer, at=now)
    trial = dictionary.try_word(campaign, word="充电桩", kind="term", by=officer, at=now)
    for verb, record, more in (
        (grouping.run_grouping, run, {"at": now}),
        (intake.run_import, batch, {"at": now}),
        (dictionary.run_trial, trial, {}),
    ):
        with pytest.raises(OperationalError):
            verb(record, **more)
        record.refresh_from_db()
        assert record.status == "running"


@task(backend=jobs.QUEUE)
def cut_off_job():
    raise OperationalError("server closed the connection")


def test_a_clock_that_loses_the_database_leaves_the_others_going(settings, db, caplog):
    settings.CLOCKS = [
        "tests.suggestions.work.test_database_away.cut_off_clock",
        "tests.suggestions.work.test_database_away.good_clock",
    ]
    kept.clear()
    work.keep_all_clocks()
    assert "cut_off_clock lost the database: server closed the connection" in caplog.text
    assert "Traceback" not in caplog.text and len(kept) == 1


kept: list = []


def cut_off_clock(*, at):
    raise OperationalError("server closed\n  the connection")


def good_clock(*, at):
    kept.append(at)


def wait_for(site, sql: str, value: str, seconds: float = 60) -> bool:
    ends = time.monotonic() + seconds
    while (found := site.one(sql)) != value:
        assert time.monotonic() < ends, f"{sql}: {found} for {seconds} s, not {value}"
        time.sleep(0.02)
    return True


def cut(site) -> None:
    """What a restart of the server does to those who are connected."""
    with psycopg.connect(site.url) as server:
        server.execute(CUT)


def queue_another(site) -> None:
    """A job without a record, in the row of the one that is done."""
    with psycopg.connect(site.url) as server:
        server.execute(
            "UPDATE django_tasks_database_dbtaskresult SET status = 'READY', worker_ids = '[]',"
            " task_path = 'suggestions.work.tasks.learn_routing',"
            """ args_kwargs = '{"args": [], "kwargs": {}}'"""
        )


def ended(worker: subprocess.Popen) -> str:
    """Whether it still works; stopped, it gives what it has said."""
    assert worker.poll() is None, worker.communicate()[0]
    os.kill(worker.pid, signal.SIGTERM)
    return worker.communicate(timeout=20)[0]
