"""Which topics the map shows, and their picture on each sheet.

Which they are, and where each stands, is read anew every time; how many people speak is counted
once in a few minutes, and a picture is drawn once for as long as nothing in it changes: in a large
city by the worker, so that nobody waits for it.
"""

import datetime as dt
import hashlib
import heapq
from collections.abc import Mapping
from typing import cast

from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from suggestions.models import Topic
from suggestions.telling import issues, kept, outcomes, speaking, voices
from suggestions.telling.theme_names import public_name
from suggestions.telling.topic_map import LARGE, TALL, WIDE, Sheet, Spot, drawing

KEPT = 24 * 3600
LISTED = 300
SHEETS = (WIDE, TALL, LARGE)


def spots_of(campaign: int | None, *, at: dt.datetime) -> tuple[list[Spot], int]:
    """Of a campaign, or of all: the largest topics, and how many there are."""
    return everywhere(at=at) if campaign is None else public_spots(campaign, at=at)


def _largest(of: Mapping[int, int]) -> list[int]:
    return heapq.nlargest(LISTED, of, key=lambda key: (of[key], -key))


def everywhere(*, at: dt.datetime) -> tuple[list[Spot], int]:
    """The largest topics of all campaigns, in circles of their campaign; how many there are."""
    people = speaking.people(None, at=at)
    largest = _largest(people)
    known = Topic.objects.public().filter(pk__in=largest).select_related("issue")
    known = known.only("campaign", "name", "status", "issue_by", "issue__name", "issue__status")
    topics = sorted(known, key=lambda topic: (-people[topic.pk], topic.pk))
    became, kinds = outcomes.outcomes_of(topics, at=at), issues.issue_of_read(topics)
    titles = voices.public_titles({topic.campaign_id for topic in topics})
    spots = []
    for topic in topics:
        issue, name = kinds.get(topic.pk) or (0, "")
        url, where = reverse("suggestions:topic", args=[topic.pk]), titles.get(topic.campaign_id)
        pill = became[topic.pk].pill
        campaign = where or voices.UNNAMED
        spots.append(
            Spot(topic.pk, topic.name, people[topic.pk], *pill, campaign, url, name, issue)
        )
    return spots, len(people) - (len(largest) - len(spots))  # some were taken down meanwhile


def public_spots(campaign: int, *, at: dt.datetime) -> tuple[list[Spot], int]:
    """The largest topics that people confirmed and somebody speaks in; how many there are."""
    people = speaking.people(campaign, at=at)
    largest = _largest(people)
    rows = Topic.objects.public().filter(pk__in=largest).order_by("number", "pk")
    known = rows.only(
        "campaign",
        "name",
        "status",
        "theme__name",
        "theme__named_by",
        "issue_by",
        "issue__name",
        "issue__status",
    ).select_related("theme", "issue")
    topics = sorted(known, key=lambda topic: -people[topic.pk])
    # Themes and issues are a campaign's own: what is at home elsewhere stands by itself.
    for topic in topics:
        if topic.campaign_id != campaign:
            topic.theme = topic.issue = None
    became, kinds = outcomes.outcomes_of(topics, at=at), issues.issue_of_read(topics)
    of_theme: dict[int | None, list[str]] = {}
    for topic in topics:
        of_theme.setdefault(topic.theme_id, []).append(topic.name)
    spots = [
        _spot(topic, people[topic.pk], became[topic.pk], of_theme[topic.theme_id], kinds)
        for topic in topics
    ]
    return spots, len(people) - (len(largest) - len(spots))


def _spot(
    topic: Topic,
    people: int,
    became: outcomes.Outcome,
    together: list[str],
    kinds: dict[int, tuple[int, str]],
) -> Spot:
    """One topic; a theme of its name alone rings nothing."""
    status, label = became.pill
    theme = public_name(topic.theme, together) if topic.theme else ""
    url = reverse("suggestions:topic", args=[topic.pk])
    theme = "" if theme == topic.name else theme
    issue, name = kinds.get(topic.pk) or (0, "")
    return Spot(topic.pk, topic.name, people, status, label, theme, url, name, issue)


class Picture:
    """The map on each sheet, drawn when a page asks for that sheet."""

    def __init__(self, spots: list[Spot], campaign: int | None) -> None:
        self.spots, self.campaign = spots, campaign
        self.mark = hashlib.sha256(repr(spots).encode()).hexdigest()

    def __bool__(self) -> bool:
        return bool(self.spots)

    @cached_property
    def wide(self) -> SafeString:
        return self._on(WIDE)

    @cached_property
    def tall(self) -> SafeString:
        return self._on(TALL)

    @cached_property
    def large(self) -> SafeString:
        return self._on(LARGE)

    def _on(self, sheet: Sheet) -> SafeString:
        name = f"topic-map:{sheet.name}:{self.mark}"
        return cast(SafeString, cache.get_or_set(name, lambda: self._known(sheet), KEPT))

    def _known(self, sheet: Sheet) -> SafeString:
        """As the worker drew it, where that shows what is to be shown now."""
        mark, drawn = kept.whatever(self.name(sheet)) or ("", SafeString())
        return drawn if mark == self.mark else self._draw(sheet)

    def name(self, sheet: Sheet) -> str:
        return f"map:{sheet.name}:{self.campaign or 'all'}"

    def to_keep(self) -> dict[str, tuple[str, SafeString]]:
        """What the worker has to draw, because it has changed, or has never been drawn."""
        found = {}
        for sheet in SHEETS if self.spots else ():
            mark, _ = kept.whatever(self.name(sheet)) or ("", None)
            if mark != self.mark:
                found[self.name(sheet)] = self.mark, self._draw(sheet)
        return found

    def _draw(self, sheet: Sheet) -> SafeString:
        drawn = drawing(self.spots, sheet)
        context = {"drawing": drawn, "left_out": len(self.spots) - (drawn.drawn if drawn else 0)}
        return render_to_string("suggestions/parts/topic_map.html", context)
