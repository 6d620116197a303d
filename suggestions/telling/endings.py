"""How an end is told. What ends at midnight ends with the day before: `12月20日 00:00`, which an
editor types, is told as `12月19日 24:00`, and its last day is the 19th, on every page."""

import datetime as dt

from django.utils.timezone import localdate, localtime

INSTANT = dt.timedelta(microseconds=1)


def last_moment(end: dt.datetime) -> dt.datetime:
    """The last moment that still counts."""
    return end - INSTANT


def last_day(end: dt.datetime) -> dt.date:
    return localdate(last_moment(end))


def ending(end: dt.datetime) -> str:
    """Day and hour."""
    day, clock = last_day(end), localtime(end)
    hour = "24:00" if clock.date() != day else f"{clock:%H:%M}"
    return f"{day.year}年{day.month}月{day.day}日 {hour}"
