"""Leiden communities of a graph, and what is done to their labels."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from graspologic_native import leiden_csr


def leiden(
    graph: sp.csr_matrix,
    *,
    resolution: float,
    modularity: bool = False,
    seed: int = 0,
    iterations: int = 2,
) -> np.ndarray:
    """Return the community of every node, numbered 0.. by first node.

    The graph is symmetric with weights above 0; same graph and seed, same result.  With the
    constant-Potts objective ``resolution`` is the mean weight inside a community below which it
    falls apart; with modularity more of it gives more communities.

    Traag, Waltman, van Eck (2019), From Louvain to Leiden, Scientific Reports 9, 5233.
    """
    n = graph.shape[0]
    labels = np.arange(n)
    if graph.nnz == 0:
        return labels
    linked = np.flatnonzero(np.diff(graph.indptr))  # a node without an edge stands alone
    part = graph if len(linked) == n else graph[linked][:, linked].tocsr()
    part.sort_indices()
    _, found = leiden_csr(
        part.indptr.astype(np.int64),
        part.indices.astype(np.int32),
        part.data.astype(np.float64),
        part.shape[0],
        resolution=resolution,
        use_modularity=modularity,
        seed=seed,
        iterations=iterations,
    )
    count = len(found)
    nodes = np.fromiter(found.keys(), np.int64, count)
    labels[linked[nodes]] = n + np.fromiter(found.values(), np.int64, count)
    return renumber(labels)


def renumber(labels: np.ndarray) -> np.ndarray:
    """Number labels 0.. in the order in which they first appear.

    >>> renumber(np.array([7, 3, 7, 9])).tolist()
    [0, 1, 0, 2]
    """
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[inverse]


def indicator(labels: np.ndarray, groups: int) -> sp.csr_matrix:
    """Return the 0/1 matrix (groups × nodes); nodes with a negative label are nowhere."""
    nodes = np.flatnonzero(labels >= 0)
    data = np.ones(len(nodes), np.float32)
    return sp.csr_matrix((data, (labels[nodes], nodes)), shape=(groups, len(labels)))
