"""Broad themes: the few fields that a campaign's topics fall into."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from math import ceil, log

import numpy as np
import scipy.sparse as sp
from sparse_dot_topn import sp_matmul_topn

from nlp.grouping.communities import indicator, leiden, renumber
from nlp.grouping.dense_graph import dense_neighbours
from nlp.grouping.mixture import Mixture, Said, condensed, fit, said
from nlp.grouping.set_rules import least_size

SAMPLE = 10_000
"""Texts that the themes are drawn from, of long texts half as many; the others are placed into
them by their words."""

_RESOLUTIONS = (1.2, 1.8, 2.7, 4.0, 6.0, 9.0, 14.0)
_FLOOR = 0.02
_STARTS, _CHEAP, _EDGES = 4, 2_500_000, 1_200_000


def default_themes(n: int) -> int:
    """Return how many themes at most ``n`` messages have: ``ceil(log5(n) * 6)``.

    >>> default_themes(27_000), default_themes(1)
    (39, 1)
    """
    return max(1, ceil(log(n, 5) * 6)) if n > 1 else 1


def find_themes(
    rows: sp.csr_matrix,
    meaning: np.ndarray | None,
    sizes: np.ndarray,
    *,
    limit: int,
    exact: bool = False,
    seed: int = 0,
    threads: int = 1,
    held: np.ndarray | None = None,
) -> np.ndarray:
    """Return the theme of every row, -1 where nothing links it to any other.

    Modularity communities of a sample's neighbour graph, merged down to the limit, are the
    start of a mixture of word distributions (expectation-maximisation) by which every text is
    placed.  Of several starts the likeliest outcome is taken.

    ``rows`` are TF-IDF rows of length 1, ``meaning`` centred unit sentence vectors, ``sizes`` how
    many messages each row stands for.  There are at most ``limit`` themes; with ``exact`` as many
    where the texts have as many.  ``held`` is the theme of each row in the last run, -1 for none:
    where most rows have one they keep it and the others join them.
    """
    filled = np.flatnonzero(np.diff(rows.indptr))
    labels = np.full(rows.shape[0], -1)
    if not len(filled):
        return labels
    sample = _sample(rows, filled, seed)
    texts = said(rows, None if meaning is None else condensed(meaning, sample))
    part = texts.of(sample)
    if held is not None and 2 * (held[filled] >= 0).sum() >= len(filled) and held.max() < limit:
        mixture, _ = fit(part, held[sample], int(held.max()) + 1, held=held[sample] >= 0)
        labels[filled] = mixture.place(texts.of(filled))
        return np.where((held >= 0) & (labels >= 0), held, labels)
    graph = _whole_graph(rows[sample], None if meaning is None else meaning[sample], threads)
    most = 1 if meaning is not None else _STARTS  # with meanings the starts are all alike
    starts = _starts(graph, sizes[sample], limit, exact, seed, threads, most)
    best = _likeliest(part, starts)
    if best is not None:
        labels[filled] = best.place(texts.of(filled))
    return labels


def _sample(rows: sp.csr_matrix, filled: np.ndarray, seed: int) -> np.ndarray:
    """Return the rows that the themes are drawn from: all that say something, if not too many."""
    most = int(np.clip(_EDGES / _top(rows), SAMPLE // 2, SAMPLE))
    if len(filled) <= most:
        return filled
    return np.sort(np.random.default_rng(seed).choice(filled, most, replace=False))


def _likeliest(texts: Said, starts: list[np.ndarray]) -> Mixture | None:
    """Return the likeliest mixture of those that the starts lead to, the first of equals."""
    found = [fit(texts, start, int(start.max()) + 1) for start in starts if start.max() >= 0]
    return max(found, key=lambda pair: pair[1])[0] if found else None


def _starts(
    graph: sp.csr_matrix,
    sizes: np.ndarray,
    limit: int,
    exact: bool,
    seed: int,
    threads: int,
    most: int,
) -> list[np.ndarray]:
    """Return communities from as many seeds as are cheap on a graph of this size."""
    count = int(np.clip(_CHEAP / max(graph.nnz, 1), 1, most))
    seeds = range(seed, seed + count)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda s: _communities(graph, sizes, limit, exact, s), seeds))


def _whole_graph(rows: sp.csr_matrix, vectors: np.ndarray | None, threads: int) -> sp.csr_matrix:
    """Return the neighbour graph of the words, with that of the meanings where there is one."""
    graph = _graph(rows, threads)
    if vectors is None:
        return graph
    median = float(np.median(np.diff(rows.indptr)))
    return _with_meaning(graph, dense_neighbours(vectors), median)


def _graph(rows: sp.csr_matrix, threads: int) -> sp.csr_matrix:
    """Return the neighbour graph; long texts share more words and take more neighbours."""
    found = sp_matmul_topn(
        rows, rows.T.tocsr(), top_n=_top(rows) + 1, threshold=_FLOOR, sort=True, n_threads=threads
    )
    return _mean(found)


def _top(rows: sp.csr_matrix) -> int:
    return int(np.clip(6 * np.median(np.diff(rows.indptr)), 24, 200))


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
    least = least_size(int(sizes.sum()))
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
