"""Rules that the set of groups keeps over all pairs: none is nearly the same as another.

Two groups are *alike* by the cosine of their centres (TF-IDF, length 1).  They *overlap* by the
words that tell them: the `TOLD` heaviest words of each centre, |A ∩ B| / max(min(|A|, |B|),
`FEWEST`); so that two groups of three words each are not one because they share them.  Two topics
are *split* where one matter was parted: alike by `SPLIT`, and a place is among the words that
tell both.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from sparse_dot_topn import sp_matmul_topn

from nlp.bulk.sparse import heaviest, top_entries, unit_rows
from nlp.grouping.communities import indicator, renumber
from nlp.grouping.graph import neighbours

MOST_ALIKE, MOST_OVERLAP = 0.90, 0.70
"""What no two themes nor topics may exceed."""

SPLIT = 0.75
"""How alike two topics of one place may be at most."""

TOLD, FEWEST = 20, 10

MIN_SHARE, MIN_SIZE = 0.001, 5
"""A theme has at least this share of the messages and at least so many."""

_FEW, _CENTRE_TERMS, _TOP = 2_000, 30, 6


def least_size(messages: int) -> int:
    """Return how many of so many messages a theme has at least.

    >>> least_size(100), least_size(27_000)
    (5, 27)
    """
    return max(MIN_SIZE, round(MIN_SHARE * messages))


def similar_pairs(centres: sp.csr_matrix, limit: float) -> sp.csr_matrix:
    """Return which unit rows have a cosine above ``limit``: symmetric, no loops."""
    return neighbours(centres, top=_TOP, floor=limit, exact_up_to=_FEW, terms=_CENTRE_TERMS)


def overlapping_pairs(centres: sp.csr_matrix, limit: float) -> sp.csr_matrix:
    """Return which rows overlap (see the module) more than ``limit``: symmetric, no loops.

    Examples
    --------
    >>> rows = np.eye(3, 24, dtype=np.float32)
    >>> rows[:2, 3:18] = 1
    >>> overlapping_pairs(sp.csr_matrix(rows), 0.7).toarray().round(2).tolist()
    [[0.0, 0.94, 0.0], [0.94, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    said = heaviest(centres, TOLD)
    said.data = np.ones_like(said.data)
    size = np.maximum(np.diff(said.indptr), FEWEST)
    shared = sp_matmul_topn(said, said.T.tocsr(), top_n=4 * _TOP, threshold=limit * FEWEST - 0.5)
    pairs = sp.coo_matrix(shared)
    share = pairs.data / np.minimum(size[pairs.row], size[pairs.col])
    kept = (share > limit) & (pairs.row != pairs.col)
    where = (pairs.row[kept], pairs.col[kept])
    found = sp.csr_matrix((share[kept], where), shape=pairs.shape)
    return found.maximum(found.T).tocsr()


def split_pairs(centres: sp.csr_matrix, places: np.ndarray) -> sp.csr_matrix:
    """Return which topics are split (see the module), with their cosine: symmetric, no loops.

    ``places`` tells for each word whether it names a place.
    """
    pairs = sp.coo_matrix(similar_pairs(centres, SPLIT))
    said = heaviest(centres, TOLD)[:, places].tocsr()
    said.data = np.ones_like(said.data)
    shared = np.asarray(said[pairs.row].multiply(said[pairs.col]).sum(1)).ravel() > 0
    where = (pairs.row[shared], pairs.col[shared])
    return sp.csr_matrix((pairs.data[shared], where), shape=pairs.shape)


def mutual_best(pairs: sp.csr_matrix) -> sp.csr_matrix:
    """Keep only the pairs in which each is the other's nearest; ties go to the first."""
    best = np.full(pairs.shape[0], -1)
    entries, counts = top_entries(pairs, 1)
    filled = np.flatnonzero(counts)
    best[filled] = pairs.indices[entries]
    both = filled[best[best[filled]] == filled]
    where = (both, best[both])
    return sp.csr_matrix((np.ones(len(both)), where), shape=pairs.shape)


def merge_alike(
    total: sp.csr_matrix, places: np.ndarray | None = None, fresh: np.ndarray | None = None
) -> np.ndarray:
    """Return into which group each one goes until no two are alike or overlap too much.

    ``total`` holds the sum of the members' rows of each group; what comes out is numbered 0.. by
    the first part.  With ``places`` those that are split are merged too.  With ``fresh`` (bool,
    one for each group) only pairs of which one is fresh are looked at.

    >>> merge_alike(sp.csr_matrix([[3.0, 0], [0, 1], [5, 0.1]])).tolist()
    [0, 1, 0]
    """
    goal = np.arange(total.shape[0])
    fresh = np.ones(len(goal), bool) if fresh is None else fresh
    while total.shape[0] > 1 and fresh.any():
        pairs = _too_near(unit_rows(total.copy()), places, fresh)
        if not pairs.nnz:
            break
        count, merged = sp.csgraph.connected_components(pairs, directed=False)
        total = (indicator(merged, count) @ total).tocsr()
        goal, fresh = merged[goal], np.bincount(merged, weights=fresh, minlength=count) > 0
    return goal


def _too_near(
    centres: sp.csr_matrix, places: np.ndarray | None, fresh: np.ndarray
) -> sp.csr_matrix:
    """Return the pairs that are merged next: those alike, else those that overlap, else split."""
    pairs = mutual_best(_with_one(similar_pairs(centres, MOST_ALIKE), fresh))
    if not pairs.nnz:
        pairs = _with_one(overlapping_pairs(centres, MOST_OVERLAP), fresh)
        ends = mutual_best(pairs)
        pairs = ends if ends.nnz else pairs
    if not pairs.nnz and places is not None:
        pairs = mutual_best(_with_one(split_pairs(centres, places), fresh))
    return pairs


def _with_one(pairs: sp.csr_matrix, fresh: np.ndarray) -> sp.csr_matrix:
    """Keep the pairs of which at least one is fresh."""
    if fresh.all():
        return pairs
    found = sp.coo_matrix(pairs)
    kept = fresh[found.row] | fresh[found.col]
    where = (found.row[kept], found.col[kept])
    return sp.csr_matrix((found.data[kept], where), shape=found.shape)


def apart(
    rows: sp.csr_matrix,
    labels: np.ndarray,
    places: np.ndarray | None = None,
    *,
    among: np.ndarray | None = None,
) -> tuple[np.ndarray, int]:
    """Return labels of which no two are too alike (see `merge_alike`), and the number of merges.

    Groups of one row are left as they are: they are no topics.  With ``among`` (bool, one for
    each row) so are two groups none of whose rows is among them.
    """
    groups = int(labels.max(initial=-1)) + 1
    several = np.flatnonzero(np.bincount(labels, minlength=groups) > 1)
    fresh = None
    if among is not None:
        fresh = np.bincount(labels[among], minlength=groups)[several] > 0
    goal = merge_alike((indicator(labels, groups)[several] @ rows).tocsr(), places, fresh)
    final = np.arange(groups)
    final[several] = several[np.unique(goal, return_index=True)[1]][goal]
    return renumber(final[labels]), len(several) - int(goal.max(initial=-1)) - 1


def merge_small(total: sp.csr_matrix, sizes: np.ndarray, least: int) -> np.ndarray:
    """Return into which group each one goes until none is smaller than ``least``.

    The smallest goes first, into the one whose centre is nearest.
    """
    goal = np.arange(total.shape[0])
    sizes = sizes.astype(np.int64)
    while len(sizes) > 1 and sizes.min() < least:
        small = int(sizes.argmin())
        centres = unit_rows(total.copy())
        near = (centres @ centres[small].T).toarray().ravel()
        near[small] = -1
        merged = np.arange(len(sizes))
        merged[small] = int(near.argmax())
        merged = np.unique(merged, return_inverse=True)[1]
        total = (indicator(merged, len(sizes) - 1) @ total).tocsr()
        sizes = np.bincount(merged, weights=sizes).astype(np.int64)
        goal = merged[goal]
    return goal


def measured(centres: sp.csr_matrix, numbers: np.ndarray) -> dict[str, Any]:
    """Return for both measures how many pairs are above the limit, and the worst pair."""
    told: dict[str, Any] = {}
    for name, limit, pairs in (
        ("alike", MOST_ALIKE, similar_pairs(centres, 0.5)),
        ("overlap", MOST_OVERLAP, overlapping_pairs(centres, 0.3)),
    ):
        worst = int(pairs.data.argmax()) if pairs.nnz else None
        told[name] = {
            "above": int((pairs.data > limit).sum()) // 2,
            "value": round(float(pairs.data[worst]), 4) if worst is not None else None,
            "pair": _pair(pairs, worst, numbers) if worst is not None else None,
        }
    return told


def _pair(pairs: sp.csr_matrix, place: int, numbers: np.ndarray) -> list[int]:
    one = int(np.searchsorted(pairs.indptr, place, side="right")) - 1
    return sorted((int(numbers[one]), int(numbers[pairs.indices[place]])))
