"""Where a line of Chinese may break so that it can still be read: between words, not within."""

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from suggestions.text.language import cut

NOT_FIRST = "，。、；：？！”’）》】」』…—·%％"
NOT_LAST = "“‘（《【「『"
LONGEST = 60  # characters of a heading that are looked at; what is longer is running text


def pieces(text: str) -> list[str]:
    """Words, each with the marks that may not begin or end a line without it."""
    found: list[str] = []
    for word in cut(" ".join(text.split())):
        if found and (word[0] in NOT_FIRST or found[-1][-1] in NOT_LAST):
            found[-1] += word
        else:
            found.append(word)
    return found


def by_meaning(text: str) -> SafeString:
    """A heading, escaped, that breaks between its words; a long text comes back as it is."""
    if not text or len(text) > LONGEST:
        return format_html("{}", text)
    return _broken(text)


@lru_cache(maxsize=4096)
def _broken(text: str) -> SafeString:
    words = format_html_join("", "{}<wbr>", ((word,) for word in pieces(text)))
    return format_html('<span class="keep">{}</span>', words)
