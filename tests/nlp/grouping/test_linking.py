"""Merging by average link."""

import numpy as np
import pytest
import scipy.sparse as sp

from nlp.bulk.sparse import unit_rows
from nlp.grouping.linking import PART, Parts, linked
from tests.nlp.made_rows import unit

LEAST = 0.2


def made(seed, n=40):
    sizes = np.random.default_rng(seed).integers(1, 9, n).astype(float)
    rows = unit(seed, n=n, width=30)
    return Parts(rows.multiply(sizes[:, None]).tocsr(), None, sizes)


def slowly(parts, least):
    """Merge one pair after the other."""
    total, sizes = parts.words.toarray().astype(np.float64), parts.sizes
    groups = [[n] for n in range(len(sizes))]
    while True:
        mean = np.array([total[g].sum(0) / sizes[g].sum() for g in groups])
        link = mean @ mean.T
        np.fill_diagonal(link, -1)
        a, b = np.unravel_index(link.argmax(), link.shape)
        if link[a, b] <= least:
            return {frozenset(g) for g in groups}
        groups = [g for n, g in enumerate(groups) if n not in (a, b)] + [groups[a] + groups[b]]


def sets(labels):
    return {frozenset(np.flatnonzero(labels == one).tolist()) for one in np.unique(labels)}


@pytest.mark.parametrize("seed", range(5))
def test_merging_many_pairs_at_once_is_merging_one_after_the_other(seed):
    parts = made(seed)
    one, two = np.triu_indices(len(parts.sizes), 1)
    assert sets(linked(parts, one, two, LEAST)) == slowly(parts, LEAST)


def test_what_is_not_compared_is_merged_only_by_way_of_others():
    parts = Parts(unit(1, n=3)[[0, 0, 0]], None, np.ones(3))
    assert linked(parts, np.array([0]), np.array([1]), LEAST).tolist() == [0, 0, 2]
    assert linked(parts, np.array([0, 1]), np.array([1, 2]), LEAST).tolist() == [0, 0, 0]


def test_meanings_add_to_the_words():
    rows = unit(2, n=2, width=40)
    apart = Parts(rows, None, np.ones(2))
    pair = np.array([0]), np.array([1])
    words = float(apart.link(*pair)[0])
    near = Parts(rows, np.ones((2, 4), np.float32) / 2, np.ones(2))
    assert near.link(*pair)[0] == pytest.approx(words + 0.2)


def test_two_of_the_last_run_are_merged_only_well_above_the_link():
    rows = unit_rows(sp.csr_matrix([[1, 0.5], [0.5, 1]], dtype=np.float32))
    parts, pair = Parts(rows, None, np.ones(2)), (np.array([0]), np.array([1]))
    value = float(parts.link(*pair)[0])
    held = np.array([4, 7])
    assert linked(parts, *pair, value * 0.9).tolist() == [0, 0]
    assert linked(parts, *pair, value * 0.9, held).tolist() == [0, 1]
    assert linked(parts, *pair, value / PART * 0.99, held).tolist() == [0, 0]
