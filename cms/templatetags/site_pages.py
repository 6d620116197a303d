"""The home page and the live event: what stands in the records around the editors' words."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from cms import home, live
from cms.models import LiveEventPage
from suggestions.telling import held
from suggestions.telling.showing import once_for_all, show

register = template.Library()


@register.simple_tag(takes_context=True)
def home_page(context: RequestContext) -> SafeString:
    page, request = context.get("page"), context["request"]

    def tell() -> dict[str, Any]:
        facts = home.home_context(request)
        told = held.drawn("cms/home_content.html", {**facts, "page": page})
        return {"guide_url": facts["guide_url"], "told": told}

    return show(context, "cms/home.html", once_for_all(page, request, tell))


@register.simple_tag(takes_context=True)
def live_event_page(context: RequestContext, page: LiveEventPage) -> SafeString:
    return show(context, "cms/live_event.html", live.live_context(page, context["request"]))
