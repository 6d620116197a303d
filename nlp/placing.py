"""Who goes where in the end: people's word first, then the last run's numbers, then the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from nlp import rules, stability
from nlp.communities import indicator
from nlp.corpus import Corpus
from nlp.model import ThemeSeed
from nlp.sparse import unit_rows

SHELF = np.iinfo(np.int64).min
"""The number of no topic: no number that people or runs can give."""

AGREED = 0.75
"""A topic lies in one theme where so many of its members do; else each keeps its own."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the engine found, for each distinct text.

    Attributes
    ----------
    rows : csr matrix, shape (n_texts, n_words)
        TF-IDF.
    words : list of str
        The word of every column.
    topics, themes : int arrays, shape (n_texts,)
        Groups numbered 0..; no theme is -1.
    given : sequence of ThemeSeed
        The themes that people gave: then ``themes`` are places in it.  Empty: none were given.
    merges : int
        Topics merged for the set rules.
    """

    rows: sp.csr_matrix
    words: list[str]
    topics: np.ndarray
    themes: np.ndarray
    given: Sequence[ThemeSeed] = ()
    merges: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What was decided before: ids and numbers (see `nlp.group`)."""

    previous: Mapping[str, int | None]
    fixed: Mapping[str, int | None]
    themes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Centres:
    """Unit centres of numbered groups: row ``index`` belongs to ``numbers[index]``."""

    numbers: np.ndarray
    index: np.ndarray
    rows: sp.csr_matrix
    members: sp.csr_matrix


def decide_topics(
    ids: Sequence[str],
    labels: np.ndarray,
    corpus: Corpus,
    previous: Mapping[str, int],
    fixed: Mapping[str, int | None],
    *,
    wordless: np.ndarray,
) -> np.ndarray:
    """Return the topic number of every message, `SHELF` for none; people's word goes first."""
    groups, place = _in_order(ids, labels, corpus)
    claimed = stability.claims(groups, fixed) if fixed else {}
    silent = set(np.unique(place[wordless]).tolist())
    real = [
        g
        for g, members in enumerate(groups)
        if g in claimed or (len(members) > 1 and g not in silent)
    ]
    numbers = stability.number_groups([groups[g] for g in real], previous, fixed)
    by_group = np.full(len(groups), SHELF)
    by_group[real] = numbers
    decided = by_group[place]
    for index, message in enumerate(ids) if fixed else ():
        if message in fixed:
            number = fixed[message]
            decided[index] = SHELF if number is None else number
    numbers, inverse, counts = np.unique(decided, return_inverse=True, return_counts=True)
    human = {number for number in fixed.values() if number is not None}
    alone = [c == 1 and n not in human for n, c in zip(numbers.tolist(), counts, strict=True)]
    return np.where(np.asarray(alone, bool)[inverse], SHELF, decided)


def _in_order(
    ids: Sequence[str], labels: np.ndarray, corpus: Corpus
) -> tuple[list[list[str]], np.ndarray]:
    """Return groups of ids, largest first, and the group of every message."""
    count = int(labels.max(initial=-1)) + 1
    sizes = np.bincount(labels, minlength=count)
    first = np.full(count, len(corpus.titles))
    np.minimum.at(first, labels, corpus.owner)
    order = np.lexsort((first, -sizes))
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(count)
    place = rank[labels]
    groups: list[list[str]] = [[] for _ in range(count)]
    for message, group in zip(ids, place.tolist(), strict=True):
        groups[group].append(message)
    return groups, place


def decide_themes(
    ids: Sequence[str],
    corpus: Corpus,
    found: Found,
    topic_of: np.ndarray,
    limit: int,
    previous: Mapping[str, int],
) -> tuple[np.ndarray, int]:
    """Return the theme number of every message (see `AGREED`), and how many were merged."""
    raw = (found.themes if found.given else _nearest_theme(found))[corpus.owner]
    count = int(raw.max(initial=-1)) + 1
    numbers, place = np.unique(topic_of, return_inverse=True)
    votes = sp.csr_matrix(
        (np.ones(len(raw)), (place, raw + 1)), shape=(len(numbers), count + 1)
    ).toarray()[:, 1:]
    spare: int = (
        count if count < limit else int(np.argmax(np.bincount(raw[raw >= 0]))) if count else 0
    )
    most, total = votes.max(1, initial=0), votes.sum(1)
    leading = np.where(total > 0, votes.argmax(1) if count else 0, spare)
    agreed = (most >= AGREED * total) & (numbers != SHELF)
    chosen = np.where(agreed[place], leading[place], raw)
    chosen = np.where((chosen < 0) & (topic_of != SHELF), leading[place], chosen)
    if found.given:
        given = np.array([SHELF, *(seed.number for seed in found.given)])
        return given[chosen + 1], 0
    kept = _within_rules(chosen, corpus, found.rows)
    merged = len(np.unique(chosen[chosen >= 0])) - len(np.unique(kept[kept >= 0]))
    return _numbered(ids, kept, corpus, previous), merged


def _within_rules(labels: np.ndarray, corpus: Corpus, rows: sp.csr_matrix) -> np.ndarray:
    """Merge themes that are alike, overlap, or are too small (see `nlp.rules`)."""
    centres = centres_of(np.where(labels >= 0, labels, SHELF), corpus, rows)
    if not len(centres.numbers):
        return labels
    total = (centres.members @ rows).tocsr()
    goal = rules.merge_alike(total)
    sizes = np.bincount(goal[centres.index[centres.index >= 0]])
    total = (indicator(goal, len(sizes)) @ total).tocsr()
    goal = rules.merge_small(total, sizes, rules.least_size(len(labels)))[goal]
    return np.where(centres.index >= 0, goal[centres.index], -1)


def _nearest_theme(found: Found) -> np.ndarray:
    """Give each text that the graph left alone the theme whose centre is nearest, if any is."""
    labels = found.themes.copy()
    count = int(labels.max(initial=-1)) + 1
    alone = np.flatnonzero((labels < 0) & (np.diff(found.rows.indptr) > 0))
    if count and len(alone):
        inside = np.flatnonzero(labels >= 0)
        member = sp.csr_matrix(
            (np.ones(len(inside), np.float32), (labels[inside], inside)),
            shape=(count, len(labels)),
        )
        near = (found.rows[alone] @ unit_rows(member @ found.rows).T).toarray()
        best = near.argmax(1)
        labels[alone] = np.where(near.max(1) > 0, best, -1)
    return labels


def _numbered(
    ids: Sequence[str], labels: np.ndarray, corpus: Corpus, previous: Mapping[str, int]
) -> np.ndarray:
    """Return the numbers of the themes: the last run's by overlap, else 1.. by size."""
    inside = np.flatnonzero(labels >= 0)
    result = np.full(len(labels), SHELF)
    if not len(inside):
        return result
    values, index, sizes = np.unique(labels[inside], return_inverse=True, return_counts=True)
    first = np.full(len(values), len(corpus.titles))
    np.minimum.at(first, index, corpus.owner[inside])
    order = np.lexsort((first, -sizes))
    groups: list[list[str]] = [[] for _ in order]
    if previous:
        for place, group in zip(inside.tolist(), index.tolist(), strict=True):
            groups[group].append(ids[place])
    numbers = np.empty(len(values), np.int64)
    numbers[order] = stability.number_groups([groups[group] for group in order], previous)
    result[inside] = numbers[index]
    return result


def centres_of(number_of: np.ndarray, corpus: Corpus, rows: sp.csr_matrix) -> Centres:
    inside = np.flatnonzero(number_of != SHELF)
    numbers, place = np.unique(number_of[inside], return_inverse=True)
    index = np.full(len(number_of), -1)
    index[inside] = place
    members = sp.csr_matrix(
        (np.ones(len(inside), np.float32), (place, corpus.owner[inside])),
        shape=(len(numbers), rows.shape[0]),
    )
    members.sum_duplicates()
    return Centres(numbers, index, unit_rows((members @ rows).tocsr()), members)
