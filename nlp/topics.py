"""Specific topics: who writes about the same concrete problem."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from nlp.communities import indicator, leiden, renumber
from nlp.graph import neighbours
from nlp.vectors import unit_rows

RESOLUTION = 0.30
"""Mean weight inside a topic below which it falls apart: an issue, not a field."""

MEANING_ADDS = 0.05
"""What the resolution grows by when the graph of meanings is added."""

JOIN = 0.55
"""Communities whose centres agree more than this are one topic."""

ALIKE = 0.90
"""No two topics nor themes may agree more than this (set rule)."""

ENTER, STAY = 0.35, 0.25
"""Cosine to the centre with which a text comes in from elsewhere, and below which it leaves."""

_TOGETHER, _APART = 2.5, 0.4
_FEW, _CENTRE_TERMS, _ROUNDS, _BLOCK = 2_000, 30, 5, 20_000


def find_topics(
    rows: sp.csr_matrix,
    graph: sp.csr_matrix,
    *,
    resolution: float = RESOLUTION,
    seed: int = 0,
    held: np.ndarray | None = None,
) -> np.ndarray:
    """Return the topic of every row, numbered 0.. by first row; rows that stand alone too.

    Communities of the constant-Potts objective are fine-grained and split the large issues:
    those whose centres agree are joined, then every text goes where it is nearest.

    Parameters
    ----------
    rows : csr matrix, shape (n, m)
        TF-IDF rows of length 1.
    graph : csr matrix, shape (n, n)
        Their neighbour graph.
    held : int array, shape (n,), optional
        The topic that each row had in the last run, -1 for none: it is left only for good
        reason, so that a few new messages do not shuffle the old ones.
    """
    if not graph.shape[0]:
        return np.empty(0, np.int64)
    rounds = 2 if graph.shape[0] <= _FEW * 5 else 1
    free = np.ones(graph.shape[0], bool)
    if held is not None and (held >= 0).any():
        graph, free = anchored(graph, held), held < 0
    labels = leiden(graph, resolution=resolution, seed=seed, iterations=rounds)
    labels = join(rows, labels, limit=JOIN)
    for _ in range(2):
        labels = renumber(np.where(free, settle(rows, graph, labels), labels))
    return join(rows, labels, limit=ALIKE, until_none=True)


def anchored(graph: sp.csr_matrix, held: np.ndarray) -> sp.csr_matrix:
    """Strengthen the edges inside last run's topics and weaken those between two of them."""
    edges = graph.tocoo(copy=True)
    one, two = held[edges.row], held[edges.col]
    both = (one >= 0) & (two >= 0)
    edges.data[both & (one == two)] *= np.float32(_TOGETHER)
    edges.data[both & (one != two)] *= np.float32(_APART)
    return edges.tocsr()


def centres(rows: sp.csr_matrix, labels: np.ndarray) -> sp.csr_matrix:
    """Return the unit centre of each group, shape (n_groups, m); negative labels are nowhere."""
    groups = int(labels.max(initial=-1)) + 1
    return unit_rows((indicator(labels, groups) @ rows).tocsr())


def join(
    rows: sp.csr_matrix, labels: np.ndarray, *, limit: float, until_none: bool = False
) -> np.ndarray:
    """Join the groups that are each other's nearest and agree more than ``limit``.

    Parameters
    ----------
    until_none
        Join every pair above the limit, not only mutual nearest ones, so that none is left.
    """
    for _ in range(100 if until_none else _ROUNDS):
        large = np.flatnonzero(np.bincount(labels) > 1)
        middle = unit_rows((indicator(labels, int(labels.max()) + 1)[large] @ rows).tocsr())
        pairs = similar_pairs(middle, limit)
        if not until_none:
            pairs = _mutual_best(pairs)
        if pairs.nnz == 0:
            break
        _, merged = sp.csgraph.connected_components(pairs, directed=False)
        goal = np.arange(int(labels.max()) + 1)
        goal[large] = large[np.unique(merged, return_index=True)[1]][merged]
        labels = renumber(goal[labels])
    return labels


def similar_pairs(middle: sp.csr_matrix, limit: float) -> sp.csr_matrix:
    """Return which rows have a cosine above ``limit``: symmetric, no loops."""
    return neighbours(middle, top=6, floor=limit, exact_up_to=_FEW, terms=_CENTRE_TERMS)


def _mutual_best(pairs: sp.csr_matrix) -> sp.csr_matrix:
    """Keep only the pairs in which each is the other's nearest; ties go to the first."""
    best = np.full(pairs.shape[0], -1)
    filled = np.flatnonzero(np.diff(pairs.indptr))
    owner = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    order = np.lexsort((pairs.indices, -pairs.data, owner))
    best[filled] = pairs.indices[order[pairs.indptr[filled]]]
    both = filled[best[best[filled]] == filled]
    where = (both, best[both])
    return sp.csr_matrix((np.ones(len(both)), where), shape=pairs.shape)


def settle(rows: sp.csr_matrix, graph: sp.csr_matrix, labels: np.ndarray) -> np.ndarray:
    """Move each text to the topic of its neighbours where it is nearer; part with the strays.

    A text is only compared to the one other topic that most of its neighbours' weight is in.
    """
    groups = int(labels.max()) + 1
    total = (indicator(labels, groups) @ rows).tocsr()
    sizes = np.bincount(labels, minlength=groups)
    length = np.asarray(total.multiply(total).sum(1)).ravel()
    best = _strongest_other(graph, labels, sizes, groups)
    has = best >= 0
    value = np.zeros(len(labels))
    value[has] = _dots(rows, np.flatnonzero(has), total, best[has])
    value[has] /= np.sqrt(np.maximum(length[best[has]], 1e-9))
    dot = _dots(rows, np.arange(len(labels)), total, labels)
    others = np.maximum(length[labels] - 2 * dot + 1, 1e-9)
    own = np.where(sizes[labels] > 1, (dot - 1) / np.sqrt(others), 0)
    moves = has & (value >= ENTER) & (value > 1.05 * own)
    leaves = ~moves & (sizes[labels] > 1) & (own < STAY)
    labels = np.where(moves, best, labels)
    labels[leaves] = groups + np.arange(leaves.sum())
    return labels


def _strongest_other(
    graph: sp.csr_matrix, labels: np.ndarray, sizes: np.ndarray, groups: int
) -> np.ndarray:
    """Return for each node the other group of several that it is tied to most, -1 for none."""
    ties = (graph @ indicator(labels, groups).T).tocsr()
    ties.sort_indices()
    owner = np.repeat(np.arange(len(labels)), np.diff(ties.indptr))
    usable = (ties.indices != labels[owner]) & (sizes[ties.indices] > 1)
    owner, goal = owner[usable], ties.indices[usable]
    order = np.lexsort((goal, -ties.data[usable], owner))
    owner, goal = owner[order], goal[order]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    best = np.full(len(labels), -1)
    best[owner[first]] = goal[first]
    return best


def _dots(
    rows: sp.csr_matrix, picked: np.ndarray, other: sp.csr_matrix, partner: np.ndarray
) -> np.ndarray:
    """Return the product of each picked row with its partner, block by block."""
    found = np.empty(len(picked))
    for start in range(0, len(picked), _BLOCK):
        block = slice(start, start + _BLOCK)
        product = rows[picked[block]].multiply(other[partner[block]])
        found[block] = np.asarray(product.sum(1)).ravel()
    return found
