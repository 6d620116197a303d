"""The receipt: the code, what happens next, and what others will read."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from suggestions.models import Contact, Suggestion
from suggestions.residents import receipts, visitors
from suggestions.residents.qr import qr_drawing
from suggestions.telling import clause_opinions
from suggestions.views.similar import FORM_ID, near

_MARKS = re.compile("［([^［］]{1,6})］")


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Shown to the browser that has just sent the form, for an hour."""
    key = visitors.receipt_key(request)
    suggestion = (
        Suggestion.objects.filter(idempotency_key=key)
        .select_related("campaign", "area")
        .defer("campaign__body", "campaign__ways", "campaign__result")
        .first()
        if key
        else None
    )
    code = receipts.issue(key) if key else ""
    # A code issued anew by the office has replaced this one.
    if suggestion is None or suggestion.receipt_hash != receipts.digest(code):
        context = {"section": "track", "mine": bool(visitors.mine(request))}
        response = render(request, "suggestions/receipt_gone.html", context, status=404)
    else:
        response = render(request, "suggestions/receipt.html", _context(suggestion, code))
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of this page stays behind, and its address travels nowhere.

    Not `no-referrer`: under it browsers send `Origin: null` with every form, which the
    protection against forged forms rightly refuses.
    """
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "strict-origin"
    return response


def _context(suggestion: Suggestion, code: str) -> dict:
    return {
        "section": "submit",
        "suggestion": suggestion,
        "key": suggestion.idempotency_key,
        **receipts.shown(code),
        "qr": qr_code(code),
        "about": clause_opinions.about(suggestion),
        "has_contact": Contact.objects.filter(suggestion=suggestion).exists(),
        "hidden": hidden_kinds(suggestion),
        "similar": near(
            suggestion.public_title,
            suggestion.public_body,
            campaign=suggestion.campaign_id,
            but=suggestion.pk,
        ),
        "support_form": FORM_ID,
    }


def qr_code(code: str) -> SafeString:
    """The way to the suggestion's page."""
    return qr_drawing(settings.SITE_URL + reverse("suggestions:scan", args=[code]))


def hidden_kinds(suggestion: Suggestion) -> list[str]:
    """What was masked, by name: 电话, 门牌 …; marks that the author typed do not count."""
    pairs = (
        (suggestion.title, suggestion.public_title),
        (suggestion.body, suggestion.public_body),
        (suggestion.solution, suggestion.public_solution),
    )
    kinds: dict[str, None] = {}
    for written, shown in pairs:
        for kind in _MARKS.findall(shown):
            mark = f"［{kind}］"
            if shown.count(mark) > written.count(mark):
                kinds[kind] = None
    return list(kinds)
