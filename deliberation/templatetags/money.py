"""Amounts as people read them."""

from django import template

register = template.Library()


@register.filter
def yuan(cents: int | None) -> str:
    """Whole 分 as yuan: "12,000" or "12,000.50"; nothing where there is no amount."""
    if cents is None:
        return ""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}" + (f".{rest:02d}" if rest else "")
