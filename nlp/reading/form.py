"""The one form in which the engine reads a text, and the headline that stands for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from nlp.reading.simplified import simplified

TITLE_WEIGHT = 3
"""A word in the title counts as often as this many in the body."""

MAX_TEXT = 20_000
"""Characters of one text that take part: what follows no longer changes what it is about."""

HEADLINE = 40
"""Characters that stand for the title where there is none."""

_CODE = re.compile(r"([a-z]\d{0,3}[市区县州省镇])")
"""A masked or coded place (A2区): what follows is another word, 丽水 and not 区丽水."""

_ODD_FORM = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2100-\u214f\u2460-\u24ff\u2e80-\u2fdf"
    "\u3200-\u33ff\uf900-\ufaff]"
)
"""Forms that NFKC makes plain; wide punctuation may stay, it parts words either way."""

_SENTENCE = re.compile(r"[。！？；!?;]")


def normalise(text: str) -> str:
    """Return the text in one form: half-width, lower-case, simplified, on one line, bounded.

    >>> normalise("ＫＴＶ\\n擾民")
    'ktv 扰民'
    """
    text = simplified(text[:MAX_TEXT].lower())
    if _ODD_FORM.search(text):
        text = unicodedata.normalize("NFKC", text).lower()
    return " ".join(_CODE.sub(r" \1 ", text).split())


def headline(title: str, body: str) -> str:
    """Return the title, or the first sentence of the body where there is none.

    >>> headline("", "路灯不亮。已经三天了。")
    '路灯不亮'
    """
    return title or _SENTENCE.split(body[:HEADLINE].strip())[0]


def headlines(titles: Sequence[str], bodies: Sequence[str]) -> list[str]:
    """Return the `headline` of every text."""
    return [headline(title, body) for title, body in zip(titles, bodies, strict=True)]
