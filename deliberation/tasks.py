"""The clock's door: what deliberation does by itself, called by `manage.py work`."""

import datetime as dt
import logging

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from deliberation.actions import (
    accepting,
    choosing,
    commenting,
    indexing,
    inviting,
    minuting,
    notifying,
    planning,
    pressing,
    projects,
    proposing,
    proving,
)
from deliberation.models import Council, IndexMonth
from suggestions.work.jobs import QUEUE

logger = logging.getLogger(__name__)

# A meeting on the first of a month is noticed ten days before, so its month is made by then.
AHEAD = dt.timedelta(days=25)
DAY = 24 * 3600


def keep_clocks(*, at: dt.datetime) -> None:
    """Everything that is due, each part by itself harmless to repeat."""
    plan_ahead(at=at)
    notifying.send_notices(at=at)
    notifying.deliver_notices(at=at)
    proposing.drop_proposal_contacts(at=at)
    inviting.drop_invitations(at=at)
    commenting.drop_originals(at=at)
    pressing.drop_old(at=at)
    projects.drop_project_contacts(at=at)
    proving.drop_codes(at=at)
    choosing.count_due(at=at)
    minuting.freeze_due_minutes(at=at)
    accepting.escalate_overdue(at=at)
    reckon_last_month(at=at)


def plan_ahead(*, at: dt.datetime) -> planning.Planned | None:
    """Once a day the months that begin within AHEAD; nothing where today's is done."""
    today = timezone.localdate(at)
    key = f"deliberation-planned-{today}"
    if cache.get(key):
        return None
    planned = planning.plan_month(today + AHEAD, at=at)
    cache.set(key, 1, DAY)
    for council, why in planned.failed:
        logger.warning("no meeting for %s: %s", council, why)
    return planned


@task(backend=QUEUE)
def reckon_index(month: str) -> None:
    """睦邻指数 of a month, named as 2026-09."""
    indexing.reckon_month(dt.date.fromisoformat(f"{month}-01"), at=timezone.now())


def reckon_last_month(*, at: dt.datetime) -> None:
    """The month that is over, as a job, once; one that failed is tried again the next day."""
    month = (timezone.localdate(at).replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    if IndexMonth.objects.filter(month=month).exists() or not Council.objects.active().exists():
        return
    asked = DBTaskResult.objects.filter(
        backend_name=QUEUE,
        task_path=reckon_index.module_path,
        enqueued_at__gt=at - dt.timedelta(seconds=DAY),
    )
    if not asked.exists():
        reckon_index.enqueue(f"{month:%Y-%m}")
