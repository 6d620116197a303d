"""The profile of every group: its name, its keywords, the messages that stand for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy.sparse as sp

from nlp.bulk.parallel import spread
from nlp.grouping.centres import Centres
from nlp.reading.corpus import Corpus
from nlp.records import Keywords
from nlp.telling import naming
from nlp.telling.keywords import class_weights, keywords_of, rarity

_LEAST = 0.3
"""A keyword of a topic stands in at least this share of its texts."""

_KEYWORDS, _SHARES, _MEMBERS = 10, 30, 40
_SPAN = 500
"""Groups that are read in one go."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is said about one group."""

    name: str
    keywords: tuple[tuple[str, float], ...]
    representatives: tuple[str, ...]


def profiles(
    corpus: Corpus,
    words: list[str],
    rows: sp.csr_matrix,
    groups: Centres,
    scores: np.ndarray,
    ids: Sequence[str],
    *,
    broad: bool = False,
    placeless: bool = False,
    processes: int = 1,
    taken: set[str] | None = None,
) -> list[Profile]:
    """Tell name, keywords and representatives of each group, in the order of ``groups``.

    A ``broad`` group (a theme) is named by its heaviest words.  The name of a ``placeless`` one
    (an issue, 类问题: one kind of problem wherever it is) has no place that only some of its
    members name.  ``taken`` are names that others have.
    """
    if not len(groups.numbers):
        return []
    weights = class_weights(rows, groups.members, least=0 if broad else _LEAST)
    central = _central(corpus, groups, scores, ids)
    rare = {} if broad else dict(zip(words, rarity(rows).tolist(), strict=True))
    read = partial(_read, corpus, words, weights, central, rare, broad, placeless)
    count = len(groups.numbers)
    spans = [range(a, min(a + _SPAN, count)) for a in range(0, count, _SPAN)]
    taken = taken or set()
    told: list[Profile] = []
    for part in spread(read, spans, processes=processes):
        for keywords, names in part:
            field = naming.name_field(keywords, taken) if broad else ""
            name = field or naming.chosen_name(names, taken)
            taken.add(name)
            three = tuple(ids[index] for index in _distinct(central[len(told)], corpus))
            told.append(Profile(name, keywords[:_KEYWORDS], three))
    return told


def _read(
    corpus: Corpus,
    words: list[str],
    weights: sp.csr_matrix,
    central: Sequence[np.ndarray],
    rare: dict[str, float],
    broad: bool,
    placeless: bool,
    span: range,
) -> list[tuple[Keywords, list[str]]]:
    """Return keywords and candidates for the name of some groups, the best first."""
    top = _KEYWORDS if broad else _SHARES
    keywords = [keywords_of(weights, place, words, top=top) for place in span]
    if broad:
        return [(found, []) for found in keywords]
    groups = [_texts(corpus, central[place]) for place in span]
    reading = naming.Reading(rare, placeless=placeless)
    for texts in groups:  # how often a word stands last is known when all are read
        for text in texts:
            reading.clauses(text)
    return [
        (found, naming.candidates(reading, texts, {word: w / rare[word] for word, w in found}))
        for found, texts in zip(keywords, groups, strict=True)
    ]


def _texts(corpus: Corpus, central: np.ndarray) -> list[naming.Text]:
    """Return title and body of the most central texts, each once."""
    texts = dict.fromkeys(corpus.owner[central].tolist())
    return [(corpus.titles[text], corpus.bodies[text]) for text in list(texts)[: naming.READ]]


def _central(
    corpus: Corpus, groups: Centres, scores: np.ndarray, ids: Sequence[str]
) -> list[np.ndarray]:
    """Return the most central and brief members of each group, best first (see `_MEMBERS`)."""
    inside = np.flatnonzero(groups.index >= 0)
    texts = corpus.owner[inside]
    lengths = np.array([len(t) + len(b) for t, b in zip(corpus.titles, corpus.bodies, strict=True)])
    worths = standing(scores[inside], lengths[texts])
    rank = np.empty(len(ids), np.int64)
    rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    group = groups.index[inside]
    order = np.lexsort((rank[inside], texts, -worths, group))
    ends = np.searchsorted(group[order], np.arange(len(groups.numbers) + 1))
    best = [order[a : min(a + _MEMBERS, b)] for a, b in zip(ends[:-1], ends[1:], strict=True)]
    return [inside[chosen] for chosen in best]


def _distinct(central: np.ndarray, corpus: Corpus) -> list[int]:
    """Return three of the most central, none the copy of another."""
    _, first = np.unique(corpus.owner[central], return_index=True)
    three: list[int] = central[np.sort(first)[:3]].tolist()
    return three


def standing(scores: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return how well each member stands for its group: central, and short where it is equal.

    Parameters
    ----------
    scores : array, shape (n_members,)
        Cosine to the centre.
    lengths : array, shape (n_members,)
        Characters of each text.

    Examples
    --------
    >>> standing(np.array([0.8, 0.8, 0.2]), np.array([900, 40, 10])).argsort()[::-1].tolist()
    [1, 0, 2]
    """
    return np.round(scores - 0.04 * np.log1p(lengths / 100), 6)
