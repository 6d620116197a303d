"""From labels to what people see: numbers that last, scores, words, names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from nlp import stability
from nlp.corpus import Corpus
from nlp.describe import describe, set_rules
from nlp.model import Grouping, Placed, Theme, Topic
from nlp.vectors import unit_rows

SHELF = np.iinfo(np.int64).min
"""The number of no topic: no number that people or runs can give."""

AGREED = 0.6
"""A topic lies in one theme where so many of its members do; else each keeps its own."""

_WORDS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What the engine found: per distinct text a TF-IDF row, a topic and a theme (-1: none)."""

    rows: sp.csr_matrix
    words: list[str]
    topics: np.ndarray
    themes: np.ndarray


@dataclass(frozen=True, slots=True)
class Centres:
    """Unit centres of numbered groups: row ``index`` belongs to ``numbers[index]``."""

    numbers: np.ndarray
    index: np.ndarray
    rows: sp.csr_matrix
    members: sp.csr_matrix


def present(
    ids: Sequence[str],
    corpus: Corpus,
    found: Found,
    *,
    limit: int,
    previous: Mapping[str, int],
    fixed: Mapping[str, int | None],
) -> Grouping:
    """Number, name, score and place: see `nlp.group` for the rules."""
    labels = found.topics[corpus.owner]
    wordless = np.diff(found.rows.indptr)[corpus.owner] == 0
    topic_of = decide_topics(ids, labels, corpus, previous, fixed, wordless=wordless)
    theme_of = _decide_themes(corpus, found, topic_of, limit)
    topics = _centres(topic_of, corpus, found.rows)
    themes = _centres(theme_of, corpus, found.rows)
    scores, words = _placements(corpus, found, topics, themes)
    placements = tuple(
        Placed(
            message,
            int(theme) if theme != SHELF else None,
            int(topic) if topic != SHELF else None,
            score,
            shown,
        )
        for message, theme, topic, score, shown in zip(
            ids, theme_of.tolist(), topic_of.tolist(), scores, words, strict=True
        )
    )
    score_of = np.asarray(scores)
    named_topics, named_themes = [], []
    told = describe(corpus, found.words, found.rows, topics, score_of, ids)
    for place, (number, text) in enumerate(zip(topics.numbers.tolist(), told, strict=True)):
        inside = np.flatnonzero(topics.index == place)
        named_topics.append(
            Topic(
                number=number,
                theme=_leading(theme_of[inside]),
                name=text.name,
                size=len(inside),
                score=round(float(score_of[inside].mean()), 4),
                keywords=text.keywords,
                representatives=text.representatives,
            )
        )
    told = describe(corpus, found.words, found.rows, themes, score_of, ids, broad=True)
    for place, (number, text) in enumerate(zip(themes.numbers.tolist(), told, strict=True)):
        size = int((themes.index == place).sum())
        named_themes.append(Theme(number, text.name, size, text.keywords, text.representatives))
    report = _report(placements, named_themes, named_topics, corpus, previous)
    report["set_rules"] = set_rules(topics, themes, len(ids))
    return Grouping(placements, tuple(named_themes), tuple(named_topics), report)


def _leading(themes: np.ndarray) -> int:
    numbers, counts = np.unique(themes, return_counts=True)
    return int(numbers[np.argmax(counts)])


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


def _decide_themes(corpus: Corpus, found: Found, topic_of: np.ndarray, limit: int) -> np.ndarray:
    """Return the theme number of every message, 1.. by size (see `AGREED`)."""
    raw = _nearest_theme(found)[corpus.owner]
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
    return _by_size(chosen, corpus)


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


def _by_size(labels: np.ndarray, corpus: Corpus) -> np.ndarray:
    inside = labels >= 0
    result = np.full(len(labels), SHELF)
    if inside.any():
        values, index, sizes = np.unique(labels[inside], return_inverse=True, return_counts=True)
        first = np.full(len(values), len(corpus.titles))
        np.minimum.at(first, index, corpus.owner[inside])
        rank = np.empty(len(values), np.int64)
        rank[np.lexsort((first, -sizes))] = np.arange(1, len(values) + 1)
        result[inside] = rank[index]
    return result


def _centres(number_of: np.ndarray, corpus: Corpus, rows: sp.csr_matrix) -> Centres:
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


def _placements(
    corpus: Corpus, found: Found, topics: Centres, themes: Centres
) -> tuple[list[float], list[tuple[str, ...]]]:
    """Return score and words of every message; equal texts in equal places are done once."""
    offset = len(topics.numbers)
    goal = np.where(topics.index >= 0, topics.index, themes.index + offset)
    goal = np.where((topics.index < 0) & (themes.index < 0), -1, goal)
    width = offset + len(themes.numbers) + 1
    pairs, back = np.unique(corpus.owner * width + goal + 1, return_inverse=True)
    text, goal = pairs // width, pairs % width - 1
    blank = sp.csr_matrix((1, found.rows.shape[1]), dtype=np.float32)
    middle = sp.vstack([topics.rows, themes.rows, blank]).tocsr()
    product = found.rows[text].multiply(middle[goal]).tocsr()
    scores = np.round(np.clip(np.asarray(product.sum(1)).ravel(), 0, 1), 4).tolist()
    shown = _heaviest(product, found.words)
    return [scores[i] for i in back.tolist()], [shown[i] for i in back.tolist()]


def _heaviest(product: sp.csr_matrix, words: list[str]) -> list[tuple[str, ...]]:
    owner = np.repeat(np.arange(product.shape[0]), np.diff(product.indptr))
    order = np.lexsort((product.indices, -product.data, owner))
    rank = np.arange(len(order)) - product.indptr[:-1][owner[order]]
    top = order[rank < _WORDS_SHOWN]
    ends = np.cumsum(np.bincount(owner[top], minlength=product.shape[0])).tolist()
    flat = [words[i] for i in product.indices[top].tolist()]
    return [tuple(flat[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def _report(
    placements: Sequence[Placed],
    themes: Sequence[Theme],
    topics: Sequence[Topic],
    corpus: Corpus,
    previous: Mapping[str, int],
) -> dict[str, Any]:
    placed = sum(p.topic is not None for p in placements)
    report: dict[str, Any] = {
        "counts": {
            "messages": len(placements),
            "distinct_texts": len(corpus.titles),
            "placed": placed,
            "shelf": len(placements) - placed,
            "themes": len(themes),
            "topics": len(topics),
            "largest_topic": max((topic.size for topic in topics), default=0),
            "floods": int((corpus.sizes > 1).sum()),
            "largest_flood": int(corpus.sizes.max(initial=0)),
        }
    }
    if previous:
        current = {p.id: p.topic for p in placements}
        kept = sum(previous[p.id] == p.topic for p in placements if p.id in previous)
        known = sum(p.id in previous for p in placements)
        report["stability"] = {
            "known": known,
            "kept": kept,
            "share": round(kept / known, 4) if known else None,
            "changes": stability.changes(previous, current),
        }
    return report
