"""The queue's door: long work as tasks on the `jobs` backend."""

from django.utils import timezone
from django_tasks import task

from suggestions import actions
from suggestions.jobs import QUEUE
from suggestions.models import GroupingRun, ImportBatch


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
