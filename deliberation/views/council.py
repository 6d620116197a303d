"""A council's public page and the page of one meeting."""

import datetime as dt
from itertools import groupby

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from deliberation.actions.record import head
from deliberation.models import Council, Meeting, Resolution, Seat
from deliberation.views.hall import meeting_context

MEETINGS_SHOWN, RESOLUTIONS_SHOWN, MATTERS_SHOWN = 12, 8, 10


@require_safe
def council(request: HttpRequest, slug: str) -> HttpResponse:
    """The council's page; where editors have published their own, it is there."""
    found = get_object_or_404(Council.objects.select_related("area", "page"), slug=slug)
    page = getattr(found, "page", None)
    if page and page.live:
        return redirect(page.get_url(request))
    return render(request, "deliberation/council.html", council_context(found, request))


def council_context(council: Council, request: HttpRequest) -> dict:
    """All that the page of a council tells, in a number of queries that does not grow."""
    at = timezone.now()
    items = Count("items", filter=~Q(items__status="postponed"))
    meetings = council.meetings.annotate(item_count=items)
    return {
        "section": "yishi",
        "crumbs": council_crumbs(council, leaf=True),
        "council": council,
        "parties": _parties(council, localdate(at)),
        "next": meetings.upcoming(at).order_by("starts_at").first(),
        "now": meetings.filter(status=Meeting.Status.OPEN).order_by("-starts_at").first(),
        "matters": council.matters.unsettled()[:MATTERS_SHOWN],
        "resolutions": council.resolutions.public()[:RESOLUTIONS_SHOWN],
        "meetings": meetings.held().order_by("-starts_at")[:MEETINGS_SHOWN],
        "head": head(council),
    }


def council_crumbs(council: Council, *, leaf: bool = False) -> list[dict]:
    """From the board down to the council."""
    area = council.area
    crumbs = [
        {"title": "社区议事", "url": reverse("deliberation:board")},
        {"title": area.full_name, "url": reverse("deliberation:area", args=[area.code])},
    ]
    if leaf:
        return [*crumbs, {"title": council.name}]
    return [*crumbs, {"title": council.name, "url": council.get_absolute_url()}]


def _parties(council: Council, on: dt.date) -> list[tuple[str, list[Seat]]]:
    """Who sits there today, by party; substitutes stand with the seat they stand in for."""
    seats = council.seats.full().in_force(on).select_related("party")
    return [(p.name, list(group)) for p, group in groupby(seats, key=lambda seat: seat.party)]


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: when and where, what for, what was decided, and its record."""
    rows = Meeting.objects.select_related("council__area")
    found = get_object_or_404(rows, pk=pk)
    at = timezone.now()
    items = found.items.select_related("matter__topic", "matter__proposal").prefetch_related(
        "motions__resolution"
    )
    around = meeting_context(found, at)
    talks = {talk.item.pk: talk for talk in around["talks"]}
    context = {
        **around,
        "section": "yishi",
        "crumbs": [
            *council_crumbs(found.council),
            {"title": f"{found.month:%Y年%-m月}{found.get_kind_display()}"},
        ],
        "meeting": found,
        "council": found.council,
        "items": [(item, talks[item.pk]) for item in items],
        "at": at,
        "resolutions": Resolution.objects.public().filter(motion__item__meeting=found),
    }
    return render(request, "deliberation/meeting.html", context)
