"""Specific topics: who writes about the same concrete problem."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
import scipy.sparse.csgraph

from nlp.communities import indicator, leiden, renumber
from nlp.vectors import unit_rows

RESOLUTION = 0.18
"""Mean cosine inside a topic below which it falls apart: an issue, not a field."""

ALIKE = 0.90
"""Two groups whose centres agree more than this are one (set rule)."""


def find_topics(rows: sp.csr_matrix, graph: sp.csr_matrix, *, seed: int = 0) -> np.ndarray:
    """Return the topic of every row, numbered 0.. by first row; rows that stand alone too.

    Parameters
    ----------
    rows : csr matrix, shape (n, m)
        TF-IDF rows of length 1.
    graph : csr matrix, shape (n, n)
        Their neighbour graph.
    """
    labels = leiden(graph, resolution=RESOLUTION, seed=seed)
    return merge_alike(rows, labels)


def centres(rows: sp.csr_matrix, labels: np.ndarray) -> sp.csr_matrix:
    """Return the unit centre of each group, shape (n_groups, m); negative labels are nowhere."""
    groups = int(labels.max(initial=-1)) + 1
    return unit_rows((indicator(labels, groups) @ rows).tocsr())


def merge_alike(rows: sp.csr_matrix, labels: np.ndarray, *, limit: float = ALIKE) -> np.ndarray:
    """Merge groups whose centres agree more than ``limit`` until no two do."""
    while True:
        middle = centres(rows, labels)
        alike = similar_pairs(middle, limit)
        if alike.nnz == 0:
            return renumber(labels)
        _, merged = sp.csgraph.connected_components(alike, directed=False)
        labels = np.where(labels >= 0, merged[labels], labels)


def similar_pairs(middle: sp.csr_matrix, limit: float) -> sp.csr_matrix:
    """Return the pairs of rows whose cosine is above ``limit`` (upper triangle)."""
    from sparse_dot_topn import sp_matmul_topn

    if middle.shape[0] < 2 or middle.nnz == 0:
        return sp.csr_matrix(middle.shape[:1] * 2)
    found = sp_matmul_topn(middle, middle.T.tocsr(), top_n=20, threshold=limit)
    return sp.triu(found, k=1, format="csr")
