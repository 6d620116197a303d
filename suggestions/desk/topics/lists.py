"""问题: the topics of a campaign, or of all, in a list, and what a topic field proposes."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from suggestions.desk import rights
from suggestions.desk.issues.folds import (
    Folded,
    folded_issues,
    folded_themes,
    issue_url,
    unfold,
    with_counts,
)
from suggestions.desk.topics.forms import CANDIDATES, TYPED, TopicField
from suggestions.desk.topics.many import ManyTopics
from suggestions.models import CampaignPage, Issue, Placement, Theme, Topic
from suggestions.models.scope import narrowed, whole_city
from suggestions.staff.access import DeskMixin, DeskRequest, allowed
from suggestions.staff.columns import PickColumn, StatusColumn, WordsColumn
from suggestions.staff.listing import campaign_choices
from suggestions.telling import kept, topic_counts

ASKED = ("q", "status", "theme", "size", "flat")  # then topics stand one by one


def topic_url(topic: Topic) -> str:
    return reverse("desk_topics:page", args=[topic.pk])


class TopicFilterSet(WagtailFilterSet):
    campaign = django_filters.ModelChoiceFilter(
        queryset=campaign_choices, label="专项征集", empty_label=None
    )
    status = django_filters.MultipleChoiceFilter(
        choices=Topic.Status.choices, label="状态", widget=forms.CheckboxSelectMultiple
    )
    theme = django_filters.ModelChoiceFilter(queryset=Theme.objects.all(), label="主题")
    size = django_filters.NumberFilter(field_name="size", lookup_expr="gte", label="至少几条建议")

    class Meta:
        model = Topic
        fields: list[str] = []

    @property
    def form(self) -> forms.Form:
        form = super().form
        own = Theme.objects.filter(campaign=self.data.get("campaign") or None)
        form.fields["theme"].queryset = own.order_by("number")
        return form


class FoldColumn(TitleColumn):
    """A topic's name; or that of an issue or theme, which unfolds to its topics."""

    cell_template_name = "suggestions/desk/cells/fold.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "picks": "pick" in parent_context["table"].columns}


class PickTopicColumn(PickColumn):
    """A box for a topic, or for all that stand under an issue or theme."""

    cell_template_name = "suggestions/desk/cells/pick_topic.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        above = {Issue: "picked_issue", Theme: "picked_theme"}.get(type(instance), "")
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "name": above or "picked", "above": bool(above)}


def row_url(row: Topic | Issue | Theme) -> str:
    if isinstance(row, Theme):
        return f"{reverse('desk_topics:index')}?campaign={row.campaign_id}&theme={row.pk}"
    return issue_url(row) if isinstance(row, Issue) else topic_url(row)


def row_number(row: Topic | Issue | Theme) -> str:
    prefix = {Issue: "类 ", Theme: "主题 "}.get(type(row), "")
    return f"{prefix}{row.number}"


class TopicIndex(ManyTopics):
    """The desk of one campaign, or of all together."""

    model = Topic
    for_areas = True
    page_title = "问题"
    header_icon = "folder-open-inverse"
    verbose_name_plural = "问题"
    template_name = "suggestions/desk/topics.html"
    results_template_name = "suggestions/desk/topics_results.html"
    index_url_name = "desk_topics:index"
    index_results_url_name = "desk_topics:index_results"
    filterset_class = TopicFilterSet
    search_fields = ["name", "summary"]
    default_ordering = "-size"

    @cached_property
    def columns(self) -> list[Column]:
        picks = allowed(self.request.user, rights.CURATE)
        return [
            *([PickTopicColumn("pick", label="")] if picks else []),
            Column("number", label="序号", accessor=row_number, sort_key="number", width="6%"),
            FoldColumn("name", label="问题", get_url=row_url),
            *([Column("home", label="征集")] if self.whole else []),
            StatusColumn(sort_key="status"),
            Column("theme", label="主题", sort_key="theme__number"),
            Column("size", label="建议", sort_key="size", classname="desk-figure"),
            Column("fresh", label="新增", sort_key="fresh", classname="desk-figure"),
            Column("people", label="人数", sort_key="people", classname="desk-figure"),
            Column("score_text", label="内聚度", sort_key="score", classname="desk-figure"),
            WordsColumn("keywords", label="关键词"),
        ]

    def get_base_queryset(self) -> QuerySet[Topic]:
        topics = self.topics_here()
        if not self.request.GET.getlist("status"):
            topics = topics.standing()
        return with_counts(topics, at=self.request.at).select_related("theme")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        # Equal sizes in a fixed order: pages must not overlap.
        return queryset.order_by(self.ordering or "-size", "number", "pk")

    @property
    def folds(self) -> str:
        """Under what topics are folded; whoever looks for certain ones sees them one by one."""
        asked = self.request.GET
        if not whole_city(self.request.user):
            return ""  # issues and themes are the whole city's
        if self.whole or any(value for name in ASKED for value in asked.getlist(name)):
            return ""
        return "theme" if asked.get("fold") == "theme" else "issue"

    def get_queryset(self) -> Any:
        topics = super().get_queryset()
        if not self.folds:
            return topics
        above: list[Any]
        if self.folds == "theme":
            above = folded_themes(self.campaign, at=self.request.at)
            alone = topics.filter(Q(theme=None) | ~Q(theme__in=above))
        else:
            above = folded_issues(self.campaign, at=self.request.at)
            alone = topics.filter(Q(issue=None) | ~Q(issue__in=above))
        # `keywords` of what is shown are read with the page.
        alone = alone.defer("keywords", "representatives", "summary")
        return Folded(above, alone, self.ordering or "-size")

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        found = super().paginate_queryset(queryset, page_size)
        if self.folds:
            inside = with_counts(Topic.objects.standing(), at=self.request.at)
            shown = ("name", "status", "number", "issue", "theme")
            unfold(found[2], inside.order_by("-size", "number").only(*shown))
        return found

    def get_header_buttons(self) -> list[HeaderButton]:
        more: list[HeaderButton] = super().get_header_buttons()
        user = self.request.user
        if not (self.campaign and whole_city(user) and allowed(user, rights.CURATE)):
            return more
        query = f"?campaign={self.campaign.pk}"
        new = HeaderButton(
            "新建问题", reverse("desk_topics:new") + query, icon_name="plus", priority=20
        )
        return [self.grouping_button(self.campaign), new, *more]

    def grouping_button(self, campaign: CampaignPage) -> HeaderButton:
        """Starting a grouping run has its own screens; the button shows where they are."""
        url = reverse("desk_grouping:campaign", args=[campaign.pk])
        return HeaderButton("自动归类", url, icon_name="cogs", priority=10)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(folds=self.folds, **kwargs)
        self.prepare(context["object_list"])
        if not self.whole:  # it is read campaign by campaign
            context["shelf_size"] = self.shelf_size()
        return context

    def shelf_size(self) -> int:
        """Of the whole city as the worker counted it; what lies in somebody's areas by itself."""
        counted = kept.standing(topic_counts.SHELVES, at=self.request.at)
        if self.campaign and counted is not None and whole_city(self.request.user):
            return int(counted.get(self.campaign.pk, 0))
        shelf = Placement.objects.on_shelf().filter(suggestion__campaign=self.campaign)
        return narrowed(shelf, self.request.user).count()

    @cached_property
    def titles(self) -> dict[int, str]:
        return dict(CampaignPage.objects.order_by().values_list("pk", "title"))

    def prepare(self, items: Any) -> Any:
        for row in items:
            row.score_text = f"{row.score:.2f}" if row.score else "—"
            row.home = self.titles.get(row.campaign_id, "") if self.whole else ""
        return items

    def sheet_rows(self) -> Any:
        """A file has no folds: each topic is a row."""
        return super().get_queryset()


class TopicOptions(DeskMixin, View):
    """What the topic field proposes while one types."""

    permission = rights.LOOK
    for_areas = True
    field_class: type[TopicField] = TopicField

    def get(self, request: DeskRequest) -> JsonResponse:
        campaign, words = request.GET.get("campaign", ""), request.GET.get("q", "").strip()[:TYPED]
        if not words or not campaign.isdecimal():
            return JsonResponse({"topics": []})
        field = self.field_class()
        field.reader = request.user
        field.campaign = int(campaign)
        found = field.candidates(words).order_by("number", "pk")[:CANDIDATES]
        options = [{"number": t.number, "name": t.name, "place": field.place(t)} for t in found]
        return JsonResponse({"topics": options})
