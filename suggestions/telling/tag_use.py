"""Which tags are used most: what the desk offers, a minute old where the city is large."""

import datetime as dt

from django.db.models import Count
from taggit.models import Tag

from suggestions.models import TaggedSuggestion
from suggestions.telling import kept

KEPT, OFFERED = "tags", 300
NUMBERS = "tag-numbers"


def most_used(*, at: dt.datetime) -> list[tuple[int, str]]:
    """Keys and names, the most used first."""
    keys: list[int] = kept.read(KEPT, counted, at=at)
    names = dict(Tag.objects.filter(pk__in=keys).order_by().values_list("pk", "name"))
    return [(key, names[key]) for key in keys if key in names]


def counted() -> list[int]:
    rows = TaggedSuggestion.objects.order_by().values_list("tag").annotate(number=Count("*"))
    return [tag for tag, _ in rows.order_by("-number", "tag")[:OFFERED]]


def numbers() -> dict[int, int]:
    """`{tag key: suggestions that carry it}`."""
    rows = TaggedSuggestion.objects.order_by().values_list("tag")
    return dict(rows.annotate(number=Count("*")))
