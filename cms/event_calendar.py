"""A live event as a calendar file (RFC 5545): the visitor's own phone reminds, we keep nothing."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event

from cms.models import LiveEventPage

REMIND_BEFORE = (dt.timedelta(days=1), dt.timedelta(hours=1))
CACHED = "public, max-age=600"


@require_safe
def event_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The event to put into one's own calendar."""
    page = get_object_or_404(LiveEventPage.objects.live(), pk=pk)
    response = HttpResponse(written(page), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="live-{page.pk}.ics"'
    response["Cache-Control"] = CACHED
    return response


def written(page: LiveEventPage) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Jianyan//Live//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(page))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(page: LiveEventPage) -> Event:
    event = Event()
    # The translation key stays with a page when it is moved or renamed.
    event.add("uid", f"live-{page.translation_key}")
    changed = page.last_published_at or page.latest_revision_created_at or page.starts_at
    event.add("dtstamp", changed.astimezone(dt.UTC))
    event.add("dtstart", localtime(page.starts_at))
    event.add("dtend", localtime(page.ends_at))
    event.add("summary", page.title)
    event.add("description", page.summary)
    if page.cancelled:
        event.add("status", "CANCELLED")
    event.add("url", f"{settings.SITE_URL}{page.url}")
    if page.place:
        event.add("location", page.place)
    for before in REMIND_BEFORE:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{page.title}快开始了")
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event
