"""Personal data made visible to the officer: where it stands in the original, and its marks."""

import re

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from suggestions.text.language import find_personal_data

# What `language.masked` puts in the place of personal data, e.g. ［电话］.
MARK = re.compile(r"［[^［］]{1,8}］")


def marked_original(text: str) -> SafeString:
    """The original with every finding underlined, so that the officer sees what was taken out."""
    spans = [(found.start, found.end) for found in find_personal_data(text)]
    return _marked(text, spans, "desk-found", "个人信息")


def marked_public(text: str) -> SafeString:
    """The public text with every mark highlighted."""
    spans = [match.span() for match in MARK.finditer(text)]
    return _marked(text, spans, "desk-mask", "已遮盖的个人信息")


def _marked(text: str, spans: list[tuple[int, int]], css: str, title: str) -> SafeString:
    parts, at = [], 0
    for start, end in spans:
        mark = format_html('<mark class="{}" title="{}">{}</mark>', css, title, text[start:end])
        parts += [(conditional_escape(text[at:start]),), (mark,)]
        at = end
    return format_html_join("", "{}", [*parts, (text[at:],)])
