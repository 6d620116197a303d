"""成批办理 on the desk: what was chosen, a look at twenty of it, the second step, and undoing."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views import View
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.desk import rights
from suggestions.desk.intake.importing import progress_of
from suggestions.desk.screening.forms import DeclineForm
from suggestions.models import BulkDecision, Kind, Suggestion
from suggestions.models.scope import narrowed
from suggestions.staff.access import DeskMixin, DeskRequest
from suggestions.staff.columns import StatusColumn, TimeColumn
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, Done, RecordPage
from suggestions.work import tasks

SHOWN = 20  # of what was chosen, from all over it


class ConfirmForm(DeclineForm):
    """One decision, and the number of those it concerns, typed by hand."""

    subject: Any
    do = forms.ChoiceField(
        label="怎样办理",
        choices=BulkDecision.Do.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样办理。"},
    )
    number = forms.IntegerField(
        label="选中的条数",
        min_value=1,
        help_text="照着上面的条数写一遍，免得按错。",
        error_messages={"required": "请填写选中的条数。"},
    )
    field_order = ["do", "route", "reason", "number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["route"].required = False
        self.fields["route"].help_text = "只在“告知应去途径”时填写，下面的说明也是。"


def _confirmed(done: Done) -> str:
    decision = done.subject
    if decision.status == BulkDecision.Status.QUEUED:
        return f"已开始办理 {decision.number} 条，可以离开本页，办完后这里有结果。"
    return f"已办理 {decision.done} 条建议。"


def _undone(done: Done) -> str:
    if done.subject.status == BulkDecision.Status.UNDOING:
        return "已开始撤销，可以离开本页。"
    return f"已撤回 {done.subject.undone} 条，回到待审核。"


ENDED = (BulkDecision.Status.DONE, BulkDecision.Status.FAILED)
VERBS = (
    DeskVerb(
        "confirm",
        "确认办理",
        calls=tasks.start_deciding,
        told=_confirmed,
        form=ConfirmForm,
        offered=lambda decision: decision.status == BulkDecision.Status.DRAFT,
        style="",
    ),
    DeskVerb(
        "undo",
        "整批撤销",
        calls=tasks.start_undoing,
        told=_undone,
        offered=lambda decision: decision.status in ENDED,
        hint="回到待审核。后来又办过、已经归类、已经告知本人的不撤，会告诉您有几条。",
    ),
)


class BulkPage(RecordPage):
    model = BulkDecision
    for_areas = True
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/bulk.html"
    header_icon = "tasks"

    def get_records(self) -> QuerySet[BulkDecision]:
        return BulkDecision.objects.select_related("by")

    def get_url(self, verb: str = "") -> str:
        args = [self.object.pk, verb] if verb else [self.object.pk]
        return reverse("desk_bulk:verb" if verb else "desk_bulk:page", args=args)

    def get_page_title(self) -> str:
        return "成批办理"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_bulk:index"), "label": "成批办理"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = self.object.keys
        spread = keys[:: max(1, len(keys) // SHOWN)][:SHOWN]
        rows = Suggestion.objects.filter(pk__in=spread).select_related("campaign", "sorting")
        return super().get_context_data(
            shown=rows.defer("public_body", "public_solution", "campaign__body").order_by("pk"),
            kinds=self.kinds() if self.object.status == BulkDecision.Status.DRAFT else [],
            at_work=self.object.status in BulkDecision.AT_WORK,
            **kwargs,
        )

    def kinds(self) -> list[tuple[str, int]]:
        """What kinds of letters are among them: a wrong filter is seen here first."""
        counts: dict[str, int] = {}
        for start in range(0, self.object.number, 10_000):
            part = self.object.keys[start : start + 10_000]
            rows = Suggestion.objects.filter(pk__in=part).order_by()
            for kind, number in rows.values_list("sorting__kind").annotate(n=Count("pk")):
                counts[kind or ""] = counts.get(kind or "", 0) + number
        labels = {"": "未判断", **dict(Kind.choices)}
        return sorted(((labels[kind], n) for kind, n in counts.items()), key=lambda pair: -pair[1])


class BulkProgress(DeskMixin, View):
    permission = rights.LOOK
    for_areas = True

    def get(self, request: DeskRequest, pk: int) -> HttpResponse:
        mine = narrowed(BulkDecision.objects.defer("keys"), request.user)
        decision = get_object_or_404(mine, pk=pk)
        return progress_of(decision, decision.status in BulkDecision.AT_WORK)


class BulkIndex(DeskListing):
    """What was decided by the thousand, and by whom."""

    model = BulkDecision
    for_areas = True
    page_title = "成批办理"
    header_icon = "tasks"
    verbose_name_plural = "成批办理"
    is_searchable = False
    results_template_name = "suggestions/desk/bulk_results.html"
    index_url_name = "desk_bulk:index"
    index_results_url_name = "desk_bulk:index_results"
    default_ordering = "-pk"

    def get_base_queryset(self) -> QuerySet[BulkDecision]:
        return BulkDecision.objects.defer("keys").select_related("by")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "words",
                label="选的是",
                get_url=lambda row: reverse("desk_bulk:page", args=[row.pk]),
            ),
            Column("get_do_display", label="怎样办理", classname="desk-nowrap"),
            Column("number", label="选中", classname="desk-figure"),
            Column("done", label="已办理", classname="desk-figure"),
            Column("undone", label="已撤回", classname="desk-figure"),
            Column("by", label="经办", classname="desk-nowrap"),
            TimeColumn("chosen_at", label="时间", classname="desk-nowrap"),
            StatusColumn(),
        ]
