"""热点问题表: which topics matter most to most people now; reckoned once in a few minutes.

The public table counts what anybody may count and reads no text; the desk's also reads, of each
topic, the masked words of those that stand for it, to say where and whom it is about.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import QuerySet

from suggestions import figures
from suggestions.language import rank_hot
from suggestions.models import Placement, Suggestion, Topic

if TYPE_CHECKING:
    from suggestions.language import Hot

FRESH = dt.timedelta(minutes=5)
KEPT, RECKONING = 24 * 3600, 60  # seconds: how long an old table is better than none; one's turn
SHOWN, READ = 100, 30  # rows of a table; texts of a topic that are read
_COLUMNS = (
    "topic_id",
    "suggestion_id",
    "suggestion__author_key",
    "suggestion__submitted_at",
    "suggestion__support_count",
    "suggestion__sorting__text_key",
)


def table(campaign: int, *, public: bool, at: dt.datetime) -> "list[Hot]":
    """The hottest topics of a campaign, as they stood a few minutes ago at most."""
    key = f"hot:{'public' if public else 'desk'}:{campaign}"
    made, rows = cache.get(key, (None, []))
    if made is not None and made <= at < made + FRESH:
        return rows
    # One reckons; the others do with the table of before, or for a moment with none.
    if not cache.add(f"{key}:turn", True, RECKONING):
        return rows
    try:
        rows = reckoned(campaign, public=public, at=at)
        cache.set(key, (at, rows), KEPT)
    finally:
        cache.delete(f"{key}:turn")
    return rows


def reckoned(campaign: int, *, public: bool, at: dt.datetime) -> "list[Hot]":
    rows = list(_members(campaign, public).values_list(*_COLUMNS))
    leaders = _leaders(row[-1] for row in rows)
    ranked = rank_hot(_voices(rows, {}), leaders=leaders, at=at, top=SHOWN)
    if public:
        return ranked
    texts = _texts(rows, {hot.topic for hot in ranked})
    return rank_hot(_voices(rows, texts), leaders=leaders, at=at, top=SHOWN)


def _members(campaign: int, public: bool) -> QuerySet[Placement]:
    """Those that stand for their topic first."""
    if public:
        rows = figures.members().filter(topic__in=Topic.objects.public().filter(campaign=campaign))
    else:
        topics = Topic.objects.standing().filter(campaign=campaign)
        rows = Placement.objects.filter(topic__in=topics)
        rows = rows.filter(suggestion__status__in=Suggestion.ACTIVE)
    return rows.order_by("topic_id", "-score", "suggestion_id")


def _leaders(keys: Iterable[str | None]) -> list[int]:
    """For each text the place of the first that says the same in the same words."""
    first: dict[str, int] = {}
    return [first.setdefault(key, at) if key else at for at, key in enumerate(keys)]


def _voices(rows: list[tuple], texts: dict[int, tuple[str, str]]) -> list[dict]:
    voices = []
    for topic, suggestion, person, at, supports, _ in rows:
        title, body = texts.get(suggestion, ("", ""))
        voices.append(
            {
                "topic": topic,
                "person": person,
                "at": at,
                "supports": supports,
                "title": title,
                "body": body,
            }
        )
    return voices


def _texts(rows: list[tuple], topics: set[int]) -> dict[int, tuple[str, str]]:
    """The masked words of the first few of each topic."""
    chosen: dict[int, list[int]] = defaultdict(list)
    for topic, suggestion, *_ in rows:
        if topic in topics and len(chosen[topic]) < READ:
            chosen[topic].append(suggestion)
    wanted = [pk for pks in chosen.values() for pk in pks]
    found = Suggestion.objects.filter(pk__in=wanted).order_by()
    return {
        pk: (title, body)
        for pk, title, body in found.values_list("pk", "public_title", "public_body")
    }
