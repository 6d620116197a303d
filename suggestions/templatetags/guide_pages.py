"""A guide's page asks for what stands in the records; its editor for what is tied to it."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from suggestions.models import GuidePage
from suggestions.telling import guides
from suggestions.telling.showing import show

register = template.Library()
DRAWN = 2_000  # clauses, some kilobytes each


@register.simple_tag(takes_context=True)
def guide_page(context: RequestContext, page: GuidePage) -> SafeString:
    facts = guides.guide_context(page, context["request"])
    return show(context, "suggestions/guide.html", facts)


@register.simple_tag
def clause_words(clause: guides.ShownClause) -> SafeString:
    """A clause for everybody. Drawing three hundred of them takes longer than reading them, and
    from one visitor to the next most are the same: what was drawn stands under all it was drawn
    from, so that it is never older than the records."""
    return _drawn(clause.words)


@lru_cache(maxsize=DRAWN)
def _drawn(words: guides.ClauseWords) -> SafeString:
    return render_to_string("suggestions/parts/clause_words.html", {"clause": words})


@register.simple_tag
def tied_words(page: Any) -> list[Any]:
    """The clauses of the newest version with their numbers of words, for who edits it."""
    return guides.tied(page.pk) if page and page.pk else []
