"""A Wagtail page drawn with what stands in the records: the page's own template asks for it."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest
from django.template.base import Template
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.models import Page

from suggestions.telling import held


def show(context: RequestContext, template: str, facts: dict[str, Any]) -> SafeString:
    """`template` with all that the page already has in its context, and `facts`."""
    page = cast(Template, context.template)  # bound while a template is drawn
    known = cast(dict[str, Any], context.flatten())
    return page.engine.get_template(template).render(context.new(known | facts))


def once_for_all(
    page: Page, request: HttpRequest, tell: Callable[[], Any], *, costly: bool = False
) -> Any:
    """What is told of a page, the same for all who come; an editor's preview is told by itself."""
    if not page.pk or not page.live or getattr(request, "is_preview", False):
        return tell()
    return held.once(f"page:{page.pk}", tell, at=timezone.now(), costly=costly)
