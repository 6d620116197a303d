"""Whether the site can serve, and which of its parts are missing: for whoever watches over it."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.timezone import localdate
from django_tasks_db.models import DBTaskResult

from suggestions.actions.keeping import SILENCE
from suggestions.actions.outbox import sendable
from suggestions.models import Contact, OutboxMessage, WorkCalendar
from suggestions.models.encrypted import UNREADABLE
from suggestions.news import hours
from suggestions.work import beating
from suggestions.work.jobs import CUT, QUEUE

FINE, UNKNOWN = "正常", "数据库连不上，不知道"
NO_CACHE = "没有配置，每个进程自己记"
# A worker looks every two seconds, so what has waited so long is waiting for nobody.
PATIENCE = dt.timedelta(minutes=3)
NEXT_YEAR_KNOWN_BY = 12  # the month in which clocks already end in the year to come
MB = 1024 * 1024


def parts(*, at: dt.datetime) -> tuple[dict[str, str], bool]:
    """What is to be said of each part, and whether pages can be served."""
    told = {"cache": _cache(), "disk": _disk()}
    asked = {"worker": _worker, "outbox": _outbox, "calendar": _calendar, "keys": _keys}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        told |= {"database": FINE} | {name: ask(at) for name, ask in asked.items()}
    except CUT:
        told |= {"database": "连不上，网页打不开"} | dict.fromkeys(asked, UNKNOWN)
    return told, told["database"] == FINE


def degraded(told: dict[str, str]) -> list[str]:
    """The parts that somebody has to look after."""
    return sorted(name for name, words in told.items() if words not in (FINE, NO_CACHE))


def _cache() -> str:
    cache.get("readyz")  # finds out, where that is not known yet
    away = getattr(cache, "away", None)
    if away is None:
        return NO_CACHE
    return "连不上，网页照常打开" if away else FINE


def _disk() -> str:
    """The folders that are written to; each once where they share a disk."""
    folders = [settings.VAR_DIR, settings.BACKUP_DIR, settings.ERASURE_LOG.parent]
    if connection.vendor == "sqlite":
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    there = [folder for folder in folders if folder.is_dir()]
    disks = {folder.stat().st_dev: folder for folder in there}
    least = min((shutil.disk_usage(one).free // MB for one in disks.values()), default=0)
    if least >= settings.DISK_FREE_MB:
        return FINE
    return f"磁盘只剩 {least} MB（应当不少于 {settings.DISK_FREE_MB} MB），写满以后交不了建议"


def _worker(at: dt.datetime) -> str:
    """Its sign of life, and its work: what waits although nothing is worked on has no worker."""
    jobs = DBTaskResult.objects.filter(backend_name=QUEUE)
    began = jobs.running().order_by("started_at").values_list("started_at", flat=True).first()
    if began is not None and at - began > SILENCE:
        return f"一个后台任务做了 {_minutes(at - began)} 分钟还没有完"
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
    if waiting is None or at - waiting < PATIENCE:
        return FINE
    return f"最早一条消息等了 {_minutes(at - waiting)} 分钟没有发出"


def _calendar(at: dt.datetime) -> str:
    """The year's working days, and in December those of the year in which clocks end."""
    today = localdate(at)
    years = [today.year, today.year + 1] if today.month >= NEXT_YEAR_KNOWN_BY else [today.year]
    known = WorkCalendar.load(today.year)
    missing = [f"{year}年" for year in years if not known.known(year)]
    return f"{'、'.join(missing)}的工作日历没有录全，期限算不出来" if missing else FINE


def _keys(at: dt.datetime) -> str:
    """Whether the keys are there, and whether they open what was encrypted last."""
    names = ("SECRET_KEY", "FIELD_KEYS", "RECEIPT_KEY")
    missing = [name for name in names if not getattr(settings, name)]
    if missing:
        return f"没有设置 {'、'.join(missing)}"
    last = Contact.objects.order_by("-pk").only("name", "phone", "email").first()
    if last and UNREADABLE in (last.name, last.phone, last.email):
        return "FIELD_KEYS 打不开已经存下的联系方式，请换回原来的钥匙"
    return FINE


def _minutes(length: dt.timedelta) -> int:
    return int(length.total_seconds() // 60)
