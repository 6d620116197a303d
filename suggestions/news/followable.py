"""What can be followed without an account, each kind with how it is found and named.

Packages above add theirs by the setting `FOLLOWABLE`; nothing here knows of them.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils.module_loading import import_string

from suggestions.models import Area, CampaignPage, Department, Suggestion, Topic
from suggestions.news.follow_kinds import CONFIRM, KNOWN
from suggestions.news.kinds import Kind
from suggestions.telling.filters import SuggestionFilter
from suggestions.text import search

NAME_LIMIT = 60


@dataclass(frozen=True)
class Thing:
    """One thing that somebody follows, in public words."""

    title: str
    url: str


@dataclass(frozen=True)
class Door:
    """Where those who ask confirm, change and end it, and in which words they are written to."""

    confirm: str = "suggestions:follow_confirm"
    mine: str = "suggestions:follow_mine"
    end: str = "suggestions:follow_end"
    asks: Kind = CONFIRM
    known: Kind = KNOWN
    why: str = "您收到这封信，是因为您关注了它们。改成每周一次，或者取消："
    leave: str = "退订"


COMMON = Door()


@dataclass(frozen=True)
class Followable:
    """A kind of thing: `find` gives it by what is stored, or nothing where nobody may see it."""

    name: str
    label: str
    find: Callable[[str], Thing | None]
    told: str
    door: Door = COMMON


@cache
def kinds() -> dict[str, Followable]:
    every = [kind for path in settings.FOLLOWABLE for kind in import_string(path)]
    return {kind.name: kind for kind in every}


def find(kind: str, target: str) -> Thing | None:
    """The thing, as it may be shown to anybody now."""
    known = kinds().get(kind)
    return known.find(target) if known else None


def door_of(kind: str) -> Door:
    known = kinds().get(kind)
    return known.door if known else COMMON


def common() -> list[str]:
    """The kinds that are followed by the common door, and listed together."""
    return [name for name, kind in kinds().items() if kind.door is COMMON]


def by_key(rows: models.QuerySet, target: str) -> models.Model | None:
    return rows.filter(pk=target).first() if target.isascii() and target.isdecimal() else None


# --- of this package --------------------------------------------------------------------------


def _suggestion(target: str) -> Thing | None:
    row = by_key(Suggestion.objects.public().only("public_title"), target[:18])
    if not isinstance(row, Suggestion):
        return None
    return Thing(row.public_title[:NAME_LIMIT], reverse("suggestions:detail", args=[row.pk]))


def _topic(target: str) -> Thing | None:
    row = by_key(Topic.objects.only("name", "status", "merged_into"), target[:18])
    if not isinstance(row, Topic):
        return None
    row = row.stands_in()  # who has followed it before follows what holds it now
    if row.status in Topic.HIDDEN:
        return None
    return Thing(row.name, reverse("suggestions:topic", args=[row.pk]))


def _campaign(target: str) -> Thing | None:
    rows = CampaignPage.objects.live().public().defer("body", "ways", "result")
    row = by_key(rows, target[:18])
    if not isinstance(row, CampaignPage):
        return None
    return Thing(row.title[:NAME_LIMIT], row.get_url() or reverse("suggestions:campaigns"))


def _area(target: str) -> Thing | None:
    row = Area.objects.filter(code=target).first()
    if row is None:
        return None
    query = QueryDict(mutable=True)
    if row.level == Area.Level.DISTRICT:
        query["area"] = row.code
    elif row.level == Area.Level.STREET:
        query["area"], query["street"] = row.get_parent().code, row.code
    return Thing(str(row)[:NAME_LIMIT], f"{reverse('suggestions:list')}?{query.urlencode()}")


def _department(target: str) -> Thing | None:
    row = by_key(Department.objects.filter(active=True), target[:18])
    if not isinstance(row, Department):
        return None
    return Thing(row.name[:NAME_LIMIT], reverse("suggestions:list"))


def _search(target: str) -> Thing | None:
    """A saved search is its own address; nothing chosen is no search."""
    chosen = SuggestionFilter(QueryDict(target), Suggestion.objects.public())
    words = "、".join(chip["label"] for chip in chosen.active())
    if not words or chosen.form.errors:
        return None
    return Thing(words[:NAME_LIMIT], f"{reverse('suggestions:list')}?{search_of(chosen)}")


def search_of(chosen: SuggestionFilter) -> str:
    """A search as it is stored: the choices, in one order."""
    query = chosen.without("page", "sort")
    return "&".join(sorted(query.split("&")))


def found(query: str, *, since: dt.datetime, at: dt.datetime) -> models.QuerySet[Suggestion]:
    """What has become public since and fits a saved search, in that order."""
    fresh = Suggestion.objects.public().filter(published_at__gt=since, published_at__lte=at)
    chosen = SuggestionFilter(QueryDict(query), fresh)
    rows = chosen.narrowed().order_by("published_at", "pk")
    words = chosen.chosen.get("q")
    return search.holding(rows, words) if words else rows


KINDS = (
    Followable("suggestion", "这条建议", _suggestion, "转给了谁、什么时候答复、答复来了"),
    Followable("topic", "这个问题", _topic, "转给了谁、什么时候答复、延期、答复来了、办结"),
    Followable("campaign", "这次征集", _campaign, "归纳出了新问题、哪个问题有了答复"),
    Followable("area", "这个地方", _area, "这里新公开的建议"),
    Followable("department", "这个单位", _department, "接办了哪个问题、答复了哪个问题"),
    Followable("search", "这样的建议", _search, "新公开的、符合这些条件的建议"),
)
