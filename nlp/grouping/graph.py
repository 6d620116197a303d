"""Who is near whom: a sparse graph of nearest neighbours over unit rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from sparse_dot_topn import sp_matmul_topn

from nlp.bulk.sparse import heaviest

if TYPE_CHECKING:
    from nlp.bulk.cluster import Cluster

TOP = 20
FLOOR = 0.1

EXACT_UP_TO = 6_000
"""Rows up to which every pair is compared; beyond, candidates come from the heaviest terms."""

HEAVIEST = 12

MUTUAL = 30
"""Among how many of the other's candidates each of two rows must be, beyond the exact size."""

_BLOCK = 50_000


def neighbours(
    rows: sp.csr_matrix,
    *,
    top: int = TOP,
    floor: float = FLOOR,
    threads: int = 1,
    exact_up_to: int = EXACT_UP_TO,
    terms: int = HEAVIEST,
    mutual: int = 0,
    cluster: Cluster | None = None,
) -> sp.csr_matrix:
    """Return the graph of the ``top`` nearest rows by cosine, made symmetric.

    The rows are float32 and of length 1 (or 0); cosines below ``floor`` are no edge; the result
    does not depend on ``threads``.  With more than ``exact_up_to`` rows the candidates are found
    on the heaviest ``terms`` of each and scored on all: the product of full rows grows with the
    square of n.  Then ``mutual`` takes so many candidates of each row instead of ``top`` and keeps
    the pairs in which each is a candidate of the other: half the edges and as good, for what is
    near to a hub only is left out.  A ``cluster`` searches and scores in blocks, with the same
    outcome.

    >>> neighbours(sp.csr_matrix([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)).toarray().round(1)
    array([[0. , 0.8, 0. ],
           [0.8, 0. , 0.6],
           [0. , 0.6, 0. ]], dtype=float32)
    """
    n = rows.shape[0]
    if n < 2 or rows.nnz == 0:
        return sp.csr_matrix((n, n), dtype=np.float32)
    if n <= exact_up_to:
        return symmetric(_nearest(rows, top, floor, threads))
    heavy = heaviest(rows, terms)
    if cluster:
        found = _nearest_in_blocks(heavy, mutual or top, floor / 2, cluster)
    else:
        found = _nearest(heavy, mutual or top, floor / 2, threads)
    both = found.minimum(found.T) if mutual else found.maximum(found.T)
    return _rescored(rows, both.tocsr(), floor, cluster)


def _nearest(rows: sp.csr_matrix, top: int, floor: float, threads: int) -> sp.csr_matrix:
    """Return each row with itself and its ``top`` nearest by cosine, best first."""
    other = rows.T.tocsr()
    return sp_matmul_topn(rows, other, top_n=top + 1, threshold=floor, sort=True, n_threads=threads)


def _nearest_in_blocks(
    rows: sp.csr_matrix, top: int, floor: float, cluster: Cluster
) -> sp.csr_matrix:
    """Return the same, each block of rows searched on another machine."""
    blocks = [rows[start:end] for start, end in cluster.blocks(rows.shape[0])]
    found = cluster.spread(_nearest_of, blocks, rows.T.tocsr(), (top, floor))
    return sp.vstack(list(found), format="csr")


def _nearest_of(
    block: sp.csr_matrix, other: sp.csr_matrix, asked: tuple[int, float]
) -> sp.csr_matrix:
    top, floor = asked
    return sp_matmul_topn(block, other, top_n=top + 1, threshold=floor, sort=True)


def symmetric(directed: sp.csr_matrix) -> sp.csr_matrix:
    """Return the graph with every edge in both directions, no loops, indices sorted."""
    graph = directed.maximum(directed.T).tocsr()
    graph.setdiag(0)
    graph.eliminate_zeros()
    graph.sort_indices()
    return graph


def _rescored(
    rows: sp.csr_matrix, found: sp.csr_matrix, floor: float, cluster: Cluster | None = None
) -> sp.csr_matrix:
    """Return the graph of the symmetric candidate pairs with the cosine of the full rows."""
    pairs = sp.triu(found, k=1, format="coo")
    starts = range(0, len(pairs.row), _BLOCK)
    blocks = [(pairs.row[at : at + _BLOCK], pairs.col[at : at + _BLOCK]) for at in starts]
    scored = (
        cluster.spread(_scores, blocks, rows) if cluster else (_scores(b, rows) for b in blocks)
    )
    score = np.concatenate([np.empty(0, np.float32), *scored])
    kept = score > floor
    where = (pairs.row[kept], pairs.col[kept])
    half = sp.csr_matrix((score[kept], where), shape=found.shape)
    return symmetric(half)


def _scores(pairs: tuple[np.ndarray, np.ndarray], rows: sp.csr_matrix) -> np.ndarray:
    """Return the products of pairs of rows."""
    product = rows[pairs[0]].multiply(rows[pairs[1]])
    return np.asarray(product.sum(1), np.float32).ravel()
