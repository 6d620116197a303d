"""`manage.py work`: drain the job queue, send the outbox, keep the clocks."""

import datetime as dt
import logging
import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker

from suggestions import actions, jobs
from suggestions.actions.keeping import LEASE

logger = logging.getLogger(__name__)

POLL = 2.0  # seconds between two looks at an empty queue
CLOCKS = 60.0  # seconds between two looks at what has fallen due: days and hours, not seconds


class Command(BaseCommand):
    help = "处理后台任务（导入、归类）、发送消息并检查到期事项。"

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--until-empty", action="store_true", help="队列空了就退出（内置模式自动使用）"
        )

    def handle(self, *, until_empty: bool, **options) -> None:
        self.clocks_at = 0.0  # monotonic; the first round looks at once
        while True:
            with jobs.only_worker(settings.VAR_DIR / "worker.lock") as alone:
                if until_empty and not alone:
                    return  # the worker that holds the lock looks again after it has let go
                self.work(alone)
            # A job that came while the lock was still held found its own worker turned away.
            if until_empty and not jobs.waiting():
                return
            if not until_empty:
                time.sleep(POLL)

    def work(self, alone: bool) -> None:
        # Alone on this machine, a RUNNING job can only be a dead worker's.
        lease = dt.timedelta(0) if alone and settings.EMBEDDED_WORKER else LEASE
        actions.reap(at=timezone.now(), lease=lease)
        self.drain()
        actions.send_outbox(at=timezone.now())
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
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.run()


def keep_all_clocks() -> None:
    """The clocks that the settings name; one that fails leaves the others going."""
    for path in settings.CLOCKS:
        try:
            import_string(path)(at=timezone.now())
        except Exception:  # whatever it was: it is due again in a minute
            logger.exception("the clock %s failed", path)
