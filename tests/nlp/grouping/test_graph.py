"""The graph of neighbours."""

import numpy as np

from nlp.bulk import sparse
from nlp.grouping import graph
from tests.nlp.made_rows import unit


def test_candidates_from_heavy_terms_find_nearly_the_same_neighbours():
    rows = unit(n=400, width=120)
    rows.data **= 6  # as in real texts, few words carry most of the weight
    rows = sparse.unit_rows(rows)
    exact = graph.neighbours(rows, floor=0.3)
    quick = graph.neighbours(rows, floor=0.3, exact_up_to=0)
    shared = exact.astype(bool).multiply(quick.astype(bool)).nnz
    assert shared > 0.8 * exact.nnz
    both = exact.multiply(quick.astype(bool))
    assert np.allclose(both.data, quick.multiply(exact.astype(bool)).data, atol=1e-5)


def test_a_graph_is_symmetric_without_loops():
    found = graph.neighbours(unit())
    assert (found != found.T).nnz == 0
    assert found.diagonal().sum() == 0


def test_mutual_candidates_give_a_part_of_the_graph_of_all():
    rows = unit(n=300, width=80)
    every = graph.neighbours(rows, exact_up_to=0, top=10)
    both = graph.neighbours(rows, exact_up_to=0, mutual=10)
    assert 0 < both.nnz < every.nnz
    assert every.astype(bool).multiply(both.astype(bool)).nnz == both.nnz
