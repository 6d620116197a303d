"""Names, keywords and representatives of every group, and the rules that the set must keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from nlp import naming
from nlp.corpus import Corpus
from nlp.model import Keywords
from nlp.parallel import spread
from nlp.vectors import headline

if TYPE_CHECKING:
    from nlp.present import Centres


_LEAST = 0.3
"""A keyword of a topic stands in at least this share of its texts."""

_KEYWORDS, _MEMBERS = 10, 40
_SPAN = 500
"""Groups that are read in one go."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said about one group."""

    name: str
    keywords: tuple[tuple[str, float], ...]
    representatives: tuple[str, ...]


def describe(
    corpus: Corpus,
    words: list[str],
    rows: sp.csr_matrix,
    groups: Centres,
    scores: np.ndarray,
    ids: Sequence[str],
    *,
    broad: bool = False,
    processes: int = 1,
) -> list[Told]:
    """Tell name, keywords and representatives of each group, in the order of ``groups``."""
    if not len(groups.numbers):
        return []
    weights = naming.class_weights(rows, groups.members, least=0 if broad else _LEAST)
    central = _central(corpus, groups, scores, ids)
    read = partial(_read, corpus, words, weights, central, broad)
    count = len(groups.numbers)
    spans = [range(a, min(a + _SPAN, count)) for a in range(0, count, _SPAN)]
    taken: set[str] = set()
    told: list[Told] = []
    for part in spread(read, spans, processes=processes):
        for place, (keywords, titles, names) in enumerate(part, start=len(told)):
            if broad:
                name = naming.name_field(keywords[:_KEYWORDS], taken)
            else:
                name = naming.chosen_name(names, titles, keywords, taken)
            taken.add(name)
            three = tuple(ids[index] for index in _distinct(central[place], corpus))
            told.append(Told(name, keywords[:_KEYWORDS], three))
    return told


def _read(
    corpus: Corpus,
    words: list[str],
    weights: sp.csr_matrix,
    central: Sequence[np.ndarray],
    broad: bool,
    span: range,
) -> list[tuple[Keywords, list[str], list[str]]]:
    """Return keywords, titles and candidates for the name of some groups."""
    found = []
    for place in span:
        keywords = naming.keywords(weights, place, words, top=_KEYWORDS if broad else 30)
        texts = [] if broad else corpus.owner[central[place]].tolist()
        titles = [headline(corpus.titles[text], corpus.bodies[text]) for text in texts]
        found.append((keywords, titles, naming.candidates(titles, keywords)))
    return found


def _central(
    corpus: Corpus, groups: Centres, scores: np.ndarray, ids: Sequence[str]
) -> list[np.ndarray]:
    """Return the most central and brief members of each group, best first (see `_MEMBERS`)."""
    inside = np.flatnonzero(groups.index >= 0)
    texts = corpus.owner[inside]
    lengths = np.array([len(t) + len(b) for t, b in zip(corpus.titles, corpus.bodies, strict=True)])
    worth = naming.worth(scores[inside], lengths[texts])
    rank = np.empty(len(ids), np.int64)
    rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    group = groups.index[inside]
    order = np.lexsort((rank[inside], texts, -worth, group))
    ends = np.searchsorted(group[order], np.arange(len(groups.numbers) + 1))
    best = [order[a : min(a + _MEMBERS, b)] for a, b in zip(ends[:-1], ends[1:], strict=True)]
    return [inside[chosen] for chosen in best]


def _distinct(central: np.ndarray, corpus: Corpus) -> list[int]:
    """Return three of the most central, none the copy of another."""
    _, first = np.unique(corpus.owner[central], return_index=True)
    return central[np.sort(first)[:3]].tolist()
