"""Who is near whom: a sparse graph of nearest neighbours over unit rows."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from sparse_dot_topn import sp_matmul_topn

TOP = 50
FLOOR = 0.05


def neighbours(
    rows: sp.csr_matrix, *, top: int = TOP, floor: float = FLOOR, threads: int = 1
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

    Returns
    -------
    csr matrix, shape (n, n)
        The mean of both directions: half the cosine where only one is the other's neighbour.
    """
    n = rows.shape[0]
    if n < 2 or rows.nnz == 0:
        return sp.csr_matrix((n, n), dtype=np.float32)
    found = sp_matmul_topn(
        rows, rows.T.tocsr(), top_n=top + 1, threshold=floor, sort=True, n_threads=threads
    )
    found.setdiag(0)
    found.eliminate_zeros()
    return mutual(found)


def mutual(directed: sp.csr_matrix) -> sp.csr_matrix:
    """Return the mean of a graph and its reverse, indices sorted."""
    graph = ((directed + directed.T) * np.float32(0.5)).tocsr()
    graph.sort_indices()
    return graph
