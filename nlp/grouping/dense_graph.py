"""Whose meanings are near: the graph of nearest neighbours over dense unit vectors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp

from nlp.grouping.graph import symmetric

WEIGHT, NEAR_FLOOR = 0.15, 0.4
"""What the graph of meanings counts for topics beside that of words, and where it begins."""

TOP = 20
FLOOR = 0.3

EXACT_UP_TO = 12_000
"""Rows up to which every pair of vectors is compared."""

_BLOCK = 2048
_PROBES, _STEPS = 6, 4


def dense_neighbours(
    vectors: np.ndarray,
    *,
    top: int = TOP,
    floor: float = FLOOR,
    exact_up_to: int = EXACT_UP_TO,
) -> sp.csr_matrix:
    """Return the symmetric graph of the ``top`` nearest dense unit rows.

    Parameters
    ----------
    vectors : float32 array, shape (n, width)
        Rows of length 1 (or 0).
    top, floor
        How many neighbours of each row, and the cosine below which there is no edge.
    exact_up_to
        With more rows than this each is compared only to those in the `_PROBES` regions next
        to its own: time grows like n to the power of 1.5 at most, not 2.
    """
    n = len(vectors)
    if n < 2:
        return sp.csr_matrix((n, n), dtype=np.float32)
    heads, tails, data = [], [], []
    for rows, others, own in _near_regions(vectors) if n > exact_up_to else _everything(n):
        near = vectors[rows] @ vectors[others].T
        near[np.arange(len(rows)), own + np.arange(len(rows))] = -1
        most = min(top, len(others))
        best = np.argpartition(near, len(others) - most, axis=1)[:, -most:]
        value = np.take_along_axis(near, best, axis=1)
        strong = value > floor
        heads.append(np.repeat(rows, strong.sum(1)))
        tails.append(others[best[strong]])
        data.append(value[strong])
    pairs = (np.concatenate(heads), np.concatenate(tails))
    return symmetric(sp.csr_matrix((np.concatenate(data), pairs), shape=(n, n)))


Near = Iterator[tuple[np.ndarray, np.ndarray, int]]
"""Rows, those that they are compared to, and from which place on the rows stand among these."""


def _everything(n: int) -> Near:
    for start in range(0, n, _BLOCK):
        yield np.arange(start, min(start + _BLOCK, n)), np.arange(n), start


def _near_regions(vectors: np.ndarray) -> Near:
    """Yield the rows of each region with all rows of the regions next to it.

    The regions are those of spherical k-means on a sample (an inverted-file index).
    """
    n = len(vectors)
    rng = np.random.default_rng(0)
    count = int(min(1024, max(16, np.sqrt(n) * 2)))
    sample = vectors[np.sort(rng.choice(n, min(n, 20 * count), replace=False))]
    middle = sample[rng.choice(len(sample), count, replace=False)]
    for _ in range(_STEPS):
        nearest = (sample @ middle.T).argmax(1)
        member = sp.csr_matrix(
            (np.ones(len(sample), np.float32), (nearest, np.arange(len(sample)))),
            shape=(count, len(sample)),
        )
        middle = np.where(np.diff(member.indptr)[:, None] > 0, member @ sample, middle)
        middle /= np.maximum(np.linalg.norm(middle, axis=1, keepdims=True), 1e-9)
    blocks = range(0, n, _BLOCK)
    region = np.concatenate([(vectors[b : b + _BLOCK] @ middle.T).argmax(1) for b in blocks])
    order = np.argsort(region, kind="stable")
    ends = np.searchsorted(region[order], np.arange(count + 1))
    held = [order[a:b] for a, b in zip(ends[:-1], ends[1:], strict=True)]
    probes = np.argsort(-(middle @ middle.T), axis=1, kind="stable")[:, :_PROBES]
    for place, near in enumerate(probes.tolist()):
        own = held[place]
        others = np.concatenate([own, *(held[other] for other in near if other != place)])
        for start in range(0, len(own), _BLOCK):
            yield own[start : start + _BLOCK], others, start
