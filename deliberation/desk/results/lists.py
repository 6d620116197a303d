"""决议 of all councils in one list."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from deliberation.desk.access import SightMixin
from deliberation.models import Resolution
from deliberation.models.resolutions import ResolutionQuerySet
from suggestions.staff.columns import DeadlineColumn, StatusColumn
from suggestions.staff.listing import DeskListing


def resolution_url(resolution: Resolution, verb: str = "") -> str:
    name = "verb" if verb else "page"
    args = [resolution.council_id, resolution.pk, *([verb] if verb else [])]
    return reverse(f"desk_resolutions:{name}", args=args)


class ResolutionFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        choices=Resolution.Status.choices, label="状态", empty_label="全部"
    )
    late = django_filters.ChoiceFilter(
        choices=[("late", "已超期"), ("escalated", "已报上级督办")],
        method="by_lateness",
        label="超期",
        empty_label="全部",
    )

    class Meta:
        model = Resolution
        fields: list[str] = []

    def by_lateness(self, rows: ResolutionQuerySet, name: str, value: str) -> ResolutionQuerySet:
        if value == "escalated":
            return rows.filter(escalated_at__isnull=False)
        return rows.overdue(localdate(self.request.at))


class ResolutionIndex(SightMixin, DeskListing):
    """The resolutions of my councils, and what the councils below them have sent up as late."""

    model = Resolution
    page_title = "决议"
    header_icon = "doc-full-inverse"
    verbose_name_plural = "决议"
    results_template_name = "deliberation/desk/listing_results.html"
    index_url_name = "desk_resolutions:index"
    index_results_url_name = "desk_resolutions:index_results"
    filterset_class = ResolutionFilterSet
    search_fields = ["title", "text", "council__name"]
    default_ordering = "-passed_at"

    @cached_property
    def mine(self) -> set[int]:
        return set(self.councils().values_list("pk", flat=True))

    def get_url_of(self, row: Resolution) -> str:
        """The desk's page of my own; the public page of what was sent up from below."""
        return resolution_url(row) if row.council_id in self.mine else row.get_absolute_url()

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="决议", get_url=self.get_url_of, sort_key="title"),
            Column("full_number", label="编号", classname="desk-nowrap"),
            Column("council", label="议事会", accessor=lambda row: row.council.name),
            Column("lead", label="牵头"),
            DeadlineColumn("due_on", label="期限", late=is_late, sort_key="due_on"),
            StatusColumn(sort_key="status"),
        ]

    def get_base_queryset(self) -> QuerySet[Resolution]:
        councils = self.councils()
        seen = Q(council__in=councils) | Q(escalated_to__in=councils)
        return Resolution.objects.filter(seen).select_related("council")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering or "-passed_at", "-pk")


def is_late(row: Any, at: dt.datetime) -> bool:
    return row.is_late(localdate(at))
