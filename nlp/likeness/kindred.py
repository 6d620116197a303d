"""Words that may mean the same: said in the same topics, in alike company, seldom together."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from itertools import combinations
from typing import NamedTuple

from nlp.reading import segment

LEAST_TEXTS = 4
"""Texts in which a word stands before its company says anything."""

TOGETHER = 0.2
"""Who says both words in one text this often means two things."""

ALIKE = 0.35
"""Cosine of the companies of two words from which on they are proposed."""

_NEAR = 2
_MOST = 600
_SHARED = 2


class Kindred(NamedTuple):
    """Two words, in how many texts both stand, and how many topics say either."""

    one: str
    other: str
    together: int
    topics: int


def kindred(texts: Sequence[tuple[Hashable, str]]) -> list[Kindred]:
    """Return pairs of words that may mean the same, the likeliest first.

    Parameters
    ----------
    texts : sequence of (topic, text)
        Texts with the topic that people put them into.

    Notes
    -----
    The company of a word are the words within two places of it, weighted by how rare they are.
    Only the 600 commonest words that stand in few topics are compared with each other, so that
    the time is bounded whatever the number of texts.
    """
    holding: dict[str, set[int]] = defaultdict(set)
    topics: dict[str, set[Hashable]] = defaultdict(set)
    company: dict[str, Counter[str]] = defaultdict(Counter)
    for at, (topic, text) in enumerate(texts):
        said = segment.words(text)
        for place, word in enumerate(said):
            if len(word) < 2 or word.isascii():
                continue
            holding[word].add(at)
            topics[word].add(topic)
            company[word].update(said[max(0, place - _NEAR) : place])
            company[word].update(said[place + 1 : place + 1 + _NEAR])
    known = [word for word, held in holding.items() if len(held) >= LEAST_TEXTS]
    known = sorted(known, key=lambda word: (-len(holding[word]), word))[:_MOST]
    vectors = {word: _weighted(company[word], holding, len(texts)) for word in known}
    found = []
    for one, other in combinations(known, 2):
        both = len(holding[one] & holding[other])
        least = min(len(holding[one]), len(holding[other]))
        shared = len(topics[one] & topics[other])
        if both > TOGETHER * least or shared < min(_SHARED, len(topics[one]), len(topics[other])):
            continue
        score = _cosine(vectors[one], vectors[other])
        if shared and score >= ALIKE:
            found.append((score, Kindred(one, other, both, shared)))
    return [pair for _, pair in sorted(found, key=lambda row: (-row[0], row[1]))]


def _weighted(near: Counter[str], holding: dict[str, set[int]], total: int) -> dict[str, float]:
    values = {
        word: count * math.log(total / (1 + len(holding[word]))) ** 2
        for word, count in near.items()
        if word in holding and len(holding[word]) < total / 2
    }
    norm = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {word: value / norm for word, value in values.items()}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other.get(word, 0.0) for word, value in one.items())
