"""What the clock does by itself: news out, questions asked again, dead workers' jobs back."""

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from suggestions.actions import (
    advising,
    braking,
    drafting,
    exporting,
    following,
    kept_files,
    system_keys,
)
from suggestions.actions.outbox import send_outbox
from suggestions.actions.rules import event, move_all, record_all
from suggestions.models import (
    AnswerRun,
    BulkDecision,
    Contact,
    Delivery,
    DictionaryTrial,
    Event,
    GroupingRun,
    ImportBatch,
    ListExport,
    OutboxMessage,
    PaperScan,
    Photo,
    SheetList,
    Suggestion,
    Verb,
)
from suggestions.news import staff
from suggestions.residents import limits
from suggestions.text import search
from suggestions.work import beating
from suggestions.work.clocks import ASK_AGAIN, CONTACT_KEPT
from suggestions.work.jobs import QUEUE

# A command in the foreground, or a worker of which no file is left, that has shown nothing for so
# long has died; the longest job (280,000 rows) takes minutes.
SILENCE = dt.timedelta(minutes=30)
ATTEMPTS = 3
DAY = 24 * 3600
BY_HAND = (Contact.Way.CALL, Contact.Way.LETTER)
PHOTO_DRAFTS_KEPT = dt.timedelta(days=1)


def keep_clocks(*, at: dt.datetime) -> None:
    """Everything that is due, each part by itself harmless to repeat."""
    ask_again(at=at)
    following.search_again(at=at)
    following.drop_unconfirmed(at=at)
    remind_staff(at=at)
    send_outbox(at=at)
    drop_photo_drafts(at=at)
    drop_contacts(at=at)
    advising.forget_former(at=at)
    drafting.drop_old(at=at)
    kept_files.drop_old(at=at)
    exporting.drop_old(at=at)
    limits.drop_old(at=at)
    system_keys.drop_old(at=at)
    braking.drop_old(at=at)
    search.count_words()
    call_command("publish_scheduled", verbosity=0)


def ask_again(*, at: dt.datetime, limit: int = 1000) -> int:
    """Weeks after the answer — or after the promised date — ask whether it was really done."""
    before = at - dt.timedelta(days=ASK_AGAIN.days)
    due = (
        Delivery.objects.filter(asked_again_at=None, at__lte=before)
        .exclude(answer__done_on__gt=localdate(before))
        .exclude(suggestion__status="withdrawn")
        .exclude(suggestion__contact__way__in=BY_HAND, told_at=None)  # nobody has told them yet
        .select_related("suggestion")[:limit]
    )
    rows = list(due)
    with transaction.atomic():
        Delivery.objects.filter(pk__in=[d.pk for d in rows]).update(asked_again_at=at)
        record_all(event(Verb.ASKED_AGAIN, d.suggestion, at=at, public=True) for d in rows)
    return len(rows)


def remind_staff(*, at: dt.datetime) -> int:
    """Departments hear what is due in three days and what is late, once for each last day.

    Looked for once a day; a cache that has forgotten it costs a look, and writes nothing twice.
    """
    key = f"news-due-{connection.settings_dict['NAME']}-{localdate(at)}"
    if not cache.add(key, 1, DAY):
        return 0
    rows = staff.by_the_clock(at=at)
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def drop_photo_drafts(*, at: dt.datetime) -> int:
    """Photos and scans of forms that were never sent: delete row and files after a day."""
    stale = {"suggestion": None, "created_at__lt": at - PHOTO_DRAFTS_KEPT}
    photos, scans = Photo.objects.filter(**stale), PaperScan.objects.filter(**stale)
    rows: list[Photo | PaperScan] = [*photos, *scans]
    for row in rows:
        for file in row.files:
            file.delete(save=False)
        row.delete()
    return len(rows)


def drop_contacts(*, at: dt.datetime) -> int:
    """Contact data goes when it has served its purpose (PIPL 19): half a year after the last
    thing that happened to an answered or declined suggestion."""
    before = at - dt.timedelta(days=CONTACT_KEPT.days)
    over = [Suggestion.Status.ANSWERED, Suggestion.Status.DECLINED]
    recent = Event.objects.filter(suggestion=models.OuterRef("suggestion"), at__gt=before)
    stale = Contact.objects.filter(suggestion__status__in=over).exclude(models.Exists(recent))
    return stale.delete()[1].get(Contact._meta.label, 0)


def reap(*, at: dt.datetime, idle: str = "") -> int:
    """Put jobs of dead workers back into the queue, give up after ATTEMPTS.

    `idle` is a worker that works on nothing now: what still runs in its name lost the database.
    """
    drop_orphans(at=at, before=at - SILENCE)
    running = DBTaskResult.objects.running().filter(backend_name=QUEUE)
    taken = sum(put_back(job, at=at) for job in running if _abandoned(job, idle, at))
    beating.bury()
    return taken


def _abandoned(job: DBTaskResult, idle: str, at: dt.datetime) -> bool:
    worker = job.worker_ids[-1] if job.worker_ids else ""
    if idle and worker == idle:
        return True
    alive = beating.lives(worker)
    return job.started_at < at - SILENCE if alive is None else not alive


def put_back(job: DBTaskResult, *, at: dt.datetime) -> int:
    """Let a job that was broken off begin again, unless that has happened too often.

    The run or batch it was working on goes back into the queue as well: what writes does so in
    whole transactions, and an import goes on behind its last one.
    """
    # The same worker still: meanwhile another may have put it back, and a third begun it anew.
    as_seen = {"pk": job.pk, "status": job.status, "worker_ids": job.worker_ids}
    again = len(job.worker_ids) < ATTEMPTS
    status = TaskResultStatus.READY if again else TaskResultStatus.FAILED
    with transaction.atomic():
        moved = DBTaskResult.objects.filter(**as_seen).update(status=status)
        if moved:
            _restart_record(job.args_kwargs["args"], job.task_path, again, at)
    return moved


# Whose record a job works on; what only learns has none and is simply done again.
RECORDS: dict[str, Any] = {
    "group_campaign": GroupingRun,
    "place_answers": AnswerRun,
    "pour_sheets": SheetList,
    "import_batch": ImportBatch,
    "decide_many": BulkDecision,
    "try_word": DictionaryTrial,
    "export_list": ListExport,
}


def _restart_record(args: list, task_path: str, again: bool, at: dt.datetime) -> None:
    model = RECORDS.get(task_path.rpartition(".")[2])
    if model is None:
        return
    running = model.objects.filter(pk=args[0], status=model.Status.RUNNING)
    if again:
        move_all(running, model.Status.QUEUED)
        return
    changes: dict[str, Any] = {"error": "处理程序三次意外中断，请联系系统管理员查看日志。"}
    if model is not DictionaryTrial:
        changes["finished_at"] = at
    move_all(running, model.Status.FAILED, **changes)


# What ends with its worker: the record, the job that brings it back, and when it began.
STARTED: tuple[tuple[Any, str, str], ...] = (
    (GroupingRun, "group_campaign", "queued_at"),
    (AnswerRun, "place_answers", "queued_at"),
    (SheetList, "pour_sheets", "uploaded_at"),
    (ImportBatch, "import_batch", "uploaded_at"),
    (ListExport, "export_list", "asked_at"),
)


def drop_orphans(*, at: dt.datetime, before: dt.datetime, **only: Any) -> int:
    """Give up runs and batches that show no life and have no job that could bring them back.

    A command in the foreground has none: killed, it would keep its campaign closed for ever.
    """
    count = 0
    for model, name, started in STARTED:
        if only and model in (AnswerRun, ListExport, SheetList):  # belong to no campaign
            continue
        jobs = DBTaskResult.objects.filter(
            backend_name=QUEUE,
            task_path__endswith=name,
            status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
        )
        alive = [job.args_kwargs["args"][0] for job in jobs]
        unfinished = [model.Status.QUEUED, model.Status.RUNNING]
        silent = model.objects.filter(status__in=unfinished, **only).exclude(pk__in=alive)
        silent = silent.annotate(seen=Coalesce("heartbeat_at", started)).filter(seen__lte=before)
        error = "处理程序意外中断，请重新开始。"
        count += len(move_all(silent, model.Status.FAILED, finished_at=at, error=error))
    return count
