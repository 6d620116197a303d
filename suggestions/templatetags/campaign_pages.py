"""Campaigns and series as pages: the records' facts around the editors' words."""

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from suggestions.models import CampaignPage, CampaignSeriesPage
from suggestions.telling import campaigns
from suggestions.telling.showing import show

register = template.Library()


@register.simple_tag(takes_context=True)
def campaign_page(context: RequestContext, page: CampaignPage) -> SafeString:
    facts = campaigns.campaign_context(page, context["request"])
    return show(context, "suggestions/campaign.html", facts)


@register.simple_tag(takes_context=True)
def series_page(context: RequestContext, page: CampaignSeriesPage) -> SafeString:
    facts = campaigns.series_context(page, context["request"])
    return show(context, "suggestions/series.html", facts)
