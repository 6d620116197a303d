"""Who is near whom: a sparse graph of nearest neighbours over unit rows."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from sparse_dot_topn import sp_matmul_topn

from nlp.sparse import heaviest

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
) -> sp.csr_matrix:
    """Return the graph of the ``top`` nearest rows by cosine, made symmetric.

    Parameters
    ----------
    rows : csr matrix of float32, shape (n, m)
        Rows of length 1 (or 0).
    top
        Neighbours of each row.
    floor
        Cosines below it are no edge.
    threads
        Threads of the product; the result does not depend on it.
    exact_up_to
        With more rows than this the candidates are found on each row's heaviest terms and
        scored on all of them: the product of full rows grows with the square of n.
    terms
        How many of the heaviest terms.
    mutual
        With more rows than ``exact_up_to``: take so many candidates of each row instead of
        ``top`` and keep the pairs in which each is a candidate of the other.  Half the edges
        and as good: what is near to a hub only is left out.

    Returns
    -------
    csr matrix, shape (n, n)
        Cosines where either is among the other's nearest.

    Examples
    --------
    >>> neighbours(sp.csr_matrix([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)).toarray().round(1)
    array([[0. , 0.8, 0. ],
           [0.8, 0. , 0.6],
           [0. , 0.6, 0. ]], dtype=float32)
    """
    n = rows.shape[0]
    if n < 2 or rows.nnz == 0:
        return sp.csr_matrix((n, n), dtype=np.float32)
    exact = n <= exact_up_to
    part = rows if exact else heaviest(rows, terms)
    found = sp_matmul_topn(
        part,
        part.T.tocsr(),
        top_n=(top if exact else mutual or top) + 1,
        threshold=floor if exact else floor / 2,
        sort=True,
        n_threads=threads,
    )
    if exact:
        return symmetric(found)
    both = found.minimum(found.T) if mutual else found.maximum(found.T)
    return _rescored(rows, both.tocsr(), floor)


def symmetric(directed: sp.csr_matrix) -> sp.csr_matrix:
    """Return the graph with every edge in both directions, no loops, indices sorted."""
    graph = directed.maximum(directed.T).tocsr()
    graph.setdiag(0)
    graph.eliminate_zeros()
    graph.sort_indices()
    return graph


def _rescored(rows: sp.csr_matrix, found: sp.csr_matrix, floor: float) -> sp.csr_matrix:
    """Return the graph of the symmetric candidate pairs with the cosine of the full rows."""
    pairs = sp.triu(found, k=1, format="coo")
    score = np.empty(len(pairs.row), np.float32)
    for start in range(0, len(score), _BLOCK):
        block = slice(start, start + _BLOCK)
        product = rows[pairs.row[block]].multiply(rows[pairs.col[block]])
        score[block] = np.asarray(product.sum(1)).ravel()
    kept = score > floor
    where = (pairs.row[kept], pairs.col[kept])
    half = sp.csr_matrix((score[kept], where), shape=found.shape)
    return symmetric(half)
