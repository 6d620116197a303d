"""Topics folded under their issues or themes: what the list of topics shows."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
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


def folded_issues(campaign: CampaignPage | None, *, at: dt.datetime) -> list[Issue]:
    """The issues of several topics, each counted as a whole."""
    people = _people_above("issue", at)
    if people is None:
        rows = Issue.objects.standing().filter(campaign=campaign).with_sizes().with_people()
        several = rows.filter(spread__gte=FOLDED).select_related("theme")
        return list(several.defer("keywords", "representatives"))
    issues = Issue.objects.standing().filter(campaign=campaign).select_related("theme")
    inside = Topic.objects.standing().filter(issue__campaign=campaign)
    found: list[Issue] = _added_up(issues.defer("keywords", "representatives"), inside, people)
    return found


def folded_themes(campaign: CampaignPage | None, *, at: dt.datetime) -> list[Theme]:
    """The themes of several standing topics, each counted as a whole."""
    topics = Topic.objects.standing().filter(campaign=campaign)
    themes, people = Theme.objects.filter(campaign=campaign), _people_above("theme", at)
    if people is None:
        return _counted_themes(themes, topics)
    found: list[Theme] = _added_up(themes, topics, people)
    return [with_words(theme, theme=None, status="", score=0) for theme in found]


def _people_above(name: str, at: dt.datetime) -> dict[int, int] | None:
    """How many people speak in each issue, or theme, of a large city; else None."""
    kept_ones = kept.standing(topic_counts.ABOVE, at=at)
    return None if kept_ones is None else kept_ones[name]


def _added_up(above: QuerySet[Any], topics: QuerySet[Topic], people: dict[int, int]) -> list[Any]:
    """Issues, or themes, of several topics with the sum of what these were counted to hold."""
    name = above.model._meta.model_name
    sums = {
        f"{field}_of": Coalesce(Sum(f"counted__{field}"), 0) for field in topic_counts.FIELDS[:2]
    }
    rows = topics.order_by().values(name).annotate(spread=Count("pk"), **sums)
    of = {row[name]: row for row in rows if row["spread"] >= FOLDED}
    return [
        with_words(
            one,
            spread=of[one.pk]["spread"],
            size=of[one.pk]["size_of"],
            fresh=of[one.pk]["fresh_of"],
            people=people.get(one.pk, 0),
        )
        for one in above.filter(pk__in=[key for key in of if key])
    ]


def _counted_themes(themes: QuerySet[Theme], topics: QuerySet[Topic]) -> list[Theme]:
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
    found: list[Theme] = []
    for theme in themes.annotate(spread=several).filter(spread__gte=FOLDED):
        row = of.get(theme.pk, {"size": 0, "fresh": 0, "authors": 0, "unknown": 0})
        words = {"size": row["size"], "fresh": row["fresh"], "status": "", "score": 0}
        people = row["authors"] + row["unknown"]
        found.append(with_words(theme, theme=None, people=people, **words))
    return found


class Folded(Sequence[Any]):
    """Issues, or themes, and the topics that stand by themselves, in one order.

    Of the topics only what they are ordered by is read; those of a page when it is shown.
    """

    def __init__(self, above: Sequence[Any], alone: QuerySet[Any], ordering: str) -> None:
        self.alone = alone
        name = ordering.lstrip("-")

        def value(row: Any) -> Any:
            if name == "theme__number":
                return row.theme.number if row.theme else -1
            return getattr(row, name)

        # What is equal stands by number, so that pages do not overlap.
        lines = [(row.number, False, row.pk, value(row), row) for row in above]
        for pk, number, own in alone.order_by().values_list("pk", "number", name):
            lines.append((number, True, pk, -1 if own is None else own, pk))
        lines.sort(key=lambda line: line[:3])
        lines.sort(key=lambda line: line[3], reverse=ordering.startswith("-"))
        self.rows = [line[4] for line in lines]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        rows = self.rows[place]
        keys = [row for row in rows if isinstance(row, int)]
        topics = self.alone.order_by().in_bulk(keys) if keys else {}
        shown = [topics.get(row) if isinstance(row, int) else row for row in rows]
        return [row for row in shown if row is not None]


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
