"""The queue's door: long work as tasks on the `jobs` backend."""

import datetime as dt
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from suggestions import actions
from suggestions.jobs import QUEUE
from suggestions.models import CampaignPage, DictionaryTrial, GroupingRun, ImportBatch, User


@task(backend=QUEUE)
def group_campaign(run_id: int) -> None:
    run = GroupingRun.objects.select_related("campaign").get(pk=run_id)
    if run.status == GroupingRun.Status.QUEUED:
        actions.run_grouping(run, at=timezone.now())


@task(backend=QUEUE)
def import_batch(batch_id: int) -> None:
    batch = ImportBatch.objects.select_related("campaign").get(pk=batch_id)
    if batch.status == ImportBatch.Status.QUEUED:
        actions.run_import(batch, at=timezone.now())


@task(backend=QUEUE)
def learn_routing() -> None:
    with suppress(actions.Refused):  # too little to learn from: duties are matched meanwhile
        actions.learn_routing(at=timezone.now())


@task(backend=QUEUE)
def try_word(trial_id: int) -> None:
    trial = DictionaryTrial.objects.select_related("campaign").get(pk=trial_id)
    if trial.status == DictionaryTrial.Status.QUEUED:
        actions.run_trial(trial)


def start_trial(campaign: CampaignPage, **asked: Any) -> DictionaryTrial:
    """The trial and its job in one transaction; `asked` is what `try_word` takes."""
    with transaction.atomic():
        trial = actions.try_word(campaign, **asked)
        try_word.enqueue(trial.pk)
    return trial


def start_learning() -> bool:
    """Learn from the officers' choices soon; nothing where that is already on its way."""
    waiting = DBTaskResult.objects.ready().filter(
        backend_name=QUEUE, task_path=learn_routing.module_path
    )
    if waiting.exists():
        return False
    learn_routing.enqueue()
    return True


def start_grouping(campaign: CampaignPage, *, by: User, at: dt.datetime) -> GroupingRun:
    """The run and its job in one transaction: neither stands without the other."""
    with transaction.atomic():
        run = actions.queue_grouping(campaign, by=by, at=at)
        group_campaign.enqueue(run.pk)
    return run


def start_import(batch: ImportBatch, *, by: User, at: dt.datetime, **choices: Any) -> None:
    """Likewise for a file; `choices` are those of `queue_import`."""
    with transaction.atomic():
        actions.queue_import(batch, by=by, at=at, **choices)
        import_batch.enqueue(batch.pk)
