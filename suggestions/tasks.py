"""The queue's door: long work as tasks on the `jobs` backend."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from suggestions import actions
from suggestions.jobs import QUEUE
from suggestions.models import CampaignPage, GroupingRun, ImportBatch, User


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
