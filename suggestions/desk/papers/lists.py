"""公文: all papers, by kind, year and state."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.desk import rights
from suggestions.models import Instruction, Paper, PaperKind
from suggestions.papers.kinds import full_number
from suggestions.staff.access import allowed
from suggestions.staff.columns import StatusColumn, TimeColumn
from suggestions.staff.listing import DeskListing


def paper_url(paper: Paper) -> str:
    return reverse("desk_papers:page", args=[paper.pk])


class PaperFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(choices=PaperKind.choices, label="文种", empty_label="全部")
    status = django_filters.ChoiceFilter(
        choices=Paper.Status.choices, label="状态", empty_label="全部"
    )
    year = django_filters.NumberFilter(label="年份")
    received = django_filters.ChoiceFilter(
        choices=[("yes", "已签收"), ("no", "没有签收记录")],
        method="by_receipt",
        label="签收",
        empty_label="全部",
    )

    instructed = django_filters.ChoiceFilter(
        choices=[("open", "批示办理中"), ("any", "有批示")],
        method="by_instruction",
        label="批示",
        empty_label="全部",
    )

    class Meta:
        model = Paper
        fields: list[str] = []

    def by_receipt(self, rows: QuerySet[Paper], name: str, value: str) -> QuerySet[Paper]:
        issued = rows.filter(status=Paper.Status.ISSUED)
        return issued.filter(received_on__isnull=value == "no")

    def by_instruction(self, rows: QuerySet[Paper], name: str, value: str) -> QuerySet[Paper]:
        found = Instruction.objects.all() if value == "any" else Instruction.objects.open()
        return rows.filter(pk__in=found.values_list("paper_id", flat=True))


class PaperIndex(DeskListing):
    """Newest first; void ones stay, with their number."""

    permission = rights.LOOK
    model = Paper
    page_title = "公文"
    header_icon = "doc-full"
    verbose_name_plural = "公文"
    results_template_name = "suggestions/desk/papers_results.html"
    index_url_name = "desk_papers:index"
    index_results_url_name = "desk_papers:index_results"
    filterset_class = PaperFilterSet
    search_fields = ["title", "addressee"]
    default_ordering = "-pk"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="标题", get_url=paper_url),
            Column("get_kind_display", label="文种", classname="desk-nowrap"),
            Column("full_number", label="文号", accessor=full_number, classname="desk-nowrap"),
            Column("addressee", label="主送"),
            TimeColumn("drawn_at", label="拟稿时间", sort_key="drawn_at", classname="desk-wide"),
            TimeColumn("issued_at", label="印发时间", sort_key="issued_at"),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[Paper]:
        return Paper.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            may_draw=allowed(self.request.user, rights.PAPER),
            open_instructions=Instruction.objects.open().count(),
            **kwargs,
        )
