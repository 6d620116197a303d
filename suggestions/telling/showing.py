"""A Wagtail page drawn with what stands in the records: the page's own template asks for it."""

from typing import Any, cast

from django.template.base import Template
from django.template.context import RequestContext
from django.utils.safestring import SafeString


def show(context: RequestContext, template: str, facts: dict[str, Any]) -> SafeString:
    """`template` with all that the page already has in its context, and `facts`."""
    page = cast(Template, context.template)  # bound while a template is drawn
    known = cast(dict[str, Any], context.flatten())
    return page.engine.get_template(template).render(context.new(known | facts))
