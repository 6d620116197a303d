"""Broad themes: the few fields that a campaign's topics fall into."""

from __future__ import annotations

from math import ceil, log

import numpy as np
import scipy.sparse as sp
from sparse_dot_topn import sp_matmul_topn

from nlp.communities import indicator, leiden, renumber

MIN_SHARE, MIN_SIZE = 0.001, 5
"""A theme has at least this share of the messages and at least so many (set rules)."""

SAMPLE = 10_000
"""Texts that the themes are drawn from; the others are placed into them by their words."""

_RESOLUTIONS = (1.2, 1.8, 2.7, 4.0, 6.0, 9.0, 14.0)
_FLOOR = 0.02
_ROUNDS = 10
_SMOOTH = 0.1


def default_themes(n: int) -> int:
    """Return how many themes at most ``n`` messages have: ``ceil(log5(n) * 6)``.

    >>> default_themes(27_000), default_themes(1)
    (39, 1)
    """
    return max(1, ceil(log(n, 5) * 6)) if n > 1 else 1


def find_themes(
    rows: sp.csr_matrix,
    meaning: sp.csr_matrix | None,
    sizes: np.ndarray,
    *,
    limit: int,
    exact: bool = False,
    seed: int = 0,
    threads: int = 1,
) -> np.ndarray:
    """Return the theme of every row, -1 where nothing links it to any other.

    Modularity communities of a sample's neighbour graph, merged down to the limit, are the
    start of a mixture of word distributions (naive Bayes, expectation-maximisation) by which
    every text is placed.

    Parameters
    ----------
    rows : csr matrix, shape (n, m)
        TF-IDF rows of length 1.
    meaning : csr matrix, shape (n, n), or None
        Neighbour graph of the sentence vectors.
    sizes : int array, shape (n,)
        How many messages each row stands for.
    limit
        At most so many themes; with ``exact`` as many where the texts have as many.
    """
    filled = np.flatnonzero(np.diff(rows.indptr))
    labels = np.full(rows.shape[0], -1)
    if not len(filled):
        return labels
    sample = filled
    if len(filled) > SAMPLE:
        sample = np.sort(np.random.default_rng(seed).choice(filled, SAMPLE, replace=False))
    graph = _graph(rows[sample], threads)
    if meaning is not None:
        median = float(np.median(np.diff(rows[sample].indptr)))
        graph = _with_meaning(graph, meaning[sample][:, sample], median)
    start = _communities(graph, sizes[sample], limit, exact, seed)
    if start.max() < 0:
        return labels
    return _by_words(rows, sample, start, _ROUNDS if meaning is None else 0)


def _graph(rows: sp.csr_matrix, threads: int) -> sp.csr_matrix:
    """Return the neighbour graph; long texts share more words and take more neighbours."""
    median = float(np.median(np.diff(rows.indptr)))
    top = int(np.clip(6 * median, 24, 200))
    found = sp_matmul_topn(
        rows, rows.T.tocsr(), top_n=top + 1, threshold=_FLOOR, sort=True, n_threads=threads
    )
    return _mean(found)


def _mean(directed: sp.csr_matrix) -> sp.csr_matrix:
    """Return the mean of both directions: mutual neighbours weigh twice."""
    graph = ((directed + directed.T) * np.float32(0.5)).tocsr()
    graph.setdiag(0)
    graph.eliminate_zeros()
    graph.sort_indices()
    return graph


def _with_meaning(graph: sp.csr_matrix, meaning: sp.csr_matrix, median: float) -> sp.csr_matrix:
    """Add the graph of meanings: it counts in full for titles, less where words abound."""
    share = float(np.clip(10 / max(median, 1), 0.3, 1))
    scale = share * graph.sum() / max(float(meaning.sum()), 1e-9)
    return (graph + meaning * np.float32(scale)).tocsr()


def _communities(
    graph: sp.csr_matrix, sizes: np.ndarray, limit: int, exact: bool, seed: int
) -> np.ndarray:
    linked = np.diff(graph.indptr) > 0
    if not linked.any():
        return np.full(graph.shape[0], -1)
    labels = leiden(graph, resolution=_RESOLUTIONS[0], modularity=True, seed=seed)
    for resolution in _RESOLUTIONS[1:] if exact else ():
        if len(np.unique(labels[linked])) >= limit:
            break
        labels = leiden(graph, resolution=resolution, modularity=True, seed=seed)
    labels = merge_down(graph, renumber(labels), np.where(linked, sizes, 0), limit)
    result = np.full(len(labels), -1)
    result[linked] = renumber(labels[linked])
    return result


def merge_down(
    graph: sp.csr_matrix, labels: np.ndarray, sizes: np.ndarray, limit: int
) -> np.ndarray:
    """Merge groups, best gain in modularity first, until few and large enough."""
    count = np.bincount(labels, weights=sizes)
    alive = count > 0
    used = np.flatnonzero(alive)
    place = np.full(len(count), -1)
    place[used] = np.arange(len(used))
    member = indicator(place[labels], len(used))
    between = (member @ graph @ member.T).toarray().astype(np.float64)
    count, alive = count[used], alive[used]
    total = between.sum() or 1.0
    parent = np.arange(len(used))
    least = max(MIN_SIZE, MIN_SHARE * sizes.sum())
    while alive.sum() > 1:
        small = alive & (count < least)
        if alive.sum() <= limit and not small.any():
            break
        a, b = _best_pair(between, total, alive, small if alive.sum() <= limit else alive)
        between[a] += between[b]
        between[:, a] += between[:, b]
        between[b] = between[:, b] = 0
        count[a] += count[b]
        alive[b] = False
        parent[parent == b] = a
    found = place[labels]
    return np.where(found >= 0, parent[found], len(used) + 1)


def _best_pair(
    between: np.ndarray, total: float, alive: np.ndarray, first: np.ndarray
) -> tuple[int, int]:
    strength = between.sum(1)
    gain = between / total - np.outer(strength, strength) / total**2
    gain /= np.minimum.outer(strength, strength).clip(1e-12)
    np.fill_diagonal(gain, -np.inf)
    gain[~first] = -np.inf
    gain[:, ~alive] = -np.inf
    a, b = np.unravel_index(np.argmax(gain), gain.shape)
    return int(a), int(b)


def _by_words(
    rows: sp.csr_matrix, sample: np.ndarray, start: np.ndarray, rounds: int
) -> np.ndarray:
    """Fit word distributions to the start and give every text its likeliest theme."""
    said = rows.copy()
    said.data = np.ones_like(said.data)
    part = said[sample]
    themes = int(start.max()) + 1
    belief = indicator(start, themes).T.toarray().astype(np.float64)
    for _ in range(rounds):
        belief = _belief(part, *_distributions(part, belief))
    words, share = _distributions(part, belief)
    labels = np.full(rows.shape[0], -1)
    for block in np.array_split(np.arange(rows.shape[0]), max(1, rows.shape[0] // 20_000)):
        labels[block] = (said[block] @ words + share).argmax(1)
    if not rounds:
        known = start >= 0
        labels[sample[known]] = start[known]
    labels[np.diff(rows.indptr) == 0] = -1
    return labels


def _distributions(said: sp.csr_matrix, belief: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    count = said.T @ belief + _SMOOTH
    share = 0.5 * np.log((belief.sum(0) + 1) / (len(belief) + belief.shape[1]))
    return np.log(count / count.sum(0)), share


def _belief(said: sp.csr_matrix, words: np.ndarray, share: np.ndarray) -> np.ndarray:
    likely = said @ words + share
    likely = np.exp(likely - likely.max(1, keepdims=True))
    return likely / likely.sum(1, keepdims=True)
