"""Grouping at the desk: what there is to group, the runs of a campaign, starting another."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import CampaignPage, GroupingRun, Placement, Suggestion, Topic
from suggestions.staff.access import CONFLICT, DeskMixin, DeskRequest, allowed
from suggestions.staff.listing import campaigns
from suggestions.work import tasks

PAGE = 20
UNFINISHED = (GroupingRun.Status.QUEUED, GroupingRun.Status.RUNNING)


class GroupingScreen(DeskMixin, WagtailAdminTemplateMixin, View):
    permission = rights.LOOK
    page_title = "自动归类"
    header_icon = "group"

    def crumbs(self, *more: dict[str, str]) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_grouping:index"), "label": "自动归类"}
        return [*self.breadcrumbs_items, index, *more]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_start = allowed(self.request.user, rights.CURATE)
        return super().get_context_data(may_start=may_start, **kwargs)


class GroupingIndex(GroupingScreen):
    """All campaigns with what there is to group in each, and their last run."""

    template_name = "suggestions/desk/grouping_index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": "自动归类"}]

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(grouped_campaigns(), PAGE).get_page(request.GET.get("p"))
        last = {run.pk: run for run in GroupingRun.objects.filter(pk__in=[c.last for c in page])}
        for campaign in page:
            campaign.run = last.get(campaign.last)
        return self.render_to_response(self.get_context_data(campaigns=page))


def grouped_campaigns() -> QuerySet:
    runs = GroupingRun.objects.filter(campaign=OuterRef("pk")).order_by("-pk")
    accepted = Q(suggestions__status__in=Suggestion.ACTIVE)
    return campaigns().annotate(
        accepted=Count("suggestions", filter=accepted),
        proposed=Subquery(_proposed(OuterRef("pk"))),
        last=Subquery(runs.values("pk")[:1]),
    )


def _proposed(campaign: OuterRef) -> QuerySet:
    """How many topics of the machine nobody has confirmed yet."""
    rows = Topic.objects.proposed().filter(campaign=campaign).order_by().values("campaign")
    return rows.annotate(number=Count("pk")).values("number")


class CampaignRuns(GroupingScreen):
    """One campaign: where its suggestions stand, its runs, the button that starts another."""

    template_name = "suggestions/desk/grouping_campaign.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.campaign = get_object_or_404(campaigns(), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.campaign.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return self.crumbs({"url": "", "label": self.campaign.title})

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show()

    def show(self, refused: str = "", status: int = 200) -> HttpResponse:
        runs = GroupingRun.objects.filter(campaign=self.campaign).select_related("started_by")
        page = Paginator(runs, PAGE).get_page(self.request.GET.get("p"))
        context = self.get_context_data(
            campaign=self.campaign,
            runs=page,
            figures=figures_of(self.campaign),
            going=runs.filter(status__in=UNFINISHED).first(),
            refused=refused,
        )
        return self.render_to_response(context, status=status)


class StartGrouping(CampaignRuns):
    permission = rights.CURATE
    http_method_names = ["get", "post", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("desk_grouping:campaign", pk)

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        try:
            run = tasks.start_grouping(self.campaign, by=request.user, at=request.at)
        except Refused as error:
            return self.show(str(error), CONFLICT)
        messages.success(request, "已经开始归类。可以离开这个页面，归类会在后台继续。")
        return redirect("desk_grouping:run", run.pk)


def figures_of(campaign: CampaignPage) -> dict[str, int]:
    """Where a campaign's suggestions stand now."""
    accepted = Suggestion.objects.filter(campaign=campaign).accepted()
    placed = Placement.objects.filter(suggestion__in=accepted)
    topics = Topic.objects.filter(campaign=campaign).standing()
    return {
        "accepted": accepted.count(),
        "unplaced": accepted.filter(placement=None).count(),
        "topics": topics.count(),
        "proposed": topics.proposed().count(),
        "shelf": placed.on_shelf().count(),
        "by_people": placed.by_people().count(),
    }
