"""What the public page of a council tells: who sits there, what is on, what came of it."""

import datetime as dt
from itertools import groupby

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from deliberation.actions.record import head
from deliberation.models import Council, Meeting, Seat
from deliberation.models.meetings import MeetingQuerySet
from deliberation.telling import ratings
from deliberation.telling.ladders import ladder_of

Status = Meeting.Status
DECIDED = ~Q(items__motions__resolution__status="draft")
MEETINGS_SHOWN, RESOLUTIONS_SHOWN, MATTERS_SHOWN = 12, 8, 10


def council_context(council: Council) -> dict:
    """All that the page of a council tells, in a number of queries that does not grow."""
    at = timezone.now()
    items = Count("items", filter=~Q(items__status="postponed"))
    meetings = council.meetings.select_related("format").annotate(item_count=items)
    today = localdate(at)
    return {
        "section": "yishi",
        "crumbs": council_crumbs(council, leaf=True),
        "council": council,
        "parties": _parties(council, today),
        "today": today,
        "unmet": _unmet(council, today),
        "next": meetings.upcoming(at).order_by("starts_at").first(),
        "now": meetings.filter(status=Meeting.Status.OPEN).order_by("-starts_at").first(),
        "matters": council.matters.unsettled()[:MATTERS_SHOWN],
        "resolutions": council.resolutions.public()[:RESOLUTIONS_SHOWN],
        "meetings": _past(council),
        "head": head(council),
        "ladder": ladder_of(council, today),
        "ratings": ratings.by_council(today, council),
    }


def _past(council: Council) -> MeetingQuerySet:
    """Meetings that were held, with their minutes and how many resolutions came of them."""
    items = Count("items", filter=~Q(items__status="postponed"), distinct=True)
    decided = Count("items__motions__resolution", filter=DECIDED, distinct=True)
    rows = Meeting.objects.held().filter(council=council).select_related("format", "minutes_of")
    return rows.annotate(item_count=items, decided=decided).order_by("-starts_at")[:MEETINGS_SHOWN]


def _unmet(council: Council, today: dt.date) -> bool:
    """The day of this month is over, nobody met and nobody will; before it nothing is missed."""
    if today.day <= council.day:
        return False
    this_month = council.meetings.in_month(today.replace(day=1))
    coming = Q(status__in=[Status.PLANNED, Status.NOTICED], starts_at__date__gte=today)
    return not this_month.filter(coming | Q(status__in=Meeting.HELD)).exists()


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
