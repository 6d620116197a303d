"""What a text is found by: its words, and the pairs of characters in long ones."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from nlp.reading import form, segment

_HAN = re.compile(r"[㐀-鿿]")


@lru_cache(maxsize=200_000)
def parts(word: str) -> tuple[str, ...]:
    """Return a word with the pairs of characters in it.

    The same phrase is not always cut the same way (路灯 + 不亮, 路 + 灯不亮); what both cuts have
    in common are the pairs and the single characters.
    """
    if word in segment.stop_words() or not (segment.keep(word) or _HAN.fullmatch(word)):
        return ()
    if len(word) < 3 or word.isascii():
        return (word,)
    return tuple(dict.fromkeys([word, *(word[at : at + 2] for at in range(len(word) - 1))]))


def counted(text: str, title: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for piece, weight in ((text, 1), (title, form.TITLE_WEIGHT)):
        for word in segment.cut(form.normalise(piece)):
            for part in parts(word):
                counts[part] += weight
    return counts
