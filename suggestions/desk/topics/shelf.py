"""书架: suggestions that fit no topic, read one by one, with who has read what."""

import datetime as dt
from typing import TYPE_CHECKING, Any, TypedDict

import django_filters
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.actions import curating
from suggestions.actions.gathering import CLOSED
from suggestions.desk import rights
from suggestions.desk.issues.verbs import TO_ISSUE, topics_of
from suggestions.desk.screening.finding import searched
from suggestions.desk.screening.kinds import KindColumn, mark_copies
from suggestions.desk.topics.forms import IntoForm, NewTopicForm
from suggestions.desk.topics.verbs import place_one
from suggestions.models import Issue, ShelfReading, Suggestion, Theme, Topic, User
from suggestions.models.scope import decided, narrowed, whole_city
from suggestions.staff.access import DeskMixin, allowed
from suggestions.staff.columns import StatusColumn, TimeColumn
from suggestions.staff.history import history_of
from suggestions.staff.listing import (
    DeskListing,
    LeafingThroughKeys,
    OfOneCampaign,
    campaign_choices,
)
from suggestions.staff.verbs import DeskVerb, RecordPage

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Reading(TypedDict):
        is_read: bool

    Read = WithAnnotations[Suggestion, Reading]

NEAR = 5  # topics proposed beside a suggestion of the shelf
OFFERED = 10  # topics of its nearest issue, to be put into at once


def shelf_url(suggestion: Suggestion) -> str:
    return reverse("desk_shelf:page", args=[suggestion.pk])


def on_shelf() -> QuerySet[Suggestion]:
    return Suggestion.objects.accepted().filter(placement__isnull=False, placement__topic=None)


def near_issue(suggestion: Suggestion) -> Issue | None:
    """The issue that it comes nearest to, where that still stands."""
    issue = suggestion.placement.issue
    return issue if issue and issue.status not in CLOSED else None


def with_own_reading(rows: QuerySet[Suggestion], user: Any) -> "QuerySet[Read]":
    """`is_read`: whether this person has opened it."""
    mine = ShelfReading.objects.filter(suggestion=OuterRef("pk"), reader=user)
    return rows.annotate(is_read=Exists(mine))


class ShelfFilterSet(WagtailFilterSet):
    campaign = django_filters.ModelChoiceFilter(
        queryset=campaign_choices, label="专项征集", empty_label=None
    )
    reading = django_filters.ChoiceFilter(
        choices=[("unread", "我还没读的"), ("nobody", "谁都没读的"), ("read", "我读过的")],
        method="by_reading",
        label="阅读",
        empty_label="不限",
    )

    class Meta:
        model = Suggestion
        fields: list[str] = []

    def by_reading(self, rows: "QuerySet[Read]", name: str, value: str) -> "QuerySet[Read]":
        if value == "nobody":
            return rows.filter(readings__isnull=True)
        return rows.filter(is_read=value == "read")


class ShelfIndex(LeafingThroughKeys, OfOneCampaign, DeskListing):
    """The shelf of one campaign."""

    model = Suggestion
    for_areas = True
    page_title = "书架"
    header_icon = "glasses"
    verbose_name_plural = "书架上的建议"
    results_template_name = "suggestions/desk/shelf_results.html"
    index_url_name = "desk_shelf:index"
    index_results_url_name = "desk_shelf:index_results"
    filterset_class = ShelfFilterSet
    default_ordering = "submitted_at"
    in_file_instead = {"title": "public_title"}

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("number", label="编号", classname="desk-nowrap"),
            TitleColumn("title", label="建议主题", get_url=shelf_url),
            KindColumn("kind", label="类别"),
            Column("near_issue", label="最近的类问题", accessor=near_issue),
            Column("area", label="区域", classname="desk-place"),
            TimeColumn("submitted_at", label="提交时间", sort_key="submitted_at"),
            Column("readers", label="已读人数", sort_key="readers", classname="desk-figure"),
            Column("reading", label="我", accessor=lambda s: "已读" if s.is_read else "未读"),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> "QuerySet[Read]":
        rows = (
            on_shelf()
            .filter(campaign=self.campaign)
            .select_related("area", "sorting", "placement__issue")
        )
        readings = ShelfReading.objects.filter(suggestion=OuterRef("pk")).order_by()
        readers = readings.values("suggestion").annotate(number=Count("pk")).values("number")
        rows = rows.annotate(readers=Coalesce(Subquery(readers), 0))
        return with_own_reading(rows, self.request.user)

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        return searched(queryset, self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering or "submitted_at", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        unread = with_own_reading(narrowed(on_shelf(), user), user).filter(
            campaign=self.campaign, is_read=False
        )
        context = super().get_context_data(unread_count=unread.count(), **kwargs)
        mark_copies(context["object_list"], user)
        return context


class NextUnread(DeskMixin, View):
    """下一条: the next one of this shelf that I have not read."""

    permission = rights.LOOK
    for_areas = True

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("campaign", "")
        mine = narrowed(on_shelf(), request.user)
        rows = with_own_reading(mine, request.user).filter(is_read=False)
        rows = rows.filter(campaign=int(asked) if asked.isdecimal() else 0)
        found = rows.order_by("submitted_at", "pk").first()
        if found:
            return redirect(shelf_url(found))
        messages.success(request, "书架上的建议您都读过了。")
        return redirect(f"{reverse('desk_shelf:index')}?campaign={asked}")


def _open(
    suggestion: Suggestion, *, name: str, theme: Theme | None, by: User, at: dt.datetime
) -> Topic:
    topic = curating.create_topic(suggestion.campaign, name=name, theme=theme, by=by, at=at)
    curating.place([suggestion], topic=topic, by=by, at=at)
    return topic


VERBS = (
    DeskVerb(
        "place",
        "移到问题……",
        calls=place_one,
        told="{subject.number}已移到“{into.name}”。",
        form=IntoForm,
        style="",
        key="m",
    ),
    DeskVerb(
        "open",
        "另立一个问题",
        calls=_open,
        told="已新建 {result.number} 号问题“{result.name}”，{subject.number}归入其中。",
        form=NewTopicForm,
        key="n",
    ),
    DeskVerb(
        "keep",
        "留在书架",
        calls=place_one,
        told="{subject.number}留在书架上，以后自动归类也不会移动它。",
        offered=lambda suggestion: suggestion.placement.by_id is None,
        hint="不属于任何问题，以后自动归类也不再移动。",
    ),
    TO_ISSUE,
)


class ShelfItem(RecordPage):
    """One suggestion of the shelf. Opening it notes that this person has read it."""

    model = Suggestion
    for_areas = True
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/shelf_item.html"
    header_icon = "glasses"

    def get_records(self) -> QuerySet[Suggestion]:
        return Suggestion.objects.filter(placement__isnull=False).select_related(
            "campaign",
            "area",
            "placement__topic",
            "placement__by",
            "placement__theme",
            "placement__issue",
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.placement.topic_id:
            messages.info(request, f"这条建议已归入“{self.object.placement.topic.name}”。")
            return redirect("desk_suggestions:page", self.object.pk)
        if allowed(request.user, rights.CURATE):
            curating.read_from_shelf(self.object, by=self.request.user, at=self.request.at)
        return super().get(request, *args, **kwargs)

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_shelf:verb", args=[self.object.pk, verb])
        return shelf_url(self.object)

    def next_url(self) -> str:
        url = reverse("desk_shelf:next")
        return f"{url}?campaign={self.object.campaign_id}"

    def get_success_url(self, verb: DeskVerb) -> str:
        return self.next_url()

    def get_page_title(self) -> str:
        return f"{self.object.number} {self.object.title}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = f"{reverse('desk_shelf:index')}?campaign={self.object.campaign_id}"
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": "书架", "sublabel": self.object.campaign.title},
            {"url": "", "label": self.object.number},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        issue = near_issue(self.object) if whole_city(user) else None
        return super().get_context_data(
            near=near_topics(self.object, user),
            issue=issue,
            issue_topics=topics_of(issue).order_by("number")[:OFFERED] if issue else [],
            readings=self.object.readings.select_related("reader").order_by("at"),
            next_url=self.next_url(),
            may_curate=allowed(self.request.user, rights.CURATE),
            history=history_of(self.object.events.all()),
            **kwargs,
        )


def near_topics(suggestion: Suggestion, user: User) -> list[tuple[Topic, list[str]]]:
    """Topics whose keywords stand in this text, the heaviest first: where it might belong."""
    text = f"{suggestion.title}\n{suggestion.body}\n{suggestion.solution}"
    standing = decided(Topic.objects.standing().filter(campaign=suggestion.campaign_id), user)
    scored = []
    for topic in standing.only("number", "name", "keywords", "status"):
        hits = [(word, weight) for word, weight in topic.keywords if word in text]
        if hits:
            scored.append((sum(w for _, w in hits), -topic.number, topic, [w for w, _ in hits]))
    scored.sort(key=lambda row: row[:2], reverse=True)
    return [(topic, words) for _, _, topic, words in scored[:NEAR]]
