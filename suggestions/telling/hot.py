"""热点问题表: which topics, or issues, matter most to most people now; reckoned once in a few
minutes.

The public table counts what anybody may count and reads no text; topics of one public issue are
one row in it. The desk has a table of topics and one of issues; these also read, of each, the
masked words of those that stand for it, to say where and whom it is about.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count, QuerySet

from suggestions.models import Issue, Placement, Suggestion, Topic
from suggestions.telling import figures, issues, kept, topic_supports, voices
from suggestions.text.language import described, rank_hot

if TYPE_CHECKING:
    from suggestions.text.language import Hot

FRESH = dt.timedelta(minutes=5)
KEPT, RECKONING = 24 * 3600, 60  # seconds: how long an old table is better than none; one's turn
SHOWN, READ = 100, 30  # rows of a table; texts of a topic that are read
YEAR, LOOKED_AT = dt.timedelta(days=365), 500  # over all campaigns: how late, how many topics
_COLUMNS = (
    "topic_id",
    "suggestion_id",
    "suggestion__author_key",
    "suggestion__submitted_at",
    "suggestion__support_count",
    "comes_from_id",
    "suggestion__sorting__text_key",
)
GUEST = _COLUMNS.index("comes_from_id")


def of_issue(pk: int) -> int:
    """What an issue is called in a table in which topics stand as well."""
    return -pk


def table(
    campaign: int | None, *, public: bool, at: dt.datetime, by_issue: bool = False
) -> "list[Hot]":
    """The hottest of a campaign, or of all, as they stood a few minutes ago at most."""
    kind = {"public": public, "by_issue": by_issue}
    key = name(campaign, **kind)
    found = kept.known(key, lambda: reckoned(campaign, at=at, **kind), at=at)
    if found is not None:
        return list(found)
    made, rows = cache.get(key, (None, []))
    if made is not None and made <= at < made + FRESH:
        return rows
    # One reckons; the others do with the table of before, or for a moment with none.
    if not cache.add(f"{key}:turn", True, RECKONING):
        return rows
    try:
        rows = reckoned(campaign, at=at, **kind)
        cache.set(key, (at, rows), KEPT)
    finally:
        cache.delete(f"{key}:turn")
    return rows


def name(campaign: int | None, *, public: bool, by_issue: bool = False) -> str:
    return f"hot:{'public' if public else 'issues' if by_issue else 'desk'}:{campaign or 'all'}"


def reckoned(
    campaign: int | None, *, public: bool, at: dt.datetime, by_issue: bool = False
) -> "list[Hot]":
    """`by_issue`: the desk's table of issues; a topic under none is not in it."""
    rows_of = _members(campaign, public) if campaign else _everywhere(public, at)
    found = list(rows_of.values_list(*_COLUMNS))
    unit = _units(campaign, public, by_issue, {row[0] for row in found})
    rows = [(unit[row[0]], *row[1:]) for row in found if row[0] in unit]
    leaders = _leaders(row[-1] for row in rows)
    # Who met it too has said so of the topic: told where that is at home, and nowhere twice.
    told_here = {row[0] for row in rows if row[GUEST] is None or campaign is None}
    own = topic_supports.counts(told_here)
    ranked = rank_hot(_voices(rows, own), leaders=leaders, at=at, top=SHOWN)
    return ranked if public else described(ranked, _said(rows, {hot.topic for hot in ranked}))


def _units(campaign: int | None, public: bool, by_issue: bool, topics: set[int]) -> dict[int, int]:
    """Topic → what it is counted under."""
    if by_issue:
        standing = Issue.objects.standing()
        if campaign is not None:
            standing = standing.filter(campaign=campaign)
        return dict(Topic.objects.filter(issue__in=standing).values_list("pk", "issue_id"))
    kinds = issues.issue_of(campaign, topics) if public else {}
    return {pk: of_issue(kinds[pk][0]) if pk in kinds else pk for pk in topics}


def _members(campaign: int, public: bool) -> QuerySet[Placement]:
    """What was said in the campaign; those that stand for their topic first."""
    if public:
        rows = figures.members().filter(topic__in=Topic.objects.public().heard_in(campaign))
    else:
        topics = Topic.objects.standing().heard_in(campaign)
        rows = Placement.objects.filter(topic__in=topics)
        rows = rows.filter(suggestion__status__in=Suggestion.ACTIVE)
    return rows.filter(voices.said_in(campaign)).order_by("topic_id", "-score", "suggestion_id")


def _everywhere(public: bool, at: dt.datetime) -> QuerySet[Placement]:
    """Of all campaigns those topics of which most was said within a year: older ones are no longer
    hot, and what one table costs does not grow with the years."""
    rows = figures.members() if public else Placement.objects.order_by()
    topics = Topic.objects.public() if public else Topic.objects.standing()
    late = rows.filter(
        topic__in=topics.order_by().values("pk"),
        suggestion__status__in=Suggestion.ACTIVE,
        suggestion__submitted_at__range=(at - YEAR, at),
    )
    most = late.values_list("topic_id").annotate(voices=Count("pk")).order_by("-voices", "topic_id")
    chosen = rows.filter(topic__in=[topic for topic, _ in most[:LOOKED_AT]])
    if not public:
        chosen = chosen.filter(suggestion__status__in=Suggestion.ACTIVE)
    return chosen.order_by("topic_id", "-score", "suggestion_id")


def _leaders(keys: Iterable[str | None]) -> list[int]:
    """For each text the place of the first that says the same in the same words."""
    first: dict[str, int] = {}
    return [first.setdefault(key, at) if key else at for at, key in enumerate(keys)]


def _voices(rows: list[tuple], own: dict[int, int]) -> list[dict]:
    """Members without their words; `own` supports of a topic are told once, by its first."""
    voices, left = [], dict(own)
    for topic, _, person, at, supports, *_ in rows:
        supports += left.pop(topic, 0)
        voices.append({"topic": topic, "person": person, "at": at, "supports": supports})
    return voices


def _said(rows: list[tuple], topics: set[int]) -> dict[int, list[tuple[str, str]]]:
    """The masked words of the first few of each topic."""
    chosen: dict[int, list[int]] = defaultdict(list)
    for topic, suggestion, *_ in rows:
        if topic in topics and len(chosen[topic]) < READ:
            chosen[topic].append(suggestion)
    wanted = [pk for pks in chosen.values() for pk in pks]
    found = Suggestion.objects.filter(pk__in=wanted).order_by()
    texts = {
        pk: (title, body)
        for pk, title, body in found.values_list("pk", "public_title", "public_body")
    }
    return {topic: [texts.get(pk, ("", "")) for pk in pks] for topic, pks in chosen.items()}
