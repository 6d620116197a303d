"""批示: the list of what leaders wrote on papers, with what is still to be done."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.desk import rights
from suggestions.models import Instruction
from suggestions.staff.columns import DeadlineColumn, StatusColumn
from suggestions.staff.listing import DeskListing

Rows = QuerySet[Instruction]
TABS: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "open": ("办理中", lambda rows, at: rows.open()),
    "late": ("超期未办", lambda rows, at: rows.overdue(at)),
    "answered": ("已办结", lambda rows, at: rows.filter(status=Instruction.Status.ANSWERED)),
    "noted": ("无需办理", lambda rows, at: rows.filter(status=Instruction.Status.NOTED)),
}


def instruction_url(instruction: Instruction) -> str:
    return reverse("desk_papers:page", args=[instruction.paper_id]) + "#instructions"


class InstructionFilterSet(WagtailFilterSet):
    tab = django_filters.ChoiceFilter(
        choices=[(name, label) for name, (label, _) in TABS.items()],
        method="in_tab",
        label="办理情况",
        empty_label="全部",
    )

    class Meta:
        model = Instruction
        fields: list[str] = []

    def in_tab(self, rows: Rows, name: str, value: str) -> Rows:
        return TABS[value][1](rows, self.request.at)


class InstructionIndex(DeskListing):
    """Open ones first, the most urgent on top."""

    permission = rights.LOOK
    model = Instruction
    page_title = "批示"
    header_icon = "edit"
    verbose_name_plural = "批示"
    results_template_name = "suggestions/desk/instructions_results.html"
    index_url_name = "desk_instructions:index"
    index_results_url_name = "desk_instructions:index_results"
    filterset_class = InstructionFilterSet
    search_fields = ["paper__title", "leader", "text", "task"]
    default_ordering = "due_on"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("paper", label="公文", get_url=instruction_url),
            Column("leader", label="批示人", classname="desk-nowrap"),
            Column("given_on", label="批示日期", classname="desk-nowrap"),
            Column("task", label="要办的事"),
            Column("carrier", label="由谁办"),
            DeadlineColumn("due_on", label="期限", late=lambda row, at: row.is_late(at)),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> Rows:
        return Instruction.objects.select_related("paper")

    def order_queryset(self, queryset: Rows) -> Rows:
        settled = Case(When(status=Instruction.Status.OPEN, then=Value(0)), default=Value(1))
        return queryset.order_by(settled, self.ordering or "due_on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, at = Instruction.objects.all(), self.request.at
        counts = {name: TABS[name][1](rows, at).count() for name in ("open", "late")}
        return super().get_context_data(counts=counts, **kwargs)
