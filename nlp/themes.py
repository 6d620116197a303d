"""Broad themes: the few fields that a campaign's topics fall into."""

from __future__ import annotations

from math import ceil, log

import numpy as np
import scipy.sparse as sp

from nlp.communities import indicator, leiden, renumber

MIN_SHARE, MIN_SIZE = 0.001, 5
_RESOLUTIONS = (1.0, 1.5, 2.2, 3.2, 5.0, 8.0, 12.0)


def default_themes(n: int) -> int:
    """Return how many themes at most ``n`` messages have: ``ceil(log5(n) * 6)``.

    >>> default_themes(27_000), default_themes(1)
    (39, 1)
    """
    return max(1, ceil(log(n, 5) * 6)) if n > 1 else 1


def find_themes(
    graph: sp.csr_matrix, sizes: np.ndarray, *, limit: int, exact: bool = False, seed: int = 0
) -> np.ndarray:
    """Return the theme of every row, -1 where nothing links it to any other.

    Parameters
    ----------
    graph : csr matrix, shape (n, n)
        Neighbour graph.
    sizes : int array, shape (n,)
        How many messages each row stands for.
    limit
        At most so many themes; with ``exact`` as many where the graph has as many.
    """
    linked = np.diff(graph.indptr) > 0
    if not linked.any():
        return np.full(graph.shape[0], -1)
    labels = leiden(graph, resolution=1.0, modularity=True, seed=seed)
    for resolution in _RESOLUTIONS[1:] if exact else ():
        if _real(labels, linked) >= limit:
            break
        labels = leiden(graph, resolution=resolution, modularity=True, seed=seed)
    labels = renumber(np.where(linked, labels, labels.max() + 1))
    labels = merge_down(graph, labels, np.where(linked, sizes, 0), limit)
    return np.where(linked, labels, -1)


def _real(labels: np.ndarray, linked: np.ndarray) -> int:
    return len(np.unique(labels[linked]))


def merge_down(
    graph: sp.csr_matrix, labels: np.ndarray, sizes: np.ndarray, limit: int
) -> np.ndarray:
    """Merge groups, best gain in modularity first, until few and large enough."""
    member = indicator(labels, int(labels.max()) + 1)
    between = (member @ graph @ member.T).toarray().astype(np.float64)
    total = between.sum() or 1.0
    count = np.asarray(member @ sizes, np.float64)
    parent = np.arange(len(between))
    alive = count > 0
    least = max(MIN_SIZE, MIN_SHARE * sizes.sum())
    while alive.sum() > 1:
        small = alive & (count < least)
        if alive.sum() <= limit and not small.any():
            break
        strength = between.sum(1)
        gain = between / total - np.outer(strength, strength) / total**2
        gain = gain / np.minimum.outer(strength, strength).clip(1e-12)
        np.fill_diagonal(gain, -np.inf)
        gain[~alive] = gain[:, ~alive] = -np.inf
        if alive.sum() <= limit:
            gain[~small] = -np.inf
        a, b = np.unravel_index(np.argmax(gain), gain.shape)
        between[a] += between[b]
        between[:, a] += between[:, b]
        between[b] = between[:, b] = 0
        count[a] += count[b]
        alive[b] = False
        parent[parent == b] = a
    return parent[labels]
