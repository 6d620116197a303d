"""Meetings as iCalendar (RFC 5545): one file for a meeting, one feed for a council."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Event

from deliberation.models import AgendaItem, Meeting
from suggestions.opening.calendars import begun, written

STATUSES: dict[str, str] = {
    Meeting.Status.PLANNED: "TENTATIVE",
    Meeting.Status.CANCELLED: "CANCELLED",
}


def feed(name: str, meetings: Iterable[Meeting]) -> bytes:
    """A calendar of many meetings, under the name that people see in their program.

    `meetings` come with `changed`, the moment of their newest record.
    """
    calendar = begun(name)
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    return written(calendar)


def file(meeting: Meeting) -> bytes:
    """One meeting, to be opened by a calendar program."""
    calendar = begun()
    calendar.add_component(_event(meeting))
    return written(calendar)


def _event(meeting: Any) -> Event:
    """A meeting that comes with `changed`."""
    council = meeting.council
    begins = timezone.localtime(meeting.starts_at)
    event = Event()
    event.add("uid", uid(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed.astimezone(dt.UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + dt.timedelta(minutes=meeting.minutes))
    event.add("summary", f"{council.name}{meeting.called}")
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
