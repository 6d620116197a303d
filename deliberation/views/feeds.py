"""Feeds of resolutions, of one council or of all."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from deliberation.models import Resolution
from deliberation.views.calendar import named
from suggestions.opening import feeds
from suggestions.opening.datasets import link
from suggestions.opening.feeds import ENTRIES, Entry


@require_safe
def resolutions(request: HttpRequest) -> HttpResponse:
    rows = Resolution.objects.public()
    page = reverse("deliberation:board")
    return feeds.answer(request, "议事会的决议", page, _entries(rows))


@require_safe
def of_council(request: HttpRequest, slug: str) -> HttpResponse:
    council = named(slug)
    rows = Resolution.objects.public().filter(council=council)
    page = council.get_absolute_url()
    return feeds.answer(request, f"{council.name}的决议", page, _entries(rows))


def _entries(rows: QuerySet[Resolution]) -> list[Entry]:
    return [
        Entry(
            f"{one.council.name}决议{one.full_number}：{one.title}",
            link("deliberation:resolution", one.pk),
            one.text,
            one.passed_at,
        )
        for one in rows.select_related("council").order_by("-passed_at", "-pk")[:ENTRIES]
    ]
