"""From labels to what people see: numbers that last, scores, words, names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import row_sums, shared, top_entries
from nlp.grouping.centres import SHELF, Centres, centres_of
from nlp.grouping.placing import Known, Parted, decide_issues, decide_themes, decide_topics
from nlp.grouping.standing import with_standing_issues
from nlp.reading.corpus import Corpus
from nlp.records import Grouping, Issue, Placed, Theme, Topic
from nlp.telling.figures import counts, set_rules_kept
from nlp.telling.profiles import Profile, profiles

_WORDS_SHOWN = 8


def outcome(
    ids: Sequence[str],
    corpus: Corpus,
    parted: Parted,
    *,
    limit: int,
    known: Known,
    processes: int = 1,
) -> Grouping:
    """Number, name, score and place: see `nlp.group` for the rules."""
    topic_of = decide_topics(ids, corpus, parted, known)
    topics = centres_of(topic_of, corpus, parted.features.rows)
    if parted.stands is not None:
        known = with_standing_issues(ids, topics, parted.stands, known)
    issue_of, issue_merges = decide_issues(ids, corpus, parted, topics, known)
    theme_of, merges = decide_themes(ids, corpus, parted, topic_of, issue_of, limit, known.themes)
    issues = centres_of(issue_of, corpus, parted.features.rows)
    themes = centres_of(theme_of, corpus, parted.features.rows)
    scores, words = _scores_and_words(corpus, parted, (topics, issues, themes))
    placements = _placements(ids, (theme_of, issue_of, topic_of), scores, words)
    array = np.asarray(scores)
    told = partial(
        profiles, corpus, parted.features.words, parted.features.rows, scores=array, ids=ids
    )
    of_topics = told(topics, processes=processes)
    same = _alone_in(topics, issues, issue_of)
    of_issues = [of_topics[at] if at >= 0 else None for at in same.tolist()]
    others = iter(
        told(
            issues.of(np.flatnonzero(same < 0)),
            placeless=True,
            processes=processes,
            taken={profile.name for profile in of_issues if profile},
        )
    )
    named = Grouping(
        placements,
        _themes(themes, told(themes, broad=True), parted),
        _issues(
            issues,
            [one or next(others) for one in of_issues],
            _themes_of(issues, theme_of, topic_of),
            array,
        ),
        _topics(topics, of_topics, theme_of, issue_of, array),
    )
    report = counts(named, corpus, known)
    report["set_rules"] = set_rules_kept(
        topics, issues, themes, parted.features.places, len(ids)
    ) | {
        "topics_merged": parted.merges,
        "issues_merged": issue_merges,
        "themes_merged": merges,
    }
    return replace(named, report=report)


def _placements(
    ids: Sequence[str],
    places: Sequence[np.ndarray],
    scores: list[float],
    words: list[tuple[str, ...]],
) -> tuple[Placed, ...]:
    levels = [[None if n == SHELF else n for n in of.tolist()] for of in places]
    return tuple(map(Placed, ids, *levels, scores, words))


def _themes(themes: Centres, told: Sequence[Profile], parted: Parted) -> tuple[Theme, ...]:
    """Return the themes; those that people gave keep the names that people gave."""
    names = {seed.number: seed.name for seed in parted.given}
    sizes = np.bincount(themes.index[themes.index >= 0]).tolist()
    return tuple(
        Theme(number, names.get(number, text.name), size, text.keywords, text.representatives)
        for number, size, text in zip(themes.numbers.tolist(), sizes, told, strict=True)
    )


def _issues(
    issues: Centres, told: Sequence[Profile], themes: list[int], scores: np.ndarray
) -> tuple[Issue, ...]:
    """Return the issues, each with the theme that it lies in."""
    columns = (issues.numbers.tolist(), themes, *_figures(issues, scores), told)
    return tuple(
        Issue(number, theme, text.name, size, mean, text.keywords, text.representatives)
        for number, theme, size, mean, text in zip(*columns, strict=True)
    )


def _topics(
    topics: Centres,
    told: Sequence[Profile],
    theme_of: np.ndarray,
    issue_of: np.ndarray,
    scores: np.ndarray,
) -> tuple[Topic, ...]:
    """Return the topics, each with the theme and the issue that it lies in."""
    above = _above(topics, theme_of), _above(topics, issue_of)
    columns = (topics.numbers.tolist(), *above, *_figures(topics, scores), told)
    return tuple(
        Topic(number, theme, issue, text.name, size, mean, text.keywords, text.representatives)
        for number, theme, issue, size, mean, text in zip(*columns, strict=True)
    )


def _themes_of(issues: Centres, theme_of: np.ndarray, topic_of: np.ndarray) -> list[int]:
    """Return the theme of each issue: its topics', or that of most of its lone messages."""
    inside = np.flatnonzero(issues.index >= 0)
    numbers, theme = np.unique(theme_of[inside], return_inverse=True)
    weight = np.where(topic_of[inside] != SHELF, len(theme_of) + 1, 1)
    shape = (len(issues.numbers), len(numbers))
    votes = sp.csr_matrix((weight, (issues.index[inside], theme)), shape=shape)
    leading: list[int] = (
        numbers[np.asarray(votes.argmax(1)).ravel()].tolist() if len(inside) else []
    )
    return leading


def _alone_in(topics: Centres, issues: Centres, issue_of: np.ndarray) -> np.ndarray:
    """Return for each issue the topic that is all of it, -1 where it is more than one."""
    place = np.searchsorted(issues.numbers, _above(topics, issue_of)).astype(np.int64)
    sizes = [np.bincount(g.index[g.index >= 0], minlength=len(g.numbers)) for g in (topics, issues)]
    whole = np.flatnonzero(sizes[0] == sizes[1][place])
    found = np.full(len(issues.numbers), -1)
    found[place[whole]] = whole
    return found


def _above(groups: Centres, level_of: np.ndarray) -> list[int]:
    """Return in which group of a broader level each one lies: all its messages do."""
    found = np.empty(len(groups.numbers), np.int64)
    inside = np.flatnonzero(groups.index >= 0)
    found[groups.index[inside]] = level_of[inside]
    numbers: list[int] = found.tolist()
    return numbers


def _figures(groups: Centres, scores: np.ndarray) -> tuple[list[int], list[float]]:
    """Return size and mean score of each group."""
    inside = np.flatnonzero(groups.index >= 0)
    place = groups.index[inside]
    sizes = np.bincount(place, minlength=len(groups.numbers))
    means = np.bincount(place, weights=scores[inside], minlength=len(sizes)) / np.maximum(sizes, 1)
    return sizes.tolist(), np.round(means, 4).tolist()


def _scores_and_words(
    corpus: Corpus, parted: Parted, levels: Sequence[Centres]
) -> tuple[list[float], list[tuple[str, ...]]]:
    """Return score and words of every message; equal texts in equal places are done once.

    ``levels`` are the groups, the narrowest first: that is what a message is compared to.
    """
    offset = 0
    goal = np.full(len(corpus.owner), -1)
    for groups in levels:
        goal = np.where((goal < 0) & (groups.index >= 0), groups.index + offset, goal)
        offset += len(groups.numbers)
    width = offset + 1
    pairs, back = np.unique(corpus.owner * width + goal + 1, return_inverse=True)
    text, goal = pairs // width, pairs % width - 1
    rows, middle = parted.features.rows[text], sp.vstack([one.rows for one in levels], format="csr")
    product = shared(rows, middle, goal)
    scores = np.round(np.clip(row_sums(rows, product), 0, 1), 4).tolist()
    shown = _heaviest(rows, product, parted.features.words)
    return [scores[i] for i in back.tolist()], [shown[i] for i in back.tolist()]


def _heaviest(rows: sp.csr_matrix, product: np.ndarray, words: list[str]) -> list[tuple[str, ...]]:
    entries, _ = top_entries(rows, _WORDS_SHOWN, product)
    kept = entries[product[entries] > 0]
    owner = np.searchsorted(rows.indptr, kept, side="right") - 1
    ends = np.cumsum(np.bincount(owner, minlength=rows.shape[0])).tolist()
    flat = [words[i] for i in rows.indices[kept].tolist()]
    return [tuple(flat[a:b]) for a, b in zip([0, *ends], ends, strict=False)]
