"""What is said of councils' pages to machines (`suggestions.opening.pages`)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse

from deliberation.models import Council, Resolution
from suggestions.opening.pages import About, Drawn, Feed, Section, plain


def _resolution(facts: Mapping[str, Any]) -> About | None:
    found = facts.get("resolution")
    if not isinstance(found, Resolution):
        return None
    text = f"{found.council.name}决议{found.full_number}。{facts.get('sentence', '')}"
    return About(found.title, text, ("resolution", found.pk), (_feed_of(found.council),))


def _council(facts: Mapping[str, Any]) -> About | None:
    council = facts.get("council")
    if not isinstance(council, Council):
        return None
    calendar = reverse("deliberation:calendar", args=[council.slug])
    return About(feeds=(_feed_of(council),), calendar=calendar)


def _board(facts: Mapping[str, Any]) -> About:
    return About(feeds=(Feed("议事会的决议", reverse("deliberation:feed_resolutions")),))


def _feed_of(council: Council) -> Feed:
    url = reverse("deliberation:feed_council", args=[council.slug])
    return Feed(f"{council.name}的决议", url)


PAGES: dict[str, Callable[[Mapping[str, Any]], About | None]] = {
    "deliberation:resolution": _resolution,
    "deliberation:council": _council,
    "deliberation.CouncilPage": _council,
    "deliberation:board": _board,
    "deliberation:area": _board,
    "deliberation:meeting": plain,
    "deliberation:ratings": plain,
    "deliberation:proposals": plain,
    "deliberation:proposal": plain,
    "deliberation:plan": plain,
    "deliberation:plan_look": plain,
    "deliberation:plan_wall": plain,
    "deliberation:city_money": plain,
    "deliberation:gaps": plain,
}


def _draw_resolution(key: int) -> Drawn | None:
    rows = Resolution.objects.public().filter(pk=key).values_list("title", flat=True)
    return next((Drawn("议事会决议", title) for title in rows), None)


PICTURES: dict[str, Callable[[int], Drawn | None]] = {"resolution": _draw_resolution}
SECTIONS = (
    Section("resolutions", Resolution.objects.public, "deliberation:resolution", "passed_at"),
    Section("councils", Council.objects.active, "deliberation:council", named_by="slug"),
)
LISTS = ("deliberation:board",)
HIDDEN: tuple[str, ...] = ()
