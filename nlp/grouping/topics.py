"""Specific topics: who writes about the same concrete problem."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import dots, owners, row_sums, top_entries, unit_rows
from nlp.grouping.communities import indicator, leiden, renumber
from nlp.grouping.linking import Parts, leading, linked, tied
from nlp.grouping.set_rules import MOST_ALIKE, mutual_best, similar_pairs

RESOLUTION = 0.30
"""Mean weight inside a topic below which it falls apart: an issue, not a field."""

MEANING_ADDS = 0.03
"""What the resolution grows by when the graph of meanings is added."""

JOIN = 0.55
"""Communities whose centres agree more than this are one topic."""

LINK = 0.30
"""Mean cosine of the pairs of texts of two groups above which they are one topic."""

ENTER, STAY = 0.35, 0.25
"""Cosine to the centre with which a text comes in from elsewhere, and below which it leaves."""

_TOGETHER, _APART = 2.5, 0.4
_FEW, _ROUNDS = 2_000, 5


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
    labels = paired(rows, graph, labels, held)
    return join(rows, labels, limit=MOST_ALIKE, until_none=True)


def paired(
    rows: sp.csr_matrix, graph: sp.csr_matrix, labels: np.ndarray, held: np.ndarray | None
) -> np.ndarray:
    """Merge what is near on average (`LINK`): a pair of lone texts has no community."""
    parts = Parts(rows, None, np.ones(len(labels))).merged(labels)
    before = None if held is None else leading(held, labels)
    return renumber(linked(parts, *tied(labels, graph), LINK, before)[labels])


def anchored(graph: sp.csr_matrix, held: np.ndarray) -> sp.csr_matrix:
    """Strengthen the edges inside last run's topics and weaken those between two of them."""
    edges = graph.tocoo(copy=True)
    one, two = held[edges.row], held[edges.col]
    both = (one >= 0) & (two >= 0)
    edges.data[both & (one == two)] *= np.float32(_TOGETHER)
    edges.data[both & (one != two)] *= np.float32(_APART)
    return edges.tocsr()


def join(
    rows: sp.csr_matrix, labels: np.ndarray, *, limit: float, until_none: bool = False
) -> np.ndarray:
    """Join the groups that are each other's nearest and agree more than ``limit``.

    Parameters
    ----------
    until_none
        Join every pair above the limit, not only mutual nearest ones, so that none is left.
    """
    groups = int(labels.max()) + 1
    large = np.flatnonzero(np.bincount(labels, minlength=groups) > 1)
    total = (indicator(labels, groups)[large] @ rows).tocsr()
    goal = np.arange(len(large))
    for _ in range(100 if until_none else _ROUNDS):
        pairs = similar_pairs(unit_rows(total.copy()), limit)
        if not until_none:
            pairs = mutual_best(pairs)
        if pairs.nnz == 0:
            break
        count, merged = sp.csgraph.connected_components(pairs, directed=False)
        total = (indicator(merged, count) @ total).tocsr()
        goal = merged[goal]
    heads = np.full(len(total.indptr) - 1, groups)
    np.minimum.at(heads, goal, large)
    final = np.arange(groups)
    final[large] = heads[goal]
    return renumber(final[labels])


def settle(rows: sp.csr_matrix, graph: sp.csr_matrix, labels: np.ndarray) -> np.ndarray:
    """Move each text to the topic of its neighbours where it is nearer; part with the strays.

    A text is only compared to the one other topic that most of its neighbours' weight is in.
    """
    groups = int(labels.max()) + 1
    sizes = np.bincount(labels, minlength=groups)
    several = np.flatnonzero(sizes > 1)
    place = np.full(groups + 1, -1)
    place[several] = np.arange(len(several))
    total = (indicator(labels, groups)[several] @ rows).tocsr()
    length = np.zeros(groups)
    length[several] = row_sums(total, np.square(total.data, dtype=np.float64))
    best = _strongest_other(graph, labels, sizes, groups)
    has = best >= 0
    value = dots(rows, total, place[best])
    value[has] /= np.sqrt(np.maximum(length[best[has]], 1e-9))
    dot = dots(rows, total, place[labels])
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
    usable = (ties.indices != labels[owners(ties)]) & (sizes[ties.indices] > 1)
    entries, counts = top_entries(ties, 1, np.where(usable, ties.data, 0))
    best = np.full(len(labels), -1)
    filled = np.flatnonzero(counts)
    best[filled] = np.where(usable[entries], ties.indices[entries], -1)
    return best
