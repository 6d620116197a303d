"""Which column of an uploaded list is what: chosen beside its first rows, then it starts."""

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from suggestions.actions.columns import recall
from suggestions.actions.intake import (
    check_mapping,
    known_ids,
    open_batch,
    refuse_second_time,
    sift,
)
from suggestions.actions.rules import Refused
from suggestions.desk.intake.importing import BatchScreen
from suggestions.intake.incoming import FIELDS, KIND, RowChecker, RowReader
from suggestions.models import Area, ImportBatch
from suggestions.models.suggestions import Channel
from suggestions.staff.access import UNPROCESSABLE
from suggestions.staff.mapping import ColumnsForm, initial_columns, preview
from suggestions.tabular import Line, Spool, Table
from suggestions.work import tasks

PATIENCE = 1.5  # seconds that the second question may count


class MappingForm(ColumnsForm):
    """The columns, and what holds for the list as a whole."""

    channel = forms.ChoiceField(
        label="默认渠道",
        choices=Channel.choices,
        help_text="表里没有渠道列，或那一格空着时，用这个。",
    )
    approve = forms.BooleanField(
        label="导入即受理并公开",
        required=False,
        help_text="已经审核过的历史建议可以勾选；不勾选的，进入“待审核”，逐条审核后再公开。",
    )


class Mapping(BatchScreen):
    """Which column is what, beside what the first rows would become."""

    template_name = "suggestions/desk/import_mapping.html"
    OPEN = (ImportBatch.Status.UPLOADED, ImportBatch.Status.FAILED)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.batch.status not in self.OPEN:
            return redirect("desk_import:batch", pk)
        return self.show(None, request.GET.get("sheet", ""))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.batch.status not in self.OPEN:
            return redirect("desk_import:batch", pk)
        return self.show(request.POST, request.POST.get("sheet", ""))

    def show(self, data: Any, sheet: str) -> HttpResponse:
        self.batch.sheet = sheet or self.batch.sheet
        try:
            with open_batch(self.batch) as table:
                sizes = table.sizes()
                if sizes and not sheet and self.batch.status == ImportBatch.Status.UPLOADED:
                    status = 200 if data is None else UNPROCESSABLE
                    return self.page(status, sizes=sizes, likely=table.sheet)
                form = self.make_form(data, table.headers)
                valid = not form.is_bound or form.is_valid()
                mapping = form.mapping() if valid else {}
                shown = preview(table, FIELDS, mapping, Trial(self, table, mapping).read)
                found = {"sizes": sizes, "sheet": table.sheet}
        except Refused as error:
            return self.page(UNPROCESSABLE, refused=str(error))
        if not shown.rows:
            empty = "表头下面没有内容，没有可以导入的行。"
            return self.page(UNPROCESSABLE, refused=empty, **found)
        if form.is_bound and valid and "check" not in data:
            try:
                return self.start(form) if self.is_sure(form) else self.ask(form)
            except Refused as error:
                form.add_error(None, str(error))
        status = UNPROCESSABLE if form.is_bound and form.errors else 200
        return self.page(status, form=form, preview=shown, **found)

    def make_form(self, data: Any, headers: tuple[str, ...]) -> MappingForm:
        known = {key: name for key, name in self.batch.mapping.items() if name in headers}
        columns = initial_columns(known or recall(KIND, headers, FIELDS))
        initial = {"channel": self.batch.channel, "approve": self.batch.approve, **columns}
        return MappingForm(data, columns=FIELDS, headers=headers, initial=initial)

    def is_sure(self, form: MappingForm) -> bool:
        """What goes public at once takes a second yes, by somebody who was told how many."""
        return not form.cleaned_data["approve"] or "sure" in form.data

    def ask(self, form: MappingForm) -> HttpResponse:
        coming = to_come(self.batch, form, at=self.request.at)
        self.template_name = "suggestions/desk/import_sure.html"
        return self.page(form=form, coming=coming, sheet=self.batch.sheet)

    def start(self, form: MappingForm) -> HttpResponse:
        tasks.start_import(
            self.batch,
            mapping=form.mapping(),
            channel=form.cleaned_data["channel"],
            approve=form.cleaned_data["approve"],
            sheet=self.batch.sheet,
            by=self.request.user,
            at=self.request.at,
        )
        messages.success(self.request, "已经开始导入。可以离开这个页面，导入会在后台继续。")
        return redirect("desk_import:batch", self.batch.pk)


@dataclass(frozen=True)
class Coming:
    """How many rows would be written; counted, or reckoned from the part that was read."""

    number: int
    exact: bool


class _ReadLongEnough(Exception):
    pass


def to_come(batch: ImportBatch, form: MappingForm, *, at: dt.datetime) -> Coming:
    """How many rows of the whole file would be written now.

    Whoever asks is waiting: a long file is read for `PATIENCE` seconds, and the rest is taken to
    be like what was read.
    """
    mapping, channel = form.mapping(), form.cleaned_data["channel"]
    refuse_second_time(batch, mapping)
    until = time.monotonic() + PATIENCE

    def watch(percent: int, stage: str) -> None:
        if time.monotonic() > until:
            raise _ReadLongEnough

    with open_batch(batch) as table, Spool() as rows, Spool() as faults:
        check_mapping(mapping, table.headers)
        reader = RowChecker(mapping, table.headers, channel=channel, at=at, publishes=True)
        known = known_ids(batch.campaign)
        try:
            sift(table, reader, known, rows=rows, faults=faults, tell=watch)
        except _ReadLongEnough:
            return Coming(_rounded(rows.count / max(table.fraction(), 0.001)), exact=False)
        return Coming(rows.count, exact=True)


def _rounded(number: float) -> int:
    """Two digits: more of them would promise what was not counted."""
    return int(float(f"{number:.1e}"))


class Trial:
    """What a row would become, in the words of the form."""

    def __init__(self, screen: Mapping, table: Table, mapping: dict[str, str]) -> None:
        self._reader = RowReader(
            mapping,
            table.headers,
            channel=screen.batch.channel,
            at=screen.request.at,
            publishes=False,
        )
        self._areas = dict(Area.objects.values_list("pk", "full_name")) if "area" in mapping else {}

    def read(self, line: Line) -> dict[str, Any]:
        row = self._reader.read(line, self._reader.external_id(line))
        return {
            **row,
            "submitted_at": dt.datetime.fromisoformat(row["submitted_at"]),
            "channel": Channel(row["channel"]).label,
            "author": "（换成记号）" if row["author_key"] else "",
            "area": self._areas.get(row["area_id"], ""),
            "tags": "、".join(row["tags"]),
        }
