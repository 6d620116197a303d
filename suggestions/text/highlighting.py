"""What was searched for, marked in what was found; the text itself stays escaped."""

import re
from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from suggestions.text.language import simplified

SHOWN, BEFORE = 140, 20  # characters of a card's text, and those before the first mark


def marked(text: str, words: Iterable[str]) -> SafeString:
    """`text`, escaped, with every one of `words` (the longest first) between <mark> tags."""
    parts, at = [], 0
    for start, end in _places(text, words):
        parts += [
            format_html("{}", text[at:start]),
            format_html("<mark>{}</mark>", text[start:end]),
        ]
        at = end
    return format_html_join("", "{}", ((part,) for part in [*parts, format_html("{}", text[at:])]))


def excerpt(text: str, words: Iterable[str]) -> SafeString:
    """The part of `text` around the first mark."""
    words = list(words)
    first = next(iter(_places(text, words)), (0, 0))[0]
    begin = first - BEFORE if first > SHOWN - BEFORE else 0
    shown = text[begin : begin + SHOWN]
    before, after = "…" if begin else "", "…" if begin + SHOWN < len(text) else ""
    return format_html("{}{}{}", before, marked(shown, words), after)


def _places(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the words stand, whatever the case and the characters they are written in."""
    plain = simplified(text.lower())
    pattern = "|".join(re.escape(word) for word in words if len(word) > 1 or not word.isascii())
    if not pattern or len(plain) != len(text):  # a letter whose lower case is two
        return []
    return [found.span() for found in re.finditer(pattern, plain)]
