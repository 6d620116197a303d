"""Names, keywords and representatives of every group, and the rules that the set must keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp

from nlp import naming
from nlp.corpus import Corpus
from nlp.topics import ALIKE, similar_pairs
from nlp.vectors import headline

if TYPE_CHECKING:
    from nlp.present import Centres


_LEAST = 0.3
"""A keyword of a topic stands in at least this share of its texts."""


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
) -> list[Told]:
    """Tell name, keywords and representatives of each group, in the order of ``groups``."""
    if not len(groups.numbers):
        return []
    weights = naming.class_weights(rows, groups.members, least=0 if broad else _LEAST)
    order = np.argsort(groups.index, kind="stable")
    ends = np.searchsorted(groups.index[order], np.arange(len(groups.numbers) + 1))
    taken: set[str] = set()
    told: list[Told] = []
    for place in range(len(groups.numbers)):
        inside = order[ends[place] : ends[place + 1]]
        central = _central(corpus, scores, ids, inside)
        keywords = naming.keywords(weights, place, words)
        if broad:
            name = naming.name_field(keywords, taken)
        else:
            titles = [_headline(corpus, text) for text in corpus.owner[central].tolist()]
            more = naming.keywords(weights, place, words, top=30)
            name = naming.name_group(titles, more, taken)
        taken.add(name)
        told.append(Told(name, keywords, _distinct(central, corpus, ids)))
    return told


def _central(
    corpus: Corpus, scores: np.ndarray, ids: Sequence[str], inside: np.ndarray
) -> np.ndarray:
    texts = corpus.owner[inside].tolist()
    lengths = np.asarray([len(corpus.titles[t]) + len(corpus.bodies[t]) for t in texts])
    keys = [(text, ids[index]) for text, index in zip(texts, inside.tolist(), strict=True)]
    return inside[naming.representatives(scores[inside], lengths, keys, top=40)]


def _distinct(central: np.ndarray, corpus: Corpus, ids: Sequence[str]) -> tuple[str, ...]:
    """Return three of the most central, none the copy of another."""
    seen: set[int] = set()
    chosen: list[str] = []
    for index in central.tolist():
        text = int(corpus.owner[index])
        if text not in seen:
            seen.add(text)
            chosen.append(ids[index])
    return tuple(chosen[:3])


def _headline(corpus: Corpus, text: int) -> str:
    return headline(corpus.titles[text], corpus.bodies[text])


def set_rules(topics: Centres, themes: Centres, messages: int) -> dict[str, Any]:
    """Measure the rules over all pairs: likeness of centres and size."""
    sizes = np.bincount(themes.index[themes.index >= 0], minlength=len(themes.numbers))
    return {
        "limit_alike": ALIKE,
        "topics_alike": int(similar_pairs(topics.rows, ALIKE).nnz),
        "themes_alike": int(similar_pairs(themes.rows, ALIKE).nnz),
        "smallest_theme": int(sizes.min(initial=messages)) if len(sizes) else 0,
        "smallest_theme_allowed": max(5, round(0.001 * messages)),
    }
