"""The home page and the live event: what stands in the records around the editors' words."""

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from cms import home, live
from cms.models import LiveEventPage
from suggestions.telling.showing import show

register = template.Library()


@register.simple_tag(takes_context=True)
def home_page(context: RequestContext) -> SafeString:
    return show(context, "cms/home.html", home.home_context(context["request"]))


@register.simple_tag(takes_context=True)
def live_event_page(context: RequestContext, page: LiveEventPage) -> SafeString:
    return show(context, "cms/live_event.html", live.live_context(page, context["request"]))
