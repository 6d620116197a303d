"""问题: the topics of one campaign in a list, and what a topic field proposes."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from suggestions.desk.access import DeskMixin, allowed
from suggestions.desk.columns import StatusColumn, WordsColumn
from suggestions.desk.forms import CANDIDATES, TopicField
from suggestions.desk.listing import DeskListing, OfOneCampaign, campaign_choices
from suggestions.models import Placement, Suggestion, Theme, Topic


def topic_url(topic: Topic) -> str:
    return reverse("suggestions_desk:topic", args=[topic.pk])


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


def with_people(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """`people`: distinct authors; whoever left no contact counts as one person each."""
    inside = Q(placements__suggestion__status__in=Suggestion.ACTIVE)
    known = inside & ~Q(placements__suggestion__author_key="")
    unknown = inside & Q(placements__suggestion__author_key="")
    return topics.annotate(
        people=Count("placements__suggestion__author_key", filter=known, distinct=True)
        + Count("placements", filter=unknown, distinct=True)
    )


class TopicIndex(OfOneCampaign, DeskListing):
    """The desk of one campaign."""

    model = Topic
    page_title = "问题"
    header_icon = "folder-open-inverse"
    verbose_name_plural = "问题"
    results_template_name = "suggestions/desk/topics_results.html"
    index_url_name = "suggestions_desk:topics"
    index_results_url_name = "suggestions_desk:topics_results"
    filterset_class = TopicFilterSet
    search_fields = ["name", "summary"]
    default_ordering = "-size"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("number", label="序号", sort_key="number", width="6%"),
            TitleColumn("name", label="问题", get_url=topic_url),
            StatusColumn(sort_key="status"),
            Column("theme", label="主题", sort_key="theme__number"),
            Column("size", label="建议", sort_key="size", classname="desk-figure"),
            Column("fresh", label="新增", sort_key="fresh", classname="desk-figure"),
            Column("people", label="人数", sort_key="people", classname="desk-figure"),
            Column("score_text", label="内聚度", sort_key="score", classname="desk-figure"),
            WordsColumn("keywords", label="关键词"),
        ]

    def get_base_queryset(self) -> QuerySet[Topic]:
        topics = Topic.objects.filter(campaign=self.campaign)
        if not self.request.GET.getlist("status"):
            topics = topics.standing()
        return with_people(topics.with_sizes()).select_related("theme")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        # Equal sizes in a fixed order: pages must not overlap.
        return queryset.order_by(self.ordering or "-size", "number")

    def get_header_buttons(self) -> list[HeaderButton]:
        if not self.campaign or not allowed(self.request.user, "curate_topic"):
            return []
        query = f"?campaign={self.campaign.pk}"
        new = HeaderButton(
            "新建问题", reverse("suggestions_desk:new_topic") + query, icon_name="plus", priority=20
        )
        return [self.grouping_button(), new]

    def grouping_button(self) -> HeaderButton:
        """Starting a grouping run has its own screens; the button shows where they are."""
        url = reverse("suggestions_grouping:campaign", args=[self.campaign.pk])
        return HeaderButton("自动归类", url, icon_name="cogs", priority=10)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for topic in context["object_list"]:
            topic.score_text = f"{topic.score:.2f}" if topic.score else "—"
        shelf = Placement.objects.on_shelf().filter(suggestion__campaign=self.campaign)
        context["shelf_size"] = shelf.count()
        return context


class TopicOptions(DeskMixin, View):
    """What the topic field proposes while one types."""

    permission = "view_desk"

    def get(self, request: HttpRequest) -> JsonResponse:
        campaign, words = request.GET.get("campaign", ""), request.GET.get("q", "").strip()[:80]
        if not words or not campaign.isdigit():
            return JsonResponse({"topics": []})
        field = TopicField()
        field.campaign = campaign
        found = field.candidates(words).order_by("number")[:CANDIDATES]
        return JsonResponse({"topics": [{"number": t.number, "name": t.name} for t in found]})
