"""Which door? The open campaigns, the one that fits a few words, and the everyday door."""

import datetime as dt

from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.models import CampaignPage
from suggestions.telling import figures
from suggestions.text.fitting import LONGEST, fitting

# A page has far more columns than a form needs, the text of the campaign among them.
COLUMNS = (
    "title",
    "slug",
    "live",
    "url_path",
    "summary",
    "opens_at",
    "closes_at",
    "asks_solution",
    "solution_required",
    "asks_area",
    "allows_photos",
    "allows_anonymous",
    "gate_text",
)


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which campaign? With a single one open there is nothing to choose; `?about=` finds it."""
    campaigns = open_campaigns(timezone.now())
    if len(campaigns) == 1:
        return HttpResponseRedirect(reverse("suggestions:submit", args=[campaigns[0].slug]))
    asking = [campaign for campaign in campaigns if not campaign.is_everyday]
    about = request.GET.get("about", "").replace("\0", "").strip()[:LONGEST]
    fit = fitting(about, asking)
    context = {
        "section": "submit",
        "crumbs": [{"title": "我要提建议"}],
        "about": about,
        "fit": sorted((c for c in asking if c.pk in fit), key=lambda c: fit.index(c.pk)),
        "campaigns": [campaign for campaign in asking if campaign.pk not in fit],
        "everyday": next((campaign for campaign in campaigns if campaign.is_everyday), None),
    }
    return render(request, "suggestions/submit_choose.html", context)


def open_campaigns(at: dt.datetime) -> list[CampaignPage]:
    """What takes suggestions now, the most urgent first, the everyday door last."""
    order = F("closes_at").asc(nulls_last=True)
    rows = list(CampaignPage.objects.live().accepting(at).only(*COLUMNS).order_by(order))
    for row in rows:
        row.days = figures.days_left(row, at)
        row.now = row.state(at)
    return rows
