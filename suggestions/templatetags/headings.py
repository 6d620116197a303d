"""Headings that break where they can be read."""

from django import template

from suggestions.text.breaking import by_meaning

register = template.Library()
register.filter("by_meaning", by_meaning)
