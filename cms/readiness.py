"""Whether the site can serve, and which of its parts are missing: for whoever watches over it."""

import datetime as dt

from django.core.cache import cache
from django.db import connection
from django_tasks_db.models import DBTaskResult

from suggestions.actions.keeping import LEASE
from suggestions.actions.outbox import sendable
from suggestions.models import OutboxMessage
from suggestions.news import hours
from suggestions.work.jobs import CUT, QUEUE

FINE, UNKNOWN = "正常", "数据库连不上，不知道"
# A worker looks every two seconds, so what has waited so long is waiting for nobody.
PATIENCE = dt.timedelta(minutes=3)


def parts(*, at: dt.datetime) -> tuple[dict[str, str], bool]:
    """What is to be said of each part, and whether pages can be served."""
    told = {"cache": _cache()}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        told |= {"database": FINE, "worker": _worker(at), "outbox": _outbox(at)}
    except CUT:
        told |= {"database": "连不上，网页打不开", "worker": UNKNOWN, "outbox": UNKNOWN}
    return told, told["database"] == FINE


def _cache() -> str:
    cache.get("readyz")  # finds out, where that is not known yet
    away = getattr(cache, "away", None)
    if away is None:
        return "没有配置，每个进程自己记"
    return "连不上，网页照常打开" if away else FINE


def _worker(at: dt.datetime) -> str:
    """Told by its work: what waits although no job is being worked on has no worker."""
    jobs = DBTaskResult.objects.filter(backend_name=QUEUE)
    if jobs.running().filter(started_at__gte=at - LEASE).exists():
        return FINE
    waiting = jobs.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    if began is None and waiting is not None and at - waiting >= PATIENCE:
        told = "后台任务等了 {} 分钟没有人做，请看 manage.py work 是否在运行"
        return told.format(_minutes(at - waiting))
    if _expected() and beating.last_seen() is None:
        return "没有后台进程，请看 manage.py work 是否在运行"
    return FINE


def _expected() -> bool:
    """The embedded one comes with a job and goes when it is done; tests work in place."""
    jobs: Any = settings.TASKS["jobs"]
    return jobs["BACKEND"].endswith("JobsBackend") and not settings.EMBEDDED_WORKER


def _outbox(at: dt.datetime) -> str:
    queued = sendable(at).filter(status=OutboxMessage.Status.QUEUED, try_at__lte=at)
    waiting = queued.order_by("try_at").values_list("try_at", flat=True).first()
    if waiting and hours.quiet(waiting):
        waiting = max(waiting, hours.woken(at))
    return _since(waiting, at, "最早一条消息等了 {} 分钟没有发出")


def _since(moment: dt.datetime | None, at: dt.datetime, words: str) -> str:
    if moment is None or at - moment < PATIENCE:
        return FINE
    return words.format(int((at - moment).total_seconds() // 60))
