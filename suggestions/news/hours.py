"""Quiet hours: what residents are told waits for the morning."""

import datetime as dt

from django.conf import settings
from django.utils.timezone import localtime


def quiet(at: dt.datetime) -> bool:
    """Whether residents sleep; the same hour twice in the settings: never."""
    start, end = settings.NEWS_QUIET_FROM, settings.NEWS_QUIET_UNTIL
    hour = localtime(at).hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def woken(at: dt.datetime) -> dt.datetime:
    """When the night before `at` ended: what was queued in it could not go out before."""
    today = localtime(at)
    end = today.replace(hour=settings.NEWS_QUIET_UNTIL, minute=0, second=0, microsecond=0)
    return end if end <= at else end - dt.timedelta(days=1)


def next_week(at: dt.datetime) -> dt.datetime:
    """Monday morning, when the weekly messages go out."""
    today = localtime(at)
    monday = today + dt.timedelta(days=7 - today.weekday())
    return monday.replace(hour=settings.NEWS_DIGEST_HOUR, minute=0, second=0, microsecond=0)


def next_morning(at: dt.datetime) -> dt.datetime:
    """The next time the daily messages of the staff go out."""
    today = localtime(at).replace(hour=settings.NEWS_DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today > at else today + dt.timedelta(days=1)
