"""The map of a campaign, or of all: its public topics as a picture, and the same as a list."""

import datetime as dt
from collections import Counter

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.models import CampaignPage, Topic
from suggestions.telling import figures, issues, outcomes, speaking
from suggestions.telling.campaigns import hot_lines, submit_url
from suggestions.telling.map_spots import Picture, everywhere, public_spots
from suggestions.telling.shares import percent
from suggestions.telling.topic_map import Spot

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
        "picture": Picture(spots, campaign.pk),
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
        "picture": Picture(spots, None),
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
