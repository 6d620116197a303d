"""报名 on the desk: how many come to which event; addresses are shown to nobody."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from cms.desk import rights
from cms.models import LiveEventPage, LiveRegistration
from suggestions.models import Follow
from suggestions.staff.columns import TimeColumn
from suggestions.staff.listing import DeskListing

CONFIRMED = Q(follow__status=Follow.Status.ACTIVE) | Q(place_at__isnull=False)


def events(request: HttpRequest | None) -> QuerySet[LiveEventPage]:
    rows = LiveEventPage.objects.filter(Q(takes_registrations=True) | Q(registrations__gt=0))
    return rows.distinct().order_by("-starts_at").only("pk", "title", "starts_at")


class RegistrationFilterSet(WagtailFilterSet):
    event = django_filters.ModelChoiceFilter(queryset=events, label="直播活动")

    class Meta:
        model = LiveRegistration
        fields: list[str] = []


class RegistrationIndex(DeskListing):
    """Those who have confirmed, in that order; who is to come and who waits."""

    permission = rights.LOOK
    model = LiveRegistration
    filterset_class = RegistrationFilterSet
    page_title = verbose_name_plural = "直播报名"
    header_icon = "group"
    index_url_name = "desk_live:registrations"
    index_results_url_name = "desk_live:registrations_results"
    is_searchable = False
    default_ordering = ["follow__confirmed_at", "pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("event.title", label="直播活动"),
            Column("persons", label="人数", classname="desk-figure"),
            Column("stands", label="名额", accessor=stands),
            Column("way", label="怎样通知", accessor=lambda row: row.follow.get_channel_display()),
            TimeColumn("follow.confirmed_at", label="确认时间"),
        ]

    def get_base_queryset(self) -> QuerySet[LiveRegistration]:
        return LiveRegistration.objects.filter(CONFIRMED).select_related("event", "follow")

    def get_page_subtitle(self) -> str:
        asked = self.request.GET.get("event", "")
        return count_label(asked if asked.isdecimal() else "", at=self.request.at)


def stands(row: LiveRegistration) -> str:
    return "有名额" if row.place_at else "候补"


def count_label(event: str, *, at: dt.datetime) -> str:
    """报名 35 人，候补 3 人: of one event, or of those that are not over."""
    rows: QuerySet[Any] = LiveRegistration.objects.filter(CONFIRMED)
    rows = rows.filter(event=event) if event else rows.filter(event__ends_at__gt=at)
    total = Sum("persons", filter=Q(place_at__isnull=False), default=0)
    waiting = Sum("persons", filter=Q(place_at=None), default=0)
    found = rows.aggregate(total=total, waiting=waiting)
    more = f"，候补 {found['waiting']} 人" if found["waiting"] else ""
    return f"报名 {found['total']} 人{more}"
