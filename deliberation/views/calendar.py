"""Calendars for residents' phones: a council's feed, a meeting's file."""

import datetime as dt

from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.models import Council, Meeting
from deliberation.telling import calendars

PAST = dt.timedelta(days=400)
CACHED = "public, max-age=600"


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed: last year's meetings and all to come, cancelled ones among them."""
    council = named(slug)
    since = timezone.now() - PAST
    meetings = _meetings().filter(council=council, starts_at__gte=since).order_by("starts_at")
    return _answer(calendars.feed(f"{council.name}议事日", meetings), f"yishi-{council.pk}")


@require_safe
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting to put into one's own calendar."""
    meeting = get_object_or_404(_meetings(), pk=pk)
    return _answer(calendars.file(meeting), f"meeting-{meeting.pk}")


def named(slug: str) -> Council:
    """The council of an address; PostgreSQL takes no NUL, not even to look for it."""
    if "\0" in slug:
        raise Http404
    return get_object_or_404(Council.objects.select_related("area"), slug=slug)


def _meetings() -> QuerySet[Meeting]:
    rows = Meeting.objects.select_related("council", "format").prefetch_related("items__matter")
    return rows.annotate(changed=Max("record__at", default=timezone.now()))


def _answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = CACHED
    return response
