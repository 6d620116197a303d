"""Campaigns and series as pages: the records' facts around the editors' words."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.safestring import SafeString

from suggestions.models import CampaignPage, CampaignSeriesPage
from suggestions.telling import campaigns, guides, held
from suggestions.telling.showing import once_for_all, show

register = template.Library()


@register.simple_tag(takes_context=True)
def campaign_page(context: RequestContext, page: CampaignPage) -> SafeString:
    request = context["request"]

    def tell() -> dict[str, Any]:
        facts = {**campaigns.campaign_context(page, request), "guides": _guides(page, request)}
        told = held.drawn("suggestions/parts/campaign_content.html", {**facts, "page": page})
        return {"section": facts["section"], "crumbs": facts["crumbs"], "told": told}

    return show(context, "suggestions/campaign.html", once_for_all(page, request, tell))


def _guides(page: CampaignPage, request: HttpRequest) -> list[dict[str, Any]]:
    """The texts that grew out of a campaign, also those that ask for opinions now."""
    if not page.pk:
        return []
    return guides.lines(guides.public().filter(campaign=page.pk), request, at=timezone.now())


@register.simple_tag(takes_context=True)
def series_page(context: RequestContext, page: CampaignSeriesPage) -> SafeString:
    facts = campaigns.series_context(page, context["request"])
    return show(context, "suggestions/series.html", facts)
