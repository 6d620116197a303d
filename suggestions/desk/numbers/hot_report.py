"""热点问题表 as reports: the hottest topics, and the hottest issues, of one campaign or of all, on
the screen and as a file."""

from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.desk import rights
from suggestions.desk.issues.folds import issue_url
from suggestions.desk.topics.lists import topic_url
from suggestions.models import Issue, Topic
from suggestions.models.issues import IssueQuerySet
from suggestions.staff.columns import StatusColumn, with_words
from suggestions.staff.listing import ALL_TITLE, OfCampaigns, campaign_choices
from suggestions.staff.reports import DeskReport
from suggestions.telling import hot

FIGURES = ("heat", "problem", "people", "messages", "supports", "copies", "texts")


class HotFilterSet(WagtailFilterSet):
    campaign = django_filters.ModelChoiceFilter(
        queryset=campaign_choices, label="专项征集", empty_label=None
    )
    status = django_filters.MultipleChoiceFilter(choices=Topic.Status.choices, label="状态")

    class Meta:
        model = Topic
        fields: list[str] = []


class HotIssueFilterSet(HotFilterSet):
    status = django_filters.MultipleChoiceFilter(choices=Issue.Status.choices, label="状态")

    class Meta:
        model = Issue
        fields: list[str] = []


class ProblemColumn(TitleColumn):
    """The topic's name, and under it how its first member puts it."""

    cell_template_name = "suggestions/desk/cells/problem.html"


class HotReport(OfCampaigns, DeskReport):
    """By people, supports, recency and burst. It ranks problems, never departments."""

    permissions = (rights.LOOK,)
    page_title = "热点问题表"
    header_icon = "rotate"
    model: type[Topic] | type[Issue] = Topic
    verbose_name_plural = "问题"
    level = "具体问题"
    index_url_name = "report_hot:index"
    index_results_url_name = "report_hot:index_results"
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
    export: tuple[tuple[str, str], ...] = (
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(level=self.level, **kwargs)

    @cached_property
    def table(self) -> dict[int, Any]:
        if not (self.campaign or self.whole):
            return {}
        key = self.campaign.pk if self.campaign else None
        found = hot.table(key, public=False, at=self.request.at, by_issue=self.model is Issue)
        return {row.topic: row for row in found}

    def get_base_queryset(self) -> Any:
        ranks = [When(pk=row.topic, then=Value(row.rank)) for row in self.table.values()]
        if not ranks:
            return self.model.objects.none()
        # What has been merged or put aside since the table was reckoned is gone from it.
        shown = self.model.objects.standing().filter(pk__in=self.table)
        return shown.annotate(rank=Case(*ranks, output_field=IntegerField()))

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("rank") if self.table else queryset

    def prepare(self, items: Iterable[Any]) -> Iterator[Any]:
        for one in items:
            row = self.table[one.pk]
            yield with_words(
                one,
                **{name: getattr(row, name) for name in FIGURES},
                place=row.place or "—",
                span=span(row.since, row.until),
                flood=f"同文 {row.copies} 份" if row.copies > 1 else "",
            )

    def sheet_name(self) -> str:
        of = self.campaign.title if self.campaign else ALL_TITLE
        return f"{self.page_title}（{self.level}）-{of}-{localdate(self.request.at):%Y%m%d}"


class HotIssueReport(HotReport):
    """The same over issues: one kind of problem, with all its places."""

    model = Issue
    page_title = "热点类问题表"
    verbose_name_plural = "类问题"
    level = "类问题"
    index_url_name = "report_hot_issues:index"
    index_results_url_name = "report_hot_issues:index_results"
    filterset_class = HotIssueFilterSet
    columns = [
        *HotReport.columns[:2],
        ProblemColumn("name", label="类问题", get_url=issue_url),
        Column("spread", label="具体问题", classname="desk-figure"),
        *HotReport.columns[3:],
    ]
    export = (
        *HotReport.export[:4],
        ("name", "类问题"),
        ("spread", "具体问题数"),
        *HotReport.export[5:],
    )

    def get_base_queryset(self) -> IssueQuerySet:
        shown: IssueQuerySet = super().get_base_queryset()
        return shown.with_sizes()


def span(since: Any, until: Any) -> str:
    """From which day to which, in the city's own days."""
    if since is None:
        return "—"
    first, last = localdate(since), localdate(until)
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
