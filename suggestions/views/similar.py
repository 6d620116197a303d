"""您是不是也想说……: the nearest public suggestions, so that one can join instead of repeating."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from suggestions import search
from suggestions.models import Suggestion

TOP = 5
# The beginning of a text says what it is about; the rest would only cost time.
READ = 400
SHORTEST = 2
FORM_ID = "support-form"


def near(text: str, *, campaign: int | None = None, but: int | None = None) -> list[dict]:
    """What `components/similar.html` shows; `but` is the reader's own suggestion."""
    text = text.strip()[:READ]
    if len(text) < SHORTEST:
        return []
    rows = Suggestion.objects.public().exclude(pk=but).select_related("area")
    if campaign:
        rows = rows.filter(campaign_id=campaign)
    columns = ("public_title", "status", "support_count", "area__name")
    return [_card(row) for row in search.nearest(rows.only(*columns), text, top=TOP)]


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
    text = "\n".join(sent.get(name, "") for name in ("text", "title", "body"))
    campaign = sent.get("campaign", "")
    number = int(campaign) if campaign.isdecimal() and len(campaign) < 10 else None
    context = {"items": near(text, campaign=number), "form_id": FORM_ID}
    if request.headers.get("X-Requested-With") == "fetch":
        template = "components/similar.html"
    else:
        template = "suggestions/similar.html"
        context |= {"text": sent.get("text", "")[:READ], "section": "submit"}
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response
