"""Whose voices a topic holds: those of its home campaign, of others, of the everyday door.

A voice is told in one campaign, the one in which it was said; every figure by campaign is this.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from suggestions.models import CampaignPage, Placement

NAMED = 2  # campaigns that one line names
UNNAMED = "其他征集"  # drafts, and what is not for everybody

Held = Mapping[int, int]  # campaign → voices


def said_in(campaign: int | None) -> Q:
    """Placements of what was said in this campaign, wherever its topic is at home; without one
    all of them."""
    if campaign is None:
        return Q()
    return Q(topic__campaign=campaign, comes_from__isnull=True) | Q(comes_from=campaign)


def grouped(members: QuerySet[Placement]) -> Any:
    """Rows of `(topic, campaign in which it was said, voices)`, not yet asked for."""
    voice_of = Coalesce("comes_from_id", "topic__campaign_id")
    rows = members.filter(topic__isnull=False).order_by().annotate(voice_of=voice_of)
    return rows.values_list("topic_id", "voice_of").annotate(voices=Count("*"))


def by_campaign(members: QuerySet[Placement]) -> dict[int, Counter[int]]:
    """`{topic key: {campaign key: voices}}` in one query."""
    found: dict[int, Counter[int]] = {}
    for topic, campaign, number in grouped(members):
        found.setdefault(topic, Counter())[campaign] = number
    return found


def public_titles(campaigns: Iterable[int]) -> dict[int, str]:
    pages = CampaignPage.objects.live().public().filter(pk__in=campaigns)
    return dict(pages.order_by().values_list("pk", "title"))


def titles_for_staff(campaigns: Iterable[int]) -> dict[int, str]:
    pages = CampaignPage.objects.filter(pk__in=campaigns)
    return dict(pages.order_by().values_list("pk", "title"))


def titles_apart() -> dict[int, str]:
    """Of every campaign, so that no two are called alike: those of one title with the year in
    which they open, the day where that is not enough, and their number where nothing else is."""
    pages = CampaignPage.objects.order_by("pk").values_list("pk", "title", "opens_at")
    opened = {pk: (title, localdate(at)) for pk, title, at in pages}
    ways = (
        lambda pk, title, day: title,
        lambda pk, title, day: f"{title}（{day.year}年）",
        lambda pk, title, day: f"{title}（{day:%Y-%m-%d}）",
        lambda pk, title, day: f"{title}（页面 {pk}）",
    )
    named: dict[int, str] = {}
    for way in ways:
        called = {pk: way(pk, *opened[pk]) for pk in opened if pk not in named}
        times = Counter([*called.values(), *named.values()])
        named |= {pk: name for pk, name in called.items() if times[name] == 1}
    return named


Titles = Callable[[Iterable[int]], Mapping[int, str]]


def elsewhere(
    held: Mapping[int, Held], *, here: int, titles: Titles = public_titles
) -> dict[int, str]:
    """`{topic key: 12 条来自《…》}` of what was said in other campaigns than `here`; their names in
    one query, and none without need."""
    others = {
        topic: {campaign: n for campaign, n in own.items() if n and campaign != here}
        for topic, own in held.items()
    }
    wanted = {campaign for own in others.values() for campaign in own}
    named = titles(wanted) if wanted else {}
    return {topic: told(own, named) for topic, own in others.items() if own}


def told(own: Held, titles: Mapping[int, str]) -> str:
    """12 条来自《甲》、3 条来自《乙》: the most first, those without a public name together."""
    named: Counter[str] = Counter()
    for campaign, number in sorted(own.items()):
        named[f"《{titles[campaign]}》" if campaign in titles else UNNAMED] += number
    rows = sorted(named.items(), key=lambda row: (row[0] == UNNAMED, -row[1], row[0]))
    if len(rows) > NAMED:
        return f"{sum(own.values()):,} 条来自{rows[0][0]}等 {len(own)} 个征集"
    return "、".join(f"{number:,} 条来自{name}" for name, number in rows)
