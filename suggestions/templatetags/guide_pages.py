"""A guide's page asks for what stands in the records; its editor for what is tied to it."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from suggestions.models import GuidePage
from suggestions.telling import guides
from suggestions.telling.showing import show

register = template.Library()


@register.simple_tag(takes_context=True)
def guide_page(context: RequestContext, page: GuidePage) -> SafeString:
    facts = guides.guide_context(page, context["request"])
    return show(context, "suggestions/guide.html", facts)


@register.simple_tag
def tied_words(page: Any) -> list[Any]:
    """The clauses of the newest version with their numbers of words, for who edits it."""
    return guides.tied(page.pk) if page and page.pk else []
