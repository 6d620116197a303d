"""Topics folded under their issues or themes: what the list of topics shows."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from suggestions.models import CampaignPage, Issue, Placement, Suggestion, Theme, Topic
from suggestions.models.topics import TopicQuerySet
from suggestions.staff.columns import with_words
from suggestions.telling import kept, topic_counts

FOLDED = 2  # so many topics at least: an issue of one is its topic


def issue_url(issue: Issue) -> str:
    return reverse("desk_issues:page", args=[issue.pk])


def with_people(topics: QuerySet[Topic]) -> QuerySet[Any]:
    """`people`: distinct authors; whoever left no contact counts as one person each."""
    inside = Q(placements__suggestion__status__in=Suggestion.ACTIVE)
    known = inside & ~Q(placements__suggestion__author_key="")
    unknown = inside & Q(placements__suggestion__author_key="")
    return topics.annotate(
        people=Count("placements__suggestion__author_key", filter=known, distinct=True)
        + Count("placements", filter=unknown, distinct=True)
    )


def with_counts(topics: TopicQuerySet, *, at: dt.datetime) -> QuerySet[Any]:
    """`size`, `fresh` and `people`: counted now, or a minute ago where the city is large."""
    if kept.standing(topic_counts.KEPT, at=at) is None:
        return with_people(topics.with_sizes())
    return topics.annotate(
        **{name: Coalesce(F(f"counted__{name}"), 0) for name in topic_counts.FIELDS}
    )


def folded_issues(campaign: CampaignPage | None) -> list[Issue]:
    """The issues of several topics, each counted as a whole."""
    rows = Issue.objects.standing().filter(campaign=campaign).with_sizes().with_people()
    several = rows.filter(spread__gte=FOLDED).select_related("theme")
    return list(several.defer("keywords", "representatives"))


def folded_themes(campaign: CampaignPage | None) -> list[Theme]:
    """The themes of several standing topics, each counted as a whole."""
    topics = Topic.objects.standing().filter(campaign=campaign)
    inside = Q(suggestion__status__in=Suggestion.ACTIVE)
    known = ~Q(suggestion__author_key="")
    counts = (
        Placement.objects.filter(inside, topic__in=topics.values("pk"))
        .order_by()
        .values("topic__theme")
        .annotate(
            size=Count("pk"),
            fresh=Count("pk", filter=Q(by__isnull=True)),
            authors=Count("suggestion__author_key", filter=known, distinct=True),
            unknown=Count("pk", filter=~known),
        )
    )
    of = {row["topic__theme"]: row for row in counts}
    several = Count("topics", filter=Q(topics__in=topics))
    themes = Theme.objects.filter(campaign=campaign).annotate(spread=several)
    found: list[Theme] = []
    for theme in themes.filter(spread__gte=FOLDED):
        row = of.get(theme.pk, {"size": 0, "fresh": 0, "authors": 0, "unknown": 0})
        words = {"size": row["size"], "fresh": row["fresh"], "status": "", "score": 0}
        people = row["authors"] + row["unknown"]
        found.append(with_words(theme, theme=None, people=people, **words))
    return found


def ordered(rows: Iterable[Any], ordering: str) -> list[Any]:
    """Issues and topics in one order; what is equal by number, so that pages do not overlap."""
    name = ordering.lstrip("-")

    def key(row: Any) -> Any:
        if name == "theme__number":
            return row.theme.number if row.theme else -1
        return getattr(row, name)

    found = sorted(rows, key=lambda row: (row.number, isinstance(row, Topic)))
    return sorted(found, key=key, reverse=ordering.startswith("-"))


def unfold(rows: list[Any], topics: QuerySet[Any]) -> None:
    """Give each issue or theme among these its topics, and all of them their keywords."""
    for model, name in ((Issue, "issue_id"), (Theme, "theme_id")):
        own = [row.pk for row in rows if isinstance(row, model)]
        if not own:
            continue
        inside: dict[int | None, list[Topic]] = {}
        for topic in topics.filter(**{f"{name}__in": own}):
            inside.setdefault(getattr(topic, name), []).append(topic)
        for row in rows:
            if isinstance(row, model):
                with_words(row, folded=inside.get(row.pk, []))
    for shown in (Issue, Topic):
        found = {row.pk: row for row in rows if isinstance(row, shown)}
        words = shown._default_manager.filter(pk__in=found)
        for pk, keywords in words.values_list("pk", "keywords"):
            found[pk].keywords = keywords
