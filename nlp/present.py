"""From labels to what people see: numbers that last, scores, words, names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import scipy.sparse as sp

from nlp import rules, stability
from nlp.corpus import Corpus
from nlp.describe import describe
from nlp.model import Grouping, Placed, Theme, Topic
from nlp.placing import SHELF, Centres, Found, Known, centres_of, decide_themes, decide_topics
from nlp.sparse import row_sums, shared, top_entries

_WORDS_SHOWN = 8


def present(
    ids: Sequence[str],
    corpus: Corpus,
    found: Found,
    *,
    limit: int,
    known: Known,
    processes: int = 1,
) -> Grouping:
    """Number, name, score and place: see `nlp.group` for the rules."""
    labels = found.topics[corpus.owner]
    wordless = np.diff(found.rows.indptr)[corpus.owner] == 0
    before = {key: number for key, number in known.previous.items() if number is not None}
    topic_of = decide_topics(ids, labels, corpus, before, known.fixed, wordless=wordless)
    theme_of, merges = decide_themes(ids, corpus, found, topic_of, limit, known.themes)
    topics = centres_of(topic_of, corpus, found.rows)
    themes = centres_of(theme_of, corpus, found.rows)
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
    told = partial(describe, corpus, found.words, found.rows, scores=np.asarray(scores), ids=ids)
    names = {seed.number: seed.name for seed in found.given}
    named_themes = tuple(
        Theme(number, names.get(number, text.name), size, text.keywords, text.representatives)
        for number, size, text in zip(
            themes.numbers.tolist(),
            np.bincount(themes.index[themes.index >= 0]).tolist(),
            told(themes, broad=True),
            strict=True,
        )
    )
    facts = _facts(topics, theme_of, np.asarray(scores))
    named_topics = tuple(
        Topic(number, theme, text.name, size, score, text.keywords, text.representatives)
        for (number, theme, size, score), text in zip(
            facts, told(topics, processes=processes), strict=True
        )
    )
    report = _report(placements, named_themes, named_topics, corpus, known.previous)
    report["set_rules"] = _rules(topics, themes, len(ids)) | {
        "topics_merged": found.merges,
        "themes_merged": merges,
    }
    return Grouping(placements, named_themes, named_topics, report)


def _rules(topics: Centres, themes: Centres, messages: int) -> dict[str, Any]:
    """Return what was measured of the set rules: pairs above the limits, worst pairs, sizes."""
    sizes = np.bincount(themes.index[themes.index >= 0], minlength=len(themes.numbers))
    told: dict[str, Any] = {
        "limit_alike": rules.ALIKE,
        "limit_overlap": rules.OVERLAP,
        "smallest_theme": int(sizes.min(initial=messages)) if len(sizes) else 0,
        "smallest_theme_allowed": rules.least_size(messages),
    }
    for name, group in (("topics", topics), ("themes", themes)):
        for rule, found in rules.measured(group.rows, group.numbers).items():
            told[f"{name}_{rule}"] = found.pop("above")
            told[f"{name}_{rule}_worst"] = found
    return told


def _facts(
    topics: Centres, theme_of: np.ndarray, scores: np.ndarray
) -> list[tuple[int, int, int, float]]:
    """Return number, leading theme, size and mean score of each topic."""
    inside = np.flatnonzero(topics.index >= 0)
    place = topics.index[inside]
    sizes = np.bincount(place, minlength=len(topics.numbers))
    means = np.bincount(place, weights=scores[inside]) / np.maximum(sizes, 1)
    numbers, theme = np.unique(theme_of[inside], return_inverse=True)
    shape = (len(topics.numbers), len(numbers))
    votes = sp.csr_matrix((np.ones(len(inside)), (place, theme)), shape=shape)
    leading = numbers[np.asarray(votes.argmax(1)).ravel()] if len(inside) else numbers
    return [
        (number, theme, size, round(score, 4))
        for number, theme, size, score in zip(
            topics.numbers.tolist(), leading.tolist(), sizes.tolist(), means.tolist(), strict=True
        )
    ]


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
    rows, middle = found.rows[text], sp.vstack([topics.rows, themes.rows], format="csr")
    product = shared(rows, middle, goal)
    scores = np.round(np.clip(row_sums(rows, product), 0, 1), 4).tolist()
    shown = _heaviest(rows, product, found.words)
    return [scores[i] for i in back.tolist()], [shown[i] for i in back.tolist()]


def _heaviest(rows: sp.csr_matrix, product: np.ndarray, words: list[str]) -> list[tuple[str, ...]]:
    entries, _ = top_entries(rows, _WORDS_SHOWN, product)
    kept = entries[product[entries] > 0]
    owner = np.searchsorted(rows.indptr, kept, side="right") - 1
    ends = np.cumsum(np.bincount(owner, minlength=rows.shape[0])).tolist()
    flat = [words[i] for i in rows.indices[kept].tolist()]
    return [tuple(flat[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def _report(
    placements: Sequence[Placed],
    themes: Sequence[Theme],
    topics: Sequence[Topic],
    corpus: Corpus,
    previous: Mapping[str, int | None],
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
        current = {placed.id: placed.topic for placed in placements}
        report["stability"] = stability.report(previous, current)
    return report
