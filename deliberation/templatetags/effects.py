"""Numbers as people write them."""

from decimal import Decimal

from django import template

from deliberation.rules import effect

register = template.Library()


@register.filter
def plain(number: Decimal | None) -> str:
    """Without zeros behind: 3 and 2.5, not 3.00 and 2.50."""
    return "没有测" if number is None else effect.plain(number)
