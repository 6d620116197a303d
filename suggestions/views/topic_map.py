"""The map of a campaign: its public topics as a picture, and the same as a list below.

Which topics are shown, and where each stands, is read anew every time; how many people speak is
counted once in a few minutes, and a picture is drawn once for as long as nothing in it changes.
"""

import hashlib

from django.core.cache import cache
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from suggestions import figures, progress
from suggestions.models import CampaignPage, Topic
from suggestions.topic_map import LARGE, TALL, WIDE, Sheet, Spot, drawing
from suggestions.views.campaigns import submit_url

COUNTED = 5 * 60  # seconds that a count of people stands
KEPT = 24 * 3600
LISTED = 1000
NO_THEME = "其他问题"


@require_safe
def topic_map(request: HttpRequest, slug: str) -> HttpResponse:
    """问题地图: one campaign's topics."""
    if "\0" in slug:  # PostgreSQL takes no such text, not even to look for it
        raise Http404
    pages = CampaignPage.objects.live().public().defer("body", "ways", "result", "gate_text")
    campaign = get_object_or_404(pages, slug=slug)
    url, spots = campaign.get_url(request) or "", public_spots(campaign.pk)
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
        "topic_count": len(spots),
        "themes": by_theme(spots[:LISTED]),
        "legend": dict.fromkeys(progress.PILLS.values()),
        "unlisted": max(0, len(spots) - LISTED),
        "submit_url": submit_url(campaign) if campaign.accepts(timezone.now()) else "",
    }
    return render(request, "suggestions/topic_map.html", context)


def public_spots(campaign: int) -> list[Spot]:
    """The topics that people confirmed and somebody speaks in, the largest first."""
    people = cache.get_or_set(
        f"topic-people:{campaign}", lambda: people_by_topic(campaign), COUNTED
    )
    rows = Topic.objects.public().filter(campaign=campaign).order_by("number")
    spots = [
        _spot(topic, people[topic.pk])
        for topic in rows.only("name", "status", "theme__name").select_related("theme")
        if people.get(topic.pk)
    ]
    return sorted(spots, key=lambda spot: -spot.people)


def _spot(topic: Topic, people: int) -> Spot:
    status, label = progress.pill(topic)
    theme = topic.theme.name if topic.theme else ""
    url = reverse("suggestions:topic", args=[topic.pk])
    return Spot(topic.pk, topic.name, people, status, label, theme, url)


def people_by_topic(campaign: int) -> dict[int, int]:
    """`{topic key: distinct authors}`; whoever left no contact counts as one person each."""
    inside = figures.members().filter(topic__campaign=campaign)
    nameless = Q(suggestion__author_key="")
    rows = inside.values_list("topic_id").annotate(
        named=Count("suggestion__author_key", filter=~nameless, distinct=True),
        nameless=Count("pk", filter=nameless),
    )
    return {topic: named + others for topic, named, others in rows}


def by_theme(spots: list[Spot]) -> list[dict]:
    """The list below the picture: themes by their size, in each its topics."""
    longest = max((spot.people for spot in spots), default=0)
    groups: dict[str, list[figures.Bar]] = {}
    for spot in spots:
        share = max(1, figures.percent(spot.people, longest))
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
        return cache.get_or_set(
            f"topic-map:{sheet.name}:{self.mark}", lambda: self._draw(sheet), KEPT
        )

    def _draw(self, sheet: Sheet) -> SafeString:
        drawn = drawing(self.spots, sheet)
        context = {"drawing": drawn, "left_out": len(self.spots) - drawn.drawn}
        return render_to_string("suggestions/parts/topic_map.html", context)
