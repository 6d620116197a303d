"""待审核 and 建议: the lists, the queue and one decision for many rows."""

import datetime as dt
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.desk.screening.finding import SuggestionFilterSet, number_searched, searched
from suggestions.desk.screening.kinds import (
    KindColumn,
    learned_context,
    mark_copies,
    same_as,
)
from suggestions.desk.screening.places import page_url
from suggestions.desk.screening.saved import queue_tabs
from suggestions.desk.screening.ticking import BulkScreening
from suggestions.desk.screening.turns import ClaimedColumn, in_queue_order
from suggestions.models import Suggestion
from suggestions.models.suggestions import SuggestionQuerySet
from suggestions.staff.columns import DeadlineColumn, PickColumn, TimeColumn
from suggestions.staff.listing import LeafingThroughKeys
from suggestions.telling import reading


def is_late(suggestion: Suggestion, at: dt.datetime) -> bool:
    return (
        suggestion.status == Suggestion.Status.PENDING
        and suggestion.screen_by is not None
        and suggestion.screen_by < localdate(at)
    )


class SuggestionIndex(LeafingThroughKeys, BulkScreening):
    """All suggestions of all campaigns."""

    model = Suggestion
    for_areas = True
    page_title = "建议"
    header_icon = "mail"
    verbose_name_plural = "建议"
    results_template_name = "suggestions/desk/suggestions_results.html"
    index_url_name = "desk_suggestions:index"
    index_results_url_name = "desk_suggestions:index_results"
    filterset_class = SuggestionFilterSet
    default_ordering = "-submitted_at"
    in_file_instead = {"title": "public_title"}
    queue = False

    @cached_property
    def columns(self) -> list[Column]:
        return [
            PickColumn("pick", label=""),
            Column("number", label="编号", classname="desk-nowrap"),
            TitleColumn("title", label="建议主题", get_url=partial(page_url, queue=self.queue)),
            KindColumn("kind", label="类别"),
            Column("campaign", label="专项征集"),
            Column("area", label="区域", classname="desk-place"),
            Column("get_channel_display", label="渠道", classname="desk-nowrap"),
            TimeColumn("submitted_at", label="提交时间", sort_key="submitted_at"),
            DeadlineColumn("screen_by", label="审核期限", sort_key="screen_by", late=is_late),
            ClaimedColumn("status", label="状态", sort_key="status"),
        ]

    def get_base_queryset(self) -> SuggestionQuerySet:
        rows = Suggestion.objects.select_related("campaign", "area", "sorting", "claim__by").defer(
            "body",
            "solution",
            "public_body",
            "public_solution",
            "campaign__body",
            "campaign__ways",
            "campaign__result",
        )
        return same_as(rows, self.request.GET["same"]) if "same" in self.request.GET else rows

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        self.unsearched = queryset
        if not self.is_searching:
            return queryset
        return searched(queryset, self.search_query, public=not self.queue)

    def number_found(self) -> int | None:
        return number_searched(self.unsearched, self.search_query)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(queue=self.queue, **kwargs)
        mark_copies(context["object_list"], self.request.user)
        return context


class WaitingIndex(SuggestionIndex):
    """待审核: the queue, the most pressing first."""

    page_title = "待审核"
    header_icon = "tasks"
    verbose_name_plural = "待审核的建议"
    index_url_name = "desk_screening:index"
    index_results_url_name = "desk_screening:index_results"
    default_ordering = "screen_by"
    queue = True

    def get_base_queryset(self) -> SuggestionQuerySet:
        return super().get_base_queryset().waiting()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            progress=reading.progress(self.request.at, self.request.user),
            **queue_tabs(self.request),
            **learned_context(),
            **kwargs,
        )

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        if self.ordering == "screen_by":
            return in_queue_order(queryset)
        return super().order_queryset(queryset)
