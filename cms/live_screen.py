"""The presenter's screen: the questions to be answered next, in large letters, read only.

It may hang in many rooms at once: what it shows is made every two seconds for all of them, and
who has it already is told so (304). No cookie comes or goes.
"""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from cms.models import LiveEventPage
from cms.told_questions import for_screen

FRESH = 2  # seconds
THEMES = ("light", "dark")


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page; without JavaScript it reloads itself."""
    page = get_object_or_404(LiveEventPage.objects.live(), pk=pk)
    asked = request.GET.get("theme")
    theme = asked if asked in THEMES else THEMES[0]
    context = {"event": page, "theme": theme, "questions": _questions(page.pk)}
    return answered(request, render_to_string("cms/live_screen.html", context))


@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions alone, which the page asks for every few seconds."""
    return answered(request, _questions(pk))


def _questions(pk: int) -> str:
    key = f"live-screen-{pk}"
    found: str | None = cache.get(key)
    if found is None:
        event = get_object_or_404(LiveEventPage.objects.live(), pk=pk)
        found = render_to_string("cms/live_screen_list.html", {"questions": for_screen(event)})
        cache.set(key, found, FRESH)
    return found


def answered(request: HttpRequest, html: str) -> HttpResponse:
    """What anybody may keep for a moment; nothing for who has it."""
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(html)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH}"
    return response
