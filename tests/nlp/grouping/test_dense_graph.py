"""The graph of meanings."""

import numpy as np

from nlp.grouping import dense_graph


def test_regions_find_most_of_the_exact_neighbours():
    rng = np.random.default_rng(0)
    middle = rng.standard_normal((40, 32))
    rows = np.repeat(middle, 25, axis=0) + 0.4 * rng.standard_normal((1000, 32))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    exact = dense_graph.dense_neighbours(rows, top=10)
    quick = dense_graph.dense_neighbours(rows, top=10, exact_up_to=0)
    assert exact.multiply(quick.astype(bool)).nnz > 0.8 * exact.nnz
    assert (quick != quick.T).nnz == 0
    assert quick.diagonal().sum() == 0
