"""iCalendar (RFC 5545): the frame of every calendar of ours, and when campaigns open and close."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from suggestions.models import CampaignPage
from suggestions.opening.pages import page_link
from suggestions.telling.figures import last_moment

TYPE = "text/calendar; charset=utf-8"
# How often a calendar program should ask again.
REFRESH = dt.timedelta(hours=12)


def begun(name: str = "") -> Calendar:
    """An empty calendar; one with a name is a feed that programs ask for again."""
    calendar = Calendar()
    calendar.add("prodid", "-//Jianyan//Deliberation//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", settings.TIME_ZONE)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT12H")
    return calendar


def written(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    return calendar.to_ical()


def of_campaigns(name: str, campaigns: Iterable[CampaignPage]) -> bytes:
    """The first and the last day of each campaign, as whole days; the everyday door has none."""
    calendar = begun(name)
    for page in campaigns:
        calendar.add_component(_event(page, "opens", "征集开始", page.opens_at))
        if last := last_moment(page):
            calendar.add_component(_event(page, "closes", "征集最后一天", last))
    return written(calendar)


def _event(page: CampaignPage, which: str, told: str, moment: dt.datetime) -> Event:
    changed = page.last_published_at or page.opens_at
    day = timezone.localdate(moment)
    event = Event()
    event.add("uid", f"campaign-{page.pk}-{which}@jianyan")
    event.add("dtstamp", changed.astimezone(dt.UTC))
    event.add("last-modified", changed.astimezone(dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", f"{told}：{page.title}")
    event.add("description", page.summary)
    event.add("categories", ["人民建议征集"])
    event.add("url", page_link(page))
    return event
