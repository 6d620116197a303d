"""第二遍读 on the desk: blind, by two keys; beside it how far both officers agree."""

from functools import cached_property, partial
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.actions import second
from suggestions.desk import rights
from suggestions.desk.screening.places import page_url
from suggestions.models import SecondReading
from suggestions.models.scope import narrowed
from suggestions.staff.access import DeskMixin, DeskRequest
from suggestions.staff.columns import TimeColumn
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.telling.agreement import agreement

ACCEPT, DECLINE = SecondReading.Verdict.ACCEPT, SecondReading.Verdict.DECLINE
VERBS = (
    DeskVerb(
        "accept",
        "是建议，应当通过",
        calls=partial(second.judge, verdict=ACCEPT),
        told="记下了：应当通过。",
        style="",
        key="a",
    ),
    DeskVerb(
        "decline",
        "不是建议，应当告知途径",
        calls=partial(second.judge, verdict=DECLINE),
        told="记下了：应当告知途径。",
        key="d",
    ),
)


class SecondPage(RecordPage):
    """The text alone: not who read it first, nor what became of it."""

    model = SecondReading
    for_areas = True
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/second.html"
    header_icon = "view"

    def get_records(self) -> QuerySet[SecondReading]:
        rows = SecondReading.objects.waiting_for(self.request.user)
        return rows.select_related("suggestion__campaign", "suggestion__area")

    def get_url(self, verb: str = "") -> str:
        args = [self.object.pk, verb] if verb else [self.object.pk]
        return reverse("desk_second:verb" if verb else "desk_second:page", args=args)

    def get_success_url(self, verb: DeskVerb) -> str:
        return reverse("desk_second:next")

    def get_page_title(self) -> str:
        return "第二遍读"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_second:index"), "label": "第二遍读"}
        number = self.object.suggestion.number
        return [*self.breadcrumbs_items, index, {"url": "", "label": number}]


class NextSecond(DeskMixin, View):
    permission = rights.SCREEN
    for_areas = True

    def get(self, request: DeskRequest) -> HttpResponse:
        # Spread over those who read at once, so that they seldom meet on the same one.
        waiting = SecondReading.objects.waiting_for(request.user).order_by("first_at", "pk")
        rows = narrowed(waiting, request.user)
        if not (front := list(rows[:10])):
            messages.success(request, "没有等您读第二遍的了。")
            return redirect("desk_second:index")
        return redirect("desk_second:page", front[request.user.pk % len(front)].pk)


class SecondIndex(DeskListing):
    """What waits for a second reading; or, asked for, where both words differ."""

    model = SecondReading
    for_areas = True
    page_title = "第二遍读"
    header_icon = "view"
    verbose_name_plural = "第二遍读"
    is_searchable = False
    results_template_name = "suggestions/desk/second_results.html"
    index_url_name = "desk_second:index"
    index_results_url_name = "desk_second:index_results"
    default_ordering = "first_at"

    @property
    def differing(self) -> bool:
        return "differ" in self.request.GET

    def get_base_queryset(self) -> QuerySet[SecondReading]:
        rows = SecondReading.objects.select_related("suggestion__campaign")
        rows = rows.defer("suggestion__body", "suggestion__public_body", "suggestion__solution")
        if self.differing:
            differ = rows.read_twice().exclude(first=F("second"))
            return differ.select_related("first_by", "second_by")
        return rows.waiting_for(self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        number = Column("suggestion.number", label="编号", classname="desk-nowrap")
        campaign = Column("suggestion.campaign", label="专项征集")
        if self.differing:
            title = TitleColumn(
                "suggestion", label="建议主题", get_url=lambda row: page_url(row.suggestion)
            )
            return [
                number,
                title,
                Column("first_by", label="第一遍"),
                Column("get_first_display", label=""),
                Column("second_by", label="第二遍"),
                Column("get_second_display", label=""),
                TimeColumn("second_at", label="时间", sort_key="second_at"),
            ]
        title = TitleColumn(
            "suggestion",
            label="建议主题",
            get_url=lambda row: reverse("desk_second:page", args=[row.pk]),
        )
        return [number, title, campaign]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            agreement=agreement(self.request.user), differing=self.differing, **kwargs
        )
