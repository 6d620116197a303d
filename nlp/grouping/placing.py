"""Who goes where in the end: people's word first, then the last run's numbers, then the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import unit_rows
from nlp.grouping import numbering, set_rules
from nlp.grouping.centres import SHELF, Centres, centres_of
from nlp.grouping.communities import indicator, renumber
from nlp.grouping.issues import Spoken, find_issues
from nlp.reading.corpus import Corpus
from nlp.reading.weights import Features
from nlp.records import ThemeSeed

AGREED = 0.75
"""A lone text goes into the theme of the issue that it is offered where so many of it agree."""


@dataclass(frozen=True, slots=True)
class Parted:
    """What the engine found, for each distinct text.

    Attributes
    ----------
    features : Features
        TF-IDF rows, and the word of every column.
    spoken : Spoken
        What kinds of problems are compared by.
    topics, themes : int arrays, shape (n_texts,)
        Groups numbered 0..; no theme is -1.
    given : sequence of ThemeSeed
        The themes that people gave: then ``themes`` are places in it.  Empty: none were given.
    merges : int
        Topics merged for the set rules.
    stands : bool array, shape (n_messages,), or None
        Messages that stay where the last run put them.
    """

    features: Features
    spoken: Spoken
    topics: np.ndarray
    themes: np.ndarray
    given: Sequence[ThemeSeed] = ()
    merges: int = 0
    stands: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What was decided before.

    Attributes
    ----------
    previous
        Id → topic number of the last run, None for the shelf.
    fixed
        Id → topic number that people decided, None for the shelf.
    issues
        Id → issue number of the last run.
    fixed_issues
        Topic number → issue number that people decided.
    themes
        Id → theme number of the last run.
    loose
        Ids of the last run that are to be looked at as if they were new.
    """

    previous: Mapping[str, int | None]
    fixed: Mapping[str, int | None]
    issues: Mapping[str, int]
    fixed_issues: Mapping[int, int]
    themes: Mapping[str, int]
    loose: Set[str] = frozenset()


def decide_topics(ids: Sequence[str], corpus: Corpus, parted: Parted, known: Known) -> np.ndarray:
    """Return the topic number of every message, `SHELF` for none; people's word goes first."""
    groups, place = _in_order(ids, parted.topics[corpus.owner], corpus.owner)
    fixed = known.fixed
    claimed = numbering.claims(groups, fixed) if fixed else {}
    wordless = np.diff(parted.features.rows.indptr)[corpus.owner] == 0
    silent = set(np.unique(place[wordless]).tolist())
    real = [
        g
        for g, members in enumerate(groups)
        if g in claimed or (len(members) > 1 and g not in silent)
    ]
    before = {key: number for key, number in known.previous.items() if number is not None}
    by_group = np.full(len(groups), SHELF)
    by_group[real] = numbering.number_groups([groups[g] for g in real], before, fixed)
    decided = by_group[place]
    for index, message in enumerate(ids) if fixed else ():
        if message in fixed:
            number = fixed[message]
            decided[index] = SHELF if number is None else number
    return _as_before(_without_lone(decided, fixed), ids, parted.stands, known)


def _as_before(
    decided: np.ndarray, ids: Sequence[str], stands: np.ndarray | None, known: Known
) -> np.ndarray:
    """Return the numbers with their last ones for the messages that stand."""
    for at in np.flatnonzero(stands).tolist() if stands is not None else ():
        if ids[at] not in known.fixed:
            number = known.previous[ids[at]]
            decided[at] = SHELF if number is None else number
    return decided


def _without_lone(decided: np.ndarray, fixed: Mapping[str, int | None]) -> np.ndarray:
    """Put on the shelf who is alone with a number that no person gave."""
    numbers, inverse, counts = np.unique(decided, return_inverse=True, return_counts=True)
    human = {number for number in fixed.values() if number is not None}
    alone = [c == 1 and n not in human for n, c in zip(numbers.tolist(), counts, strict=True)]
    return np.where(np.asarray(alone, bool)[inverse], SHELF, decided)


def _in_order(
    ids: Sequence[str], labels: np.ndarray, owner: np.ndarray
) -> tuple[list[list[str]], np.ndarray]:
    """Return groups of ids, largest first, and the group of every message.

    Of equal ones the one with the first text goes first; ``owner`` is the text of each message.
    """
    count = int(labels.max(initial=-1)) + 1
    sizes = np.bincount(labels, minlength=count)
    first = np.full(count, owner.max(initial=0) + 1)
    np.minimum.at(first, labels, owner)
    order = np.lexsort((first, -sizes))
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(count)
    place = rank[labels]
    groups: list[list[str]] = [[] for _ in range(count)]
    for message, group in zip(ids, place.tolist(), strict=True):
        groups[group].append(message)
    return groups, place


def decide_issues(
    ids: Sequence[str], corpus: Corpus, parted: Parted, topics: Centres, known: Known
) -> tuple[np.ndarray, int]:
    """Return the issue number of every message, `SHELF` for none, and how many were merged.

    Topics lie in one issue as a whole, and so do texts without a topic.  People's word goes first.
    """
    inside = np.flatnonzero(topics.index >= 0)
    topic_of = np.full(len(corpus.titles), -1)
    np.maximum.at(topic_of, corpus.owner[inside], topics.index[inside])
    held = corpus.known(known.issues, ids) if known.issues else None
    found = find_issues(parted.spoken, topic_of, held=held)
    kept, merges = set_rules.apart(parted.features.rows, found)
    by_topic = np.full(len(topics.numbers), -1)
    np.maximum.at(by_topic, topics.index[inside], kept[corpus.owner[inside]])
    by_topic[topic_of[topic_of >= 0]] = kept[topic_of >= 0]
    spoken = np.diff(parted.features.rows.indptr) > 0
    several = np.bincount(kept, weights=spoken, minlength=1) > 1
    labels = np.where(several[kept] & spoken, kept, -1)[corpus.owner]
    labels[inside] = by_topic[topics.index[inside]]
    return _numbered_issues(ids, labels, corpus, topics, known), merges


def _numbered_issues(
    ids: Sequence[str], labels: np.ndarray, corpus: Corpus, topics: Centres, known: Known
) -> np.ndarray:
    """Return the numbers of the issues: people's first, then the last run's by overlap."""
    inside = np.flatnonzero(labels >= 0)
    result = np.full(len(labels), SHELF)
    if not len(inside):
        return result
    members = [ids[at] for at in inside.tolist()]
    groups, place = _in_order(members, renumber(labels[inside]), corpus.owner[inside])
    given = known.fixed_issues
    decided = np.array([*(given.get(number, SHELF) for number in topics.numbers.tolist()), SHELF])
    human = decided[topics.index]
    fixed = {ids[at]: int(human[at]) for at in np.flatnonzero(human != SHELF).tolist()}
    fixed |= {f"\0{number}": number for number in given.values()}  # no new one is as they are
    numbers = numbering.number_groups(groups, known.issues, fixed)
    result[inside] = np.array(numbers)[place]
    result = np.where(human != SHELF, human, result)
    _, back, counts = np.unique(result, return_inverse=True, return_counts=True)
    return np.where((counts[back] == 1) & (topics.index < 0), SHELF, result)


def decide_themes(
    ids: Sequence[str],
    corpus: Corpus,
    parted: Parted,
    topic_of: np.ndarray,
    issue_of: np.ndarray,
    limit: int,
    previous: Mapping[str, int],
) -> tuple[np.ndarray, int]:
    """Return the theme number of every message, and how many themes were merged.

    The topics of an issue lie in one theme: the one that most of its messages are in; so do the
    messages that it is offered to where it is not torn (`AGREED`), else each keeps its own.
    """
    raw = (parted.themes if parted.given else _nearest_theme(parted))[corpus.owner]
    chosen = _agreed(raw, topic_of, issue_of, limit)
    if parted.given:
        given = np.array([SHELF, *(seed.number for seed in parted.given)])
        return given[chosen + 1], 0
    kept = _within_rules(chosen, corpus, parted.features.rows)
    merged = len(np.unique(chosen[chosen >= 0])) - len(np.unique(kept[kept >= 0]))
    return _numbered(ids, kept, corpus, previous), merged


def _agreed(raw: np.ndarray, topic_of: np.ndarray, issue_of: np.ndarray, limit: int) -> np.ndarray:
    """Return the theme of every message after its issue has voted, -1 for none."""
    count = int(raw.max(initial=-1)) + 1
    numbers, place = np.unique(issue_of, return_inverse=True)
    shape = (len(numbers), count + 1)
    votes = sp.csr_matrix((np.ones(len(raw)), (place, raw + 1)), shape=shape).toarray()[:, 1:]
    spare = count  # a new theme, where there may be one, for topics of which no member has any
    if count >= limit:
        spare = int(np.argmax(np.bincount(raw[raw >= 0]))) if count else 0
    leading = np.where(votes.sum(1) > 0, votes.argmax(1) if count else 0, spare)
    torn = votes.max(1, initial=0) < AGREED * votes.sum(1)
    own = (issue_of == SHELF) | ((topic_of == SHELF) & torn[place] & (raw >= 0))
    return np.where(own, raw, leading[place])


def _within_rules(labels: np.ndarray, corpus: Corpus, rows: sp.csr_matrix) -> np.ndarray:
    """Merge themes that are alike, overlap, or are too small (see `nlp.grouping.set_rules`)."""
    centres = centres_of(np.where(labels >= 0, labels, SHELF), corpus, rows)
    if not len(centres.numbers):
        return labels
    total = (centres.members @ rows).tocsr()
    goal = set_rules.merge_alike(total)
    sizes = np.bincount(goal[centres.index[centres.index >= 0]])
    total = (indicator(goal, len(sizes)) @ total).tocsr()
    goal = set_rules.merge_small(total, sizes, set_rules.least_size(len(labels)))[goal]
    return np.where(centres.index >= 0, goal[centres.index], -1)


def _nearest_theme(parted: Parted) -> np.ndarray:
    """Give each text that the graph left alone the theme whose centre is nearest, if any is."""
    labels = parted.themes.copy()
    count = int(labels.max(initial=-1)) + 1
    alone = np.flatnonzero((labels < 0) & (np.diff(parted.features.rows.indptr) > 0))
    if count and len(alone):
        total = indicator(labels, count) @ parted.features.rows
        near = (parted.features.rows[alone] @ unit_rows(total).T).toarray()
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
    numbers[order] = numbering.number_groups([groups[group] for group in order], previous)
    result[inside] = numbers[index]
    return result
