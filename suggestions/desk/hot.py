"""热点问题表 as a report: the hottest topics of one campaign, on the screen and as a file."""

from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions import hot
from suggestions.desk.columns import StatusColumn
from suggestions.desk.listing import OfOneCampaign, campaign_choices
from suggestions.desk.reports import DeskReport
from suggestions.desk.topics import topic_url
from suggestions.models import Topic


class HotFilterSet(WagtailFilterSet):
    campaign = django_filters.ModelChoiceFilter(
        queryset=campaign_choices, label="专项征集", empty_label=None
    )
    status = django_filters.MultipleChoiceFilter(choices=Topic.Status.choices, label="状态")

    class Meta:
        model = Topic
        fields: list[str] = []


class ProblemColumn(TitleColumn):
    """The topic's name, and under it how its first member puts it."""

    cell_template_name = "suggestions/desk/cells/problem.html"


class HotReport(OfOneCampaign, DeskReport):
    """By people, supports, recency and burst. It ranks problems, never departments."""

    permissions = ("view_desk",)
    page_title = "热点问题表"
    header_icon = "rotate"
    model = Topic
    verbose_name_plural = "问题"
    index_url_name = "suggestions_desk:report_hot"
    index_results_url_name = "suggestions_desk:report_hot_results"
    results_template_name = "suggestions/desk/hot_results.html"
    filterset_class = HotFilterSet
    search_fields = ["name"]
    default_ordering = "rank"
    columns = [
        Column("rank", label="排名", classname="desk-figure"),
        Column("heat", label="热度指数", classname="desk-figure"),
        ProblemColumn("name", label="问题描述", get_url=topic_url),
        Column("place", label="地点/人群"),
        Column("span", label="时间范围", classname="desk-nowrap"),
        Column("people", label="人数", classname="desk-figure"),
        Column("messages", label="件数", classname="desk-figure"),
        Column("supports", label="附议", classname="desk-figure"),
        Column("flood", label="同文", classname="desk-nowrap"),
        StatusColumn(),
    ]
    export = (
        ("rank", "排名"),
        ("heat", "热度指数"),
        ("span", "时间范围"),
        ("place", "地点/人群"),
        ("name", "问题描述"),
        ("people", "人数"),
        ("messages", "件数"),
        ("supports", "附议"),
        ("copies", "同文最多份数"),
        ("texts", "去掉同文的件数"),
        ("get_status_display", "状态"),
    )

    @cached_property
    def table(self) -> dict[int, Any]:
        if self.campaign is None:
            return {}
        found = hot.table(self.campaign.pk, public=False, at=self.request.at)
        return {row.topic: row for row in found}

    def get_base_queryset(self) -> QuerySet[Topic]:
        ranks = [When(pk=row.topic, then=Value(row.rank)) for row in self.table.values()]
        if not ranks:
            return Topic.objects.none()
        # What has been merged or put aside since the table was reckoned is gone from it.
        topics = Topic.objects.standing().filter(pk__in=self.table)
        return topics.annotate(rank=Case(*ranks, output_field=IntegerField()))

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("rank") if self.table else queryset

    def prepare(self, items: Iterable[Topic]) -> Iterator[Topic]:
        for topic in items:
            row = self.table[topic.pk]
            names = ("heat", "place", "problem", "people", "messages", "supports")
            for name in (*names, "copies", "texts"):
                setattr(topic, name, getattr(row, name))
            topic.place = row.place or "—"
            topic.span = span(row.since, row.until)
            topic.flood = f"同文 {row.copies} 份" if row.copies > 1 else ""
            yield topic

    def get_filename(self) -> str:
        of = self.campaign.title if self.campaign else ""
        return f"{self.page_title}-{of}-{localdate(self.request.at):%Y%m%d}"


def span(since: Any, until: Any) -> str:
    """From which day to which, in the city's own days."""
    if since is None:
        return "—"
    first, last = localdate(since), localdate(until)
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
