"""Meetings as iCalendar (RFC 5545): one file for a meeting, one feed for a council."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from deliberation.models import AgendaItem, Meeting

STATUSES = {Meeting.Status.PLANNED: "TENTATIVE", Meeting.Status.CANCELLED: "CANCELLED"}
# How often a calendar program should ask again.
REFRESH = dt.timedelta(hours=12)


def feed(name: str, meetings: Iterable[Meeting]) -> bytes:
    """A calendar of many meetings, under the name that people see in their program.

    `meetings` come with `changed`, the moment of their newest record.
    """
    calendar = _calendar()
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    return _written(calendar)


def file(meeting: Meeting) -> bytes:
    """One meeting, to be opened by a calendar program."""
    calendar = _calendar()
    calendar.add_component(_event(meeting))
    return _written(calendar)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Jianyan//Deliberation//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    return calendar


def _written(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(meeting: Meeting) -> Event:
    council = meeting.council
    begins = timezone.localtime(meeting.starts_at)
    event = Event()
    event.add("uid", uid(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed.astimezone(dt.UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + dt.timedelta(minutes=meeting.minutes))
    event.add("summary", f"{council.name}{meeting.get_kind_display()}")
    event.add("status", STATUSES.get(meeting.status, "CONFIRMED"))
    event.add("categories", ["社区议事"])
    if meeting.place:
        event.add("location", meeting.place)
    event.add("description", _description(meeting))
    path = reverse("deliberation:meeting", args=[meeting.pk])
    event.add("url", f"{settings.SITE_URL}{path}")
    return event


def uid(meeting: Meeting) -> str:
    """The same for ever, whatever changes; tells nothing of the secret that it is made from."""
    digest = hashlib.sha256(f"calendar:{meeting.secret}".encode()).hexdigest()
    return f"{digest[:32]}@jianyan"


def _description(meeting: Meeting) -> str:
    lines = []
    if meeting.status == Meeting.Status.CANCELLED:
        lines.append(f"会议取消：{meeting.cancelled_because}")
    if meeting.moved_because:
        lines.append(f"说明：{meeting.moved_because}")
    gone = (AgendaItem.Status.POSTPONED,)
    titles = [item.matter.title for item in meeting.items.all() if item.status not in gone]
    lines += [f"{number}. {title}" for number, title in enumerate(titles, 1)]
    return "\n".join(lines) or "议程还没有排好。"
