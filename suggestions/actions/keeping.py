"""What the clock does by itself: news out, questions asked again, dead workers' jobs back."""

import datetime as dt
from typing import Any

from django.core.management import call_command
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from suggestions import limits, search
from suggestions.actions.outbox import queue_news, send_outbox
from suggestions.actions.rules import event, record_all
from suggestions.clocks import ASK_AGAIN, CONTACT_KEPT
from suggestions.jobs import QUEUE
from suggestions.models import (
    Contact,
    Delivery,
    DictionaryTrial,
    Event,
    GroupingRun,
    ImportBatch,
    Photo,
    Suggestion,
    Verb,
)

# A job that has run this long without ending belongs to a worker that died; the longest
# (280,000 rows) takes minutes.
LEASE = dt.timedelta(minutes=30)
ATTEMPTS = 3
PHOTO_DRAFTS_KEPT = dt.timedelta(days=1)


def keep_clocks(*, at: dt.datetime) -> None:
    """Everything that is due, each part by itself harmless to repeat."""
    ask_again(at=at)
    send_outbox(at=at)
    drop_photo_drafts(at=at)
    drop_contacts(at=at)
    limits.drop_old(at=at)
    search.count_words()
    call_command("publish_scheduled", verbosity=0)


def ask_again(*, at: dt.datetime, limit: int = 1000) -> int:
    """Weeks after the answer — or after the promised date — ask whether it was really done."""
    before = at - dt.timedelta(days=ASK_AGAIN.days)
    due = (
        Delivery.objects.filter(asked_again_at=None, at__lte=before)
        .exclude(answer__done_on__gt=localdate(before))
        .exclude(suggestion__status="withdrawn")
        .select_related("suggestion")[:limit]
    )
    rows = list(due)
    with transaction.atomic():
        for delivery in rows:
            queue_news("ask_again", [delivery.suggestion], token=f"again-{delivery.pk}", at=at)
        Delivery.objects.filter(pk__in=[d.pk for d in rows]).update(asked_again_at=at)
        record_all(event(Verb.ASKED_AGAIN, d.suggestion, at=at, public=True) for d in rows)
    return len(rows)


def drop_photo_drafts(*, at: dt.datetime) -> int:
    """Photos of forms that were never sent: delete row and files after a day."""
    stale = Photo.objects.filter(suggestion=None, created_at__lt=at - PHOTO_DRAFTS_KEPT)
    rows = list(stale)
    for photo in rows:
        photo.file.delete(save=False)
        photo.thumbnail.delete(save=False)
        photo.delete()
    return len(rows)


def drop_contacts(*, at: dt.datetime) -> int:
    """Contact data goes when it has served its purpose (PIPL 19): half a year after the last
    thing that happened to an answered or declined suggestion."""
    before = at - dt.timedelta(days=CONTACT_KEPT.days)
    over = [Suggestion.Status.ANSWERED, Suggestion.Status.DECLINED]
    recent = Event.objects.filter(suggestion=models.OuterRef("suggestion"), at__gt=before)
    stale = Contact.objects.filter(suggestion__status__in=over).exclude(models.Exists(recent))
    return stale.delete()[1].get(Contact._meta.label, 0)


def reap(*, at: dt.datetime, lease: dt.timedelta = LEASE) -> int:
    """Put jobs of dead workers back into the queue, give up after ATTEMPTS.

    The run or batch such a job was working on goes back to the start as well: its writing is
    one transaction, so nothing half-done stands.
    """
    stale = DBTaskResult.objects.running().filter(backend_name=QUEUE, started_at__lt=at - lease)
    count = 0
    drop_orphans(at=at, before=at - LEASE)
    for job in stale:
        again = len(job.worker_ids) < ATTEMPTS
        status = TaskResultStatus.READY if again else TaskResultStatus.FAILED
        mine = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING)
        count += mine.update(status=status)
        _restart_record(job.args_kwargs["args"], job.task_path, again, at)
    return count


# Whose record a job works on; what only learns has none and is simply done again.
RECORDS = {
    "group_campaign": GroupingRun,
    "import_batch": ImportBatch,
    "try_word": DictionaryTrial,
}


def _restart_record(args: list, task_path: str, again: bool, at: dt.datetime) -> None:
    model = RECORDS.get(task_path.rpartition(".")[2])
    if model is None:
        return
    running = model.objects.filter(pk=args[0], status=model.Status.RUNNING)
    if again:
        running.update(status=model.Status.QUEUED)
        return
    changes = {"status": model.Status.FAILED}
    changes["error"] = "处理程序三次意外中断，请联系系统管理员查看日志。"
    if model is not DictionaryTrial:
        changes["finished_at"] = at
    running.update(**changes)


def drop_orphans(*, at: dt.datetime, before: dt.datetime, **only: Any) -> int:
    """Give up runs and batches that show no life and have no job that could bring them back.

    A command in the foreground has none: killed, it would keep its campaign closed for ever.
    """
    count = 0
    for model, name in ((GroupingRun, "group_campaign"), (ImportBatch, "import_batch")):
        jobs = DBTaskResult.objects.filter(
            backend_name=QUEUE,
            task_path__endswith=name,
            status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
        )
        alive = [job.args_kwargs["args"][0] for job in jobs]
        unfinished = [model.Status.QUEUED, model.Status.RUNNING]
        started = "queued_at" if model is GroupingRun else "uploaded_at"
        silent = model.objects.filter(status__in=unfinished, **only).exclude(pk__in=alive)
        silent = silent.annotate(seen=Coalesce("heartbeat_at", started)).filter(seen__lte=before)
        count += silent.update(
            status=model.Status.FAILED, finished_at=at, error="处理程序意外中断，请重新开始。"
        )
    return count
