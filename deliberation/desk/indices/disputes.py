"""数字异议 at the desk: read, looked up in the records, answered in public."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from deliberation.actions import disputing
from deliberation.actions.disputing import LIMIT
from deliberation.desk.access import CouncilRecord, SightMixin
from deliberation.models import Dispute
from deliberation.telling import indices
from suggestions.staff.columns import StatusColumn, TimeColumn
from suggestions.staff.forms import DeskForm, text_area
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb
from suggestions.text.language import masked


def dispute_url(dispute: Dispute) -> str:
    return reverse("desk_disputes:page", args=[dispute.council.pk, dispute.pk])


class DisputeFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        choices=Dispute.Status.choices, label="状态", empty_label="全部"
    )

    class Meta:
        model = Dispute
        fields: list[str] = []


class DisputeIndex(SightMixin, DeskListing):
    """What is said against figures of the councils that I may see, unanswered ones first."""

    model = Dispute
    page_title = "数字异议"
    header_icon = "warning"
    verbose_name_plural = "数字异议"
    results_template_name = "deliberation/desk/listing_results.html"
    index_url_name = "desk_disputes:index"
    index_results_url_name = "desk_disputes:index_results"
    filterset_class = DisputeFilterSet
    search_fields = ["figure__council__name", "figure__indicator__name"]
    default_ordering = "-at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "indicator",
                label="指标",
                accessor=lambda row: row.figure.indicator.name,
                get_url=dispute_url,
            ),
            Column("council", label="议事会", accessor=lambda row: row.council.name),
            Column("month", label="月份", accessor=lambda row: f"{row.figure.month:%Y-%m}"),
            TimeColumn("at", label="提出时间", sort_key="at"),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[Dispute]:
        rows = Dispute.objects.filter(figure__council__in=self.councils())
        return rows.select_related("figure__council", "figure__indicator")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("-status", self.ordering or "-at", "-pk")


class AnswerForm(DeskForm):
    """The words masked to begin with; whoever answers reads them again."""

    subject: Dispute

    public_text = text_area("公开的异议", limit=LIMIT, help_text="去掉能认出是谁的内容。")
    answer = text_area("答复", limit=LIMIT, help_text="和异议一起写在这个数字旁边。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("public_text", masked(self.subject.text))


class DisputePage(CouncilRecord):
    """The figure as it stands with its formula, and what is said against it."""

    model = Dispute
    template_name = "deliberation/desk/dispute.html"
    header_icon = "warning"
    verbs = (
        DeskVerb(
            "answer",
            "答复",
            calls=disputing.answer_dispute,
            told="异议已答复，写在数字旁边。",
            form=AnswerForm,
            offered=lambda dispute: dispute.status == Dispute.Status.PENDING,
            style="",
        ),
    )

    def get_records(self) -> QuerySet[Dispute]:
        rows = Dispute.objects.filter(figure__council=self.council)
        return rows.select_related("figure__council", "figure__indicator", "answered_by")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_disputes:verb", args=[self.council.pk, self.object.pk, verb])
        return dispute_url(self.object)

    def get_page_title(self) -> str:
        figure = self.object.figure
        return f"{figure.indicator}（{figure.month:%Y年%-m月}）"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figure = self.object.figure
        formula, counts = indices.explained(figure.indicator)
        shown = indices.of_figure(figure)
        words = self.object.text if self.runs else masked(self.object.text)
        return super().get_context_data(
            figure=figure, shown=shown, formula=formula, counts=counts, words=words, **kwargs
        )
