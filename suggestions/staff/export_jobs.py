"""The job that writes a list as a file. Here, not in `work`: it reads the desk's own lists."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from suggestions.actions import exporting
from suggestions.models import ListExport, User
from suggestions.staff.exporting import sheet_of, view_of
from suggestions.work.jobs import QUEUE


@task(backend=QUEUE)
def export_list(export_id: int) -> None:
    export = ListExport.objects.filter(pk=export_id).first()  # its owner may have dropped it
    if export and export.status == ListExport.Status.QUEUED:
        exporting.run_export(export, partial(sheet_of, export), at=timezone.now())


def start_export(name: str, *, query: str, by: User, at: dt.datetime, **asked: Any) -> ListExport:
    """The request and its job in one transaction; refused where the list is not theirs."""
    title = view_of(name, query, by).sheet_name()
    with transaction.atomic():
        export = exporting.ask(name, title=title, query=query, by=by, at=at, **asked)
        export_list.enqueue(export.pk)
    return export
