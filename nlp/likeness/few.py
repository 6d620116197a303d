"""Rating a few texts against one, where the counts of words come from somewhere else.

`SimilarIndex` holds all messages in memory.  Who keeps them in a database proposes a few candidates
and rates them here, by the same parts of words, the same BM25 and the same probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nlp.likeness.parts import counted, parts
from nlp.likeness.scoring import likely, saturated, saturation
from nlp.reading import form, segment

ORDINARY = 150.0
"""Parts of words in a message of ordinary length (title words count three times)."""


class Weighed(NamedTuple):
    """A part of a word of the text asked about: in how many texts it stands, what it gives."""

    text: str
    word: str
    """The word it stands in; the part itself where it is a word."""
    texts: int
    weight: float


class Rated(NamedTuple):
    """How likely a text is about the same matter, 0 to 1, and the words that say so."""

    score: float
    words: tuple[str, ...]


class Comparison:
    """One text, ready to be compared with others.

    Parameters
    ----------
    text, title : str
        What is asked about; the words of a title count three times.

    Examples
    --------
    >>> asked = Comparison("晚上不亮", "路灯坏了")
    >>> asked.weigh(1000, {"路灯": 30, "不亮": 9})
    >>> same, other = asked.rate([("路灯晚上不亮", "路灯坏了"), ("路灯很好看", "公园")])
    >>> same.score > 0.3 > other.score
    True
    """

    def __init__(self, text: str, title: str = "") -> None:
        self._counts = counted(text, title)
        self._word: dict[str, str] = {}
        for word in segment.cut(form.normalise(f"{title}\n{text}")):
            for part in parts(word):
                self._word[part] = part if part == word else self._word.get(part, word)
        self._total = 2
        self.weighed: list[Weighed] = []

    @property
    def names(self) -> set[str]:
        """What `weigh` wants to be counted."""
        return {*self._counts, *self._word.values()}

    def weigh(self, total: int, texts: Mapping[str, int], most: int = 32) -> None:
        """Set `weighed` to the heaviest parts, heaviest first.

        Parameters
        ----------
        total : int
            How many messages there are.
        texts : mapping
            In how many of them each name stands.  One that is missing stands in one, and a pair
            of characters is at least as common as the word it was taken from.
        most : int
            How many take part.
        """
        self._total, self.weighed = max(total, 2), []
        for part, count in self._counts.items():
            word = self._word.get(part, part)
            held = max(texts.get(part, 0), texts.get(word, 0), 1)
            rarity = float(np.log1p((max(self._total, held) - held + 0.5) / (held + 0.5)))
            self.weighed.append(Weighed(part, word, held, rarity * saturation(count)))
        self.weighed.sort(key=lambda part: (-part.weight, part.text))
        del self.weighed[most:]

    def rate(self, texts: Sequence[tuple[str, str]]) -> list[Rated]:
        """Return for every (text, title) how likely it is about the same matter."""
        own = sum(part.weight * saturation(self._counts[part.text]) for part in self.weighed) or 1.0
        rarest = float(np.log1p((self._total - 0.5) / 1.5))
        rated = []
        for text, title in texts:
            counts = counted(text, title)
            length = np.float64(sum(counts.values()))
            held = [part for part in self.weighed if part.text in counts]
            score = sum(
                part.weight * float(saturated(np.float64(counts[part.text]), length, ORDINARY))
                for part in held
            )
            chance = float(likely(np.array(score / own), np.array(score / rarest)))
            words = tuple(part.text for part in held if part.text == part.word)
            rated.append(Rated(round(chance, 4), words))
        return rated
