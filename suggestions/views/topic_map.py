"""The map of a campaign, or of all: its public topics as a picture, and the same as a list below.

Which topics are shown, and where each stands, is read anew every time; how many people speak is
counted once in a few minutes, and a picture is drawn once for as long as nothing in it changes.
"""

import datetime as dt
import hashlib
import heapq
from collections import Counter
from collections.abc import Mapping
from typing import cast

from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from suggestions.models import CampaignPage, Topic
from suggestions.telling import figures, issues, outcomes, speaking, voices
from suggestions.telling.campaigns import hot_lines, submit_url
from suggestions.telling.shares import percent
from suggestions.telling.theme_names import public_name
from suggestions.telling.topic_map import LARGE, TALL, WIDE, Sheet, Spot, drawing

KEPT = 24 * 3600
LISTED = 300
CHOICES, HOTTEST_SHOWN = 30, 10
NO_THEME = "其他问题"
LEGEND = [stage.value for stage in outcomes.Stage]  # in the order of a topic's way


@require_safe
def topic_map(request: HttpRequest, slug: str) -> HttpResponse:
    """问题地图: one campaign's topics."""
    if "\0" in slug:  # PostgreSQL takes no such text, not even to look for it
        raise Http404
    pages = CampaignPage.objects.live().public().defer("body", "ways", "result", "gate_text")
    campaign = get_object_or_404(pages, slug=slug)
    url, at = campaign.get_url(request) or "", timezone.now()
    spots, known = public_spots(campaign.pk, at=at)
    context = {
        "section": "campaigns",
        "crumbs": [
            {"title": "专项征集", "url": reverse("suggestions:campaigns")},
            {"title": campaign.title, "url": url},
            {"title": "问题地图"},
        ],
        "campaign": campaign,
        "campaign_url": url,
        "picture": Picture(spots),
        "topic_count": known,
        "kinds": by_issue(campaign.pk, spots, at=at),
        "themes": by_theme([spot for spot in spots if not spot.issue]),
        "legend": sorted({(spot.status, spot.status_label) for spot in spots}, key=LEGEND.index),
        "unlisted": known - len(spots),
        "submit_url": submit_url(campaign) if campaign.accepts(at) else "",
    }
    return render(request, "suggestions/topic_map.html", context)


@require_safe
def city_map(request: HttpRequest) -> HttpResponse:
    """The topics of all campaigns and of the everyday door, and what is hottest among them."""
    at = timezone.now()
    spots, known = everywhere(at=at)
    kinds = {spot.key: spot.issue_key for spot in spots if spot.issue}
    context = {
        "section": "list",
        "crumbs": [{"title": "问题地图"}],
        "picture": Picture(spots),
        "topic_count": known,
        "hottest": hot_lines(None, Counter(kinds.values()), HOTTEST_SHOWN, at),
        "kinds": by_issue(None, spots, at=at),
        "themes": by_theme([spot for spot in spots if not spot.issue]),
        "legend": sorted({(spot.status, spot.status_label) for spot in spots}, key=LEGEND.index),
        "unlisted": known - len(spots),
        "campaigns": _with_topics(),
    }
    return render(request, "suggestions/topic_map.html", context)


def _with_topics() -> list[CampaignPage]:
    """Campaigns whose own map shows something, the latest first."""
    pages = CampaignPage.objects.live().public()
    some = Topic.objects.public().filter(campaign=OuterRef("pk"))
    shown = pages.filter(Exists(some)).order_by("-opens_at", "-pk")
    return list(shown.only("title", "slug")[:CHOICES])


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


def _bar(spot: Spot) -> tuple[int, figures.Bar]:
    bar = figures.Bar(spot.name, spot.people, 0, spot.url, spot.status, spot.status_label)
    return spot.key, bar


def by_issue(campaign: int | None, spots: list[Spot], *, at: dt.datetime) -> list[issues.Line]:
    """The issues of the list below the picture, each unfolding to its topics."""
    kinds = {spot.key: (spot.issue_key, spot.issue) for spot in spots if spot.issue}
    if not kinds:
        return []
    counts = speaking.people_of_issues(campaign, at=at)
    return issues.lines([_bar(spot) for spot in spots if spot.issue], kinds, counts=counts)


def by_theme(spots: list[Spot]) -> list[dict]:
    """The rest of that list: themes by their size, in each its topics."""
    longest = max((spot.people for spot in spots), default=0)
    groups: dict[str, list[figures.Bar]] = {}
    for spot in spots:
        share = max(1, percent(spot.people, longest))
        bar = figures.Bar(spot.name, spot.people, share, spot.url, spot.status, spot.status_label)
        groups.setdefault(spot.theme, []).append(bar)
    themes = [
        {"name": name or NO_THEME, "bars": bars, "people": sum(bar.count for bar in bars)}
        for name, bars in groups.items()
    ]
    return sorted(themes, key=lambda theme: (theme["name"] == NO_THEME, -theme["people"]))


class Picture:
    """The map on each sheet, drawn when a page asks for that sheet."""

    def __init__(self, spots: list[Spot]) -> None:
        self.spots = spots
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
        return cast(SafeString, cache.get_or_set(name, lambda: self._draw(sheet), KEPT))

    def _draw(self, sheet: Sheet) -> SafeString:
        drawn = drawing(self.spots, sheet)
        context = {"drawing": drawn, "left_out": len(self.spots) - (drawn.drawn if drawn else 0)}
        return render_to_string("suggestions/parts/topic_map.html", context)
