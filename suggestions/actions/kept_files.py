"""Uploaded lists hold personal data: file and faulty rows go when their time is over."""

import datetime as dt

from django.conf import settings

from suggestions.models import ImportBatch, ImportFault, ListFile, SheetList

UNFINISHED = (ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING)


def drop_old(*, at: dt.datetime) -> int:
    """Delete what was uploaded so many days ago; who imported what, and how many, stays."""
    before = at - dt.timedelta(days=settings.IMPORTS_KEPT_DAYS)
    old = ImportBatch.objects.exclude(status__in=UNFINISHED).filter(uploaded_at__lt=before)
    batches = list(old.exclude(file=""))
    for batch in batches:
        batch.file.delete(save=False)
    keys = [batch.pk for batch in batches]
    ImportBatch.objects.filter(pk__in=keys).update(file="")
    ImportFault.objects.filter(batch__in=keys).delete()
    waiting = list(ListFile.objects.filter(sent_at__lt=before).exclude(file=""))
    for sent in waiting:
        sent.file.delete(save=False)
    ListFile.objects.filter(pk__in=[sent.pk for sent in waiting]).update(file="")
    poured = SheetList.objects.exclude(status__in=UNFINISHED).filter(uploaded_at__lt=before)
    lists = list(poured.exclude(file=""))
    for row in lists:
        row.file.delete(save=False)
    SheetList.objects.filter(pk__in=[row.pk for row in lists]).update(file="", faults=[])
    return len(keys) + len(waiting) + len(lists)
