"""/healthz: this process lives. /readyz: what it has of what it needs."""

import datetime as dt
import shutil

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from suggestions.models import OutboxMessage
from suggestions.work import beating, jobs, tasks
from tests.suggestions.work.test_jobs import real_queue


@pytest.fixture
def ready(client, db, django_assert_max_num_queries):
    def ask(status: int = 200) -> dict:
        with django_assert_max_num_queries(7):
            response = client.get("/readyz")
        assert response.status_code == status and response["Cache-Control"] == "no-store"
        return response.json()

    return ask


@pytest.fixture
def this_year(time_machine):
    """A day whose working days are known."""
    time_machine.move_to(MORNING)


def test_all_is_well(ready, this_year):
    assert ready() == {
        "ready": True,
        "degraded": [],
        "database": "正常",
        "cache": "没有配置，每个进程自己记",
        "worker": "正常",
        "outbox": "正常",
        "disk": "正常",
        "calendar": "正常",
        "keys": "正常",
    }


def test_without_its_cache_the_site_serves_and_says_so(ready, use_redis, dead_port):
    use_redis(dead_port)
    told = ready()
    assert told["ready"] and told["cache"] == "连不上，网页照常打开"


@real_queue
def test_a_job_that_waits_while_nobody_works_tells_of_a_dead_worker(
    ready, campaign, officer, time_machine
):
    at = timezone.now()
    assert ready()["worker"] == "没有后台进程，请看 manage.py work 是否在运行"
    with beating.heart("idle"):
        assert ready()["worker"] == "正常"
        _a_job_that_waits(ready, campaign, officer, time_machine, at)


def _a_job_that_waits(ready, campaign, officer, time_machine, at):
    tasks.start_grouping(campaign, by=officer, at=at)
    assert ready()["worker"] == "正常"
    time_machine.move_to(at + dt.timedelta(minutes=12, seconds=9))
    assert "12 分钟没有人做" in ready()["worker"]
    DBTaskResult.objects.create(
        status="RUNNING", started_at=timezone.now(), task_path="a.b", args_kwargs={},
        backend_name=jobs.QUEUE, run_after=at, exception_class_path="", traceback="",
    )  # fmt: skip
    assert ready()["worker"] == "正常"  # it waits for its turn
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=31))
    told = ready()
    assert told["worker"] == "一个后台任务做了 31 分钟还没有完" and "worker" in told["degraded"]


def test_a_disk_with_little_room_is_told_and_pages_go_on(ready, monkeypatch, this_year):
    usage = shutil.disk_usage("/")._replace(free=700 * 1024 * 1024)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: usage)
    told = ready()
    assert told["ready"] and told["degraded"] == ["disk"] and "只剩 700 MB" in told["disk"]


def test_a_year_without_its_working_days_is_told(ready, time_machine):
    time_machine.move_to(MORNING.replace(year=2031))
    told = ready()
    assert told["degraded"] == ["calendar"] and told["calendar"].startswith("2031年的工作日历")
    time_machine.move_to(MORNING.replace(month=12))
    assert "2027年" in ready()["calendar"]


def test_keys_that_are_missing_or_open_nothing_are_told(ready, submit, settings, this_year):
    submit(name="王阿姨", phone="13812345678")
    assert ready()["keys"] == "正常"
    settings.FIELD_KEYS = "another"
    told = ready()
    assert told["degraded"] == ["keys"] and told["keys"].startswith("FIELD_KEYS 打不开")
    assert "another" not in str(told)
    settings.RECEIPT_KEY = ""
    assert ready()["keys"] == "没有设置 RECEIPT_KEY"


MORNING = dt.datetime(2026, 9, 16, 9, 7, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def waiting(make_suggestion):
    def queue(since: dt.datetime) -> None:
        OutboxMessage.objects.create(
            key="k", suggestion=make_suggestion(), channel="sms", subject="秘密", body="秘密",
            queued_at=since, try_at=since,
        )  # fmt: skip

    return queue


def test_a_message_that_is_not_sent_is_told_without_its_words(ready, waiting, time_machine):
    waiting(MORNING - dt.timedelta(minutes=7))
    time_machine.move_to(MORNING)
    told = ready()
    assert told["outbox"] == "最早一条消息等了 7 分钟没有发出" and "秘密" not in str(told)


def test_a_message_that_waits_for_the_morning_is_late_only_from_then_on(
    ready, waiting, time_machine
):
    waiting(MORNING - dt.timedelta(hours=10))
    time_machine.move_to(MORNING.replace(hour=3))
    assert ready()["outbox"] == "正常"
    wakes = MORNING.replace(hour=settings.NEWS_QUIET_UNTIL, minute=0)
    time_machine.move_to(wakes + dt.timedelta(minutes=2))
    assert ready()["outbox"] == "正常"
    time_machine.move_to(wakes + dt.timedelta(minutes=5))
    assert ready()["outbox"] == "最早一条消息等了 5 分钟没有发出"


def test_without_the_database_it_is_not_ready_and_yet_alive(client, ready, monkeypatch):
    def gone(self):
        raise OperationalError("server closed the connection to 10.0.0.7")

    with monkeypatch.context() as broken:
        broken.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", gone)
        told = ready(503)
        assert client.get("/healthz").status_code == 200
    unknown = {"database", "worker", "outbox", "calendar", "keys"}
    assert unknown <= set(told["degraded"])
    assert not told["ready"] and told["database"] == "连不上，网页打不开"
    assert "10.0.0.7" not in str(told)
