"""The mixture of ways of speaking."""

import numpy as np
import scipy.sparse as sp

from nlp.grouping import mixture


def test_a_mixture_finds_two_ways_of_speaking_and_keeps_what_is_held():
    rows = sp.csr_matrix(np.repeat([[1.0, 1, 0, 0], [0, 0, 1, 1]], 6, axis=0))
    texts = mixture.said(rows)
    start = np.array([0, -1, -1, -1, -1, -1, 1, -1, -1, -1, -1, 0])
    found, _ = mixture.fit(texts, start, 2)
    assert found.place(texts).tolist() == [0] * 6 + [1] * 6
    held = np.zeros(12, bool)
    held[[0, 6]] = True
    assert mixture.fit(texts, start, 2, held=held)[0].place(texts).tolist() == [0] * 6 + [1] * 6
