"""A council's own page: its record around the editors' words; what is overdue in any list."""

import datetime as dt

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from deliberation.models import CouncilPage, Motion, Resolution
from deliberation.rules import Noticed, ballots
from deliberation.telling import councils, votes
from deliberation.voting import told
from suggestions.telling.showing import show

register = template.Library()


@register.simple_tag(takes_context=True)
def council_page(context: RequestContext, page: CouncilPage) -> SafeString:
    facts = councils.council_context(page.council)
    return show(context, "deliberation/council.html", facts)


@register.simple_tag
def told_of(motion: Motion) -> Noticed | None:
    """How everybody entitled was told of an opened vote."""
    return told.as_opened(motion)


@register.simple_tag
def figures_of(motion: Motion) -> votes.Figures | None:
    """What a closed vote came to; nothing before."""
    return votes.figures(motion)


@register.filter
def counted_by(motion: Motion) -> str:
    """How a vote among options is counted; empty where people agree or not."""
    return ballots.COUNTED.get(motion.form, "")


@register.filter
def late(resolution: Resolution, on: dt.date) -> bool:
    """Whether it is being carried out past its day."""
    return resolution.is_late(on)
