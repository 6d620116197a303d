"""How many people speak of each topic, and of each issue; counted once in a few minutes."""

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from suggestions.models import Placement, Topic
from suggestions.telling import figures, issues, kept, voices

COUNTED = 5 * 60  # seconds that a count of people stands


def name(what: str, campaign: int | None) -> str:
    return f"{what}-people:{campaign or 'all'}"


def people(campaign: int | None, *, at: dt.datetime) -> dict[int, int]:
    """`people_by_topic` as it stood a few minutes ago at most."""
    key = name("topic", campaign)
    found: Any = kept.known(key, lambda: people_by_topic(campaign), at=at)
    found = found or cache.get_or_set(key, lambda: people_by_topic(campaign), COUNTED)
    return dict(found)


def people_of_issues(campaign: int | None, *, at: dt.datetime) -> dict[int, int]:
    """`people_by_issue` likewise."""
    key = name("issue", campaign)
    found: Any = kept.known(key, lambda: people_by_issue(campaign), at=at)
    found = found or cache.get_or_set(key, lambda: people_by_issue(campaign), COUNTED)
    return dict(found)


def people_by_topic(campaign: int | None) -> dict[int, int]:
    """`{topic key: distinct authors}`; whoever left no contact counts as one person each."""
    members = figures.members().filter(voices.said_in(campaign))
    members = members.filter(topic__in=Topic.objects.public().order_by().values("pk"))
    return _people(members, "topic_id")


def people_by_issue(campaign: int | None) -> dict[int, int]:
    """The same of public issues: who speaks of two places is one person."""
    inside = issues.topics_inside().order_by()
    if campaign is not None:
        inside = inside.filter(campaign=campaign)
    own = figures.members().filter(voices.said_in(campaign), topic__in=inside.values("pk"))
    return _people(own, "topic__issue_id")


def _people(members: QuerySet[Placement], what: str) -> dict[int, int]:
    nameless = Q(suggestion__author_key="")
    rows = members.values_list(what).annotate(
        named=Count("suggestion__author_key", filter=~nameless, distinct=True),
        nameless=Count("pk", filter=nameless),
    )
    return {key: named + others for key, named, others in rows}
