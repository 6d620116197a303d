"""An end as every page tells it."""

import datetime as dt

from django import template

from suggestions.telling import endings

register = template.Library()


@register.filter
def ending(end: dt.datetime | None) -> str:
    return endings.ending(end) if end else ""


@register.filter
def last_day(end: dt.datetime | None) -> dt.date | str:
    return endings.last_day(end) if end else ""
