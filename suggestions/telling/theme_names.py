"""What residents read for a theme (主题): never the machine's keywords."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from suggestions.models import Theme, Topic
from suggestions.telling import kept


def public_name(theme: Theme, topics: Sequence[str]) -> str:
    """The name that a person gave a theme, else that of the largest of its topics.

    `topics` are the names of its public topics, the largest first. Three keywords (人多、力量)
    are no heading: without a person's name and without a topic a theme has none, and is not shown.
    """
    if theme.named_by_id:
        return theme.name
    if not topics:
        return ""
    return topics[0] if len(topics) == 1 else f"{topics[0]}等"


@dataclass(frozen=True)
class Told:
    """A theme with public topics: its campaign, its largest topic, how many it has."""

    theme: int
    campaign: int
    largest: int
    topics: int


def table() -> list[Told]:
    """All themes under which people have confirmed something, in their order; keys alone."""
    rows = Topic.objects.public().filter(theme__isnull=False).with_sizes().filter(size__gt=0)
    rows = rows.order_by("theme__campaign", "theme__number", "-size", "number")
    found: dict[int, Told] = {}
    for theme, campaign, topic in rows.values_list("theme", "theme__campaign", "pk"):
        known = found.get(theme) or Told(theme, campaign, topic, 0)
        found[theme] = replace(known, topics=known.topics + 1)
    return list(found.values())


def offered(campaign: int | None, *, at: dt.datetime) -> dict[int, str]:
    """`public_names` of a campaign, or of all; which there are is a minute old in a large city."""
    told: list[Told] = kept.read("themes", table, at=at)
    told = [one for one in told if campaign is None or one.campaign == campaign]
    themes = Theme.objects.only("name", "named_by").in_bulk([one.theme for one in told])
    unnamed = [one.largest for one in told if (t := themes.get(one.theme)) and not t.named_by_id]
    rows = Topic.objects.public().filter(pk__in=unnamed).order_by()
    names = dict(rows.values_list("pk", "name")) if unnamed else {}
    found = {}
    for one in told:
        if theme := themes.get(one.theme):
            own = [names[one.largest]] if one.largest in names else []
            if name := public_name(theme, own * min(one.topics, 2)):
                found[one.theme] = name
    return found


def public_names(themes: Iterable[int] | QuerySet) -> dict[int, str]:
    """`{theme key: what residents read}` of those with public topics, in their order; one query."""
    rows = Topic.objects.public().filter(theme__in=themes).with_sizes().filter(size__gt=0)
    rows = rows.order_by("theme__campaign", "theme__number", "-size", "number")
    of_theme: dict[Theme, list[str]] = {}
    for topic in rows.select_related("theme"):
        if topic.theme:
            of_theme.setdefault(topic.theme, []).append(topic.name)
    return {theme.pk: public_name(theme, names) for theme, names in of_theme.items()}


def beside(topic: Topic) -> str:
    """The name of its theme on a topic's own page: nothing where the theme is told by it alone."""
    if topic.theme_id is None:
        return ""
    name = public_names([topic.theme_id]).get(topic.theme_id, "")
    return "" if name.removesuffix("等") == topic.name else name
