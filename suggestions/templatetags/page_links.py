"""What the frame of all pages says to machines, and how a page is passed on."""

from typing import Any, cast

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.urls import reverse

from suggestions.opening import pages
from suggestions.residents.qr import qr_drawing

register = template.Library()
SITE = ("site", 0)


@register.inclusion_tag("components/page_links.html", takes_context=True)
def page_links(context: RequestContext) -> dict[str, Any]:
    """Canonical address, feeds, and what chat programs show; nothing on private pages."""
    facts = _facts(context)
    if (told := pages.about(facts)) is None:
        return {}
    facts["request"].is_everybodys = pages.is_everybodys(facts)  # cms.middleware looks at it
    return {
        "address": pages.canonical(facts["request"]),
        "about": told,
        "site_name": settings.SITE_NAME,
        "wide": _picture(told, "wide"),
        "square": _picture(told, "square"),
    }


def _facts(context: RequestContext) -> dict[str, Any]:
    return cast(dict[str, Any], context.flatten())


def _picture(told: pages.About, size: str) -> str:
    kind, key = told.picture or SITE
    return settings.SITE_URL + reverse("suggestions:picture", args=[kind, key, size])


@register.inclusion_tag("components/share.html", takes_context=True)
def share(context: RequestContext) -> dict[str, Any]:
    """How to pass this page on: its address to read and copy, and as a QR code."""
    facts = _facts(context)
    told = pages.about(facts)
    if told is None or told.picture is None:
        return {}
    address = settings.SITE_URL + facts["request"].path
    return {"address": address, "title": told.title, "about": told, "qr": qr_drawing(address)}
