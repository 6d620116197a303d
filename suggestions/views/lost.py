"""Who has lost the code: a link to the address that was left, and a new code from there."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from suggestions.actions import linking, screening
from suggestions.models import Suggestion
from suggestions.residents import limits, receipts, sheets, visitors
from suggestions.residents.doors import posted_from
from suggestions.residents.forms import LostForm
from suggestions.views.receipt import private, qr_code
from suggestions.views.track import NOT_HERE, box, held

# An address of somebody else may be typed in: few tries, and nothing that tells of it.
TRIES_PER_HOUR = 6


@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """Asks for the address; what it answers is the same whether or not anybody left it."""
    at, sent = timezone.now(), request.method == "POST"
    form = LostForm(request.POST if sent else None)
    if sent:
        sheets.spring_trap(request, form, button="发链接给我")
    if not sent or not form.is_valid():
        return _page(request, {"form": form}, status=422 if sent else 200)
    if limits.count(request, "lost", at=at) > TRIES_PER_HOUR:
        return limits.refuse(request, at=at)
    linking.send_links(form.address, at=at)
    return _page(request, {"sent": True})


def _page(request: HttpRequest, context: dict, *, status: int = 200) -> HttpResponse:
    crumbs = [
        {"title": "查进度", "url": reverse("suggestions:track")},
        {"title": "查询码丢了"},
    ]
    frame = {"section": "track", "crumbs": crumbs, "days": settings.NEWS_LINK_DAYS}
    page = render(request, "suggestions/lost.html", {**frame, **context}, status=status)
    return private(page)


@posted_from("suggestions:lost", own=False)
def new_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A new code in place of the old one, shown once."""
    suggestion = held(request, pk)
    if suggestion is None or suggestion.status == Suggestion.Status.WITHDRAWN:
        return box(request, error=NOT_HERE, status=404)
    return _shown(request, suggestion, timezone.now())


def _shown(request: HttpRequest, suggestion: Suggestion, at: dt.datetime) -> HttpResponse:
    code = screening.issue_receipt(suggestion, by=None, at=at)
    suggestion.refresh_from_db(fields=["receipt_hash"])
    context = {
        "section": "track",
        "suggestion": suggestion,
        **receipts.shown(code),
        "qr": qr_code(code),
    }
    response = render(request, "suggestions/new_code.html", context)
    visitors.remember(request, response, suggestion)
    return private(response)
