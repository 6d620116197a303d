"""`manage.py work`: drain the job queue, send the outbox, keep the clocks."""

import logging
import os
import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from suggestions.actions import keeping, outbox
from suggestions.work import beating, jobs

logger = logging.getLogger(__name__)

POLL = 2.0  # seconds between two looks at an empty queue
CLOCKS = 60.0  # seconds between two looks at what has fallen due: days and hours, not seconds
LONGEST_PAUSE = 15.0  # seconds between two tries to reach a database that is away; 1, 2, 4, 8 first


class Command(BaseCommand):
    help = "处理后台任务（导入、归类）、发送消息并检查到期事项。"

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--until-empty", action="store_true", help="队列空了就退出（内置模式自动使用）"
        )

        parser.add_argument("--parent", type=int, help="这个进程不在了就退出")

    def handle(self, *, until_empty: bool, parent: int | None = None, **options) -> None:
        self.name = get_random_string(32)
        self.clocks_at = 0.0  # monotonic; the first round looks at once
        self.broken = 0  # how often in a row the database did not answer
        with beating.heart(self.name):
            self.go_on(until_empty, parent)

    def go_on(self, until_empty: bool, parent: int | None) -> None:
        over = False
        while not over:
            if parent and os.getppid() != parent:
                return
            try:
                over = self.round(until_empty)
            except jobs.CUT as error:
                self.sit_out(error)
                continue
            if not until_empty:
                time.sleep(POLL)

    def round(self, until_empty: bool) -> bool:
        """One look at everything; whether that was all."""
        with jobs.only_worker(settings.VAR_DIR / "worker.lock") as alone:
            if until_empty and not alone:
                return True  # the worker that holds the lock looks again after it has let go
            self.work()
        # A job that came while the lock was still held found its own worker turned away.
        return until_empty and not jobs.waiting()

    def sit_out(self, error: Exception) -> None:
        """Wait for a database that is away, or locked for too long; each time a little longer."""
        if not self.broken:
            logger.warning("the database does not answer, trying until it does: %s", line(error))
        close_old_connections()
        time.sleep(min(2**self.broken, LONGEST_PAUSE))
        self.broken += 1

    def work(self) -> None:
        keeping.reap(at=timezone.now(), idle=self.name)
        if self.broken:
            logger.warning("the database is back: going on")
            self.broken = 0
        self.drain()
        outbox.send_outbox(at=timezone.now())
        if time.monotonic() >= self.clocks_at:
            self.clocks_at = time.monotonic() + CLOCKS
            keep_all_clocks()

    def drain(self) -> None:
        worker = Worker(
            queue_names=["*"],
            interval=POLL,
            batch=True,
            backend_name=jobs.QUEUE,
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            excluded_queue_names=[],
        )
        worker.run()


class Worker(db_worker.Worker):
    """The queue's own worker; a job that lost only its connection has not failed."""

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        if db_task_result.exception_class_path in jobs.CUT_PATHS:
            logger.warning("%s lost the database and is put back", db_task_result.task_path)
            keeping.put_back(db_task_result, at=timezone.now())


def keep_all_clocks() -> None:
    """The clocks that the settings name; one that fails leaves the others going."""
    for path in settings.CLOCKS:
        try:
            import_string(path)(at=timezone.now())
        except jobs.CUT as error:  # nothing is wrong with the clock itself
            logger.warning("the clock %s lost the database: %s", path, line(error))
            close_old_connections()
        except Exception:  # whatever it was: it is due again in a minute
            logger.exception("the clock %s failed", path)


def line(error: Exception) -> str:
    return " ".join(str(error).split())
