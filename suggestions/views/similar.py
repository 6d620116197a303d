"""您是不是也想说……: the nearest public suggestions, so that one can join instead of repeating."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from suggestions.models import Suggestion
from suggestions.text.nearest import READ, nearest

TOP = 5
SHORTEST = 2
FORM_ID = "support-form"
COLUMNS = ("public_title", "status", "support_count", "area__name")


def near(
    title: str, body: str = "", *, campaign: int | None = None, but: int | None = None
) -> list[dict]:
    """What `components/similar.html` shows; `but` is the reader's own suggestion."""
    if len(title.strip()) + len(body.strip()) < SHORTEST:
        return []
    rows = Suggestion.objects.public().exclude(pk=but)
    if campaign:
        rows = rows.filter(campaign_id=campaign)
    found = [hit.pk for hit in nearest(rows, title=title, body=body, top=TOP)]
    shown = rows.select_related("area").only(*COLUMNS).in_bulk(found)
    return [_card(shown[pk]) for pk in found if pk in shown]


def _card(suggestion: Suggestion) -> dict:
    return {
        "title": suggestion.public_title,
        "url": reverse("suggestions:detail", args=[suggestion.pk]),
        "area_name": suggestion.area.name if suggestion.area else "",
        "status": suggestion.status,
        "status_label": suggestion.get_status_display(),
        "support_count": suggestion.support_count,
        "support_url": reverse("suggestions:support", args=[suggestion.pk]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def similar(request: HttpRequest) -> HttpResponse:
    """A fragment for the script, which posts the draft; a page for everybody else."""
    sent = request.POST if request.method == "POST" else request.GET
    # What is typed into the one field of the page is as short and as telling as a title.
    title = f"{sent.get('text', '')} {sent.get('title', '')}".strip()
    campaign = sent.get("campaign", "")
    number = int(campaign) if campaign.isdecimal() and len(campaign) < 10 else None
    context = {"items": near(title, sent.get("body", ""), campaign=number), "form_id": FORM_ID}
    if request.headers.get("X-Requested-With") == "fetch":
        template = "components/similar.html"
    else:
        template = "suggestions/similar.html"
        context |= {"text": sent.get("text", "")[:READ], "section": "submit"}
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response
