"""Bulk work on sparse rows."""

import numpy as np
import pytest
import scipy.sparse as sp

from nlp.bulk import sparse
from tests.nlp.made_rows import unit


@pytest.mark.parametrize("worth_dense", [0, 10**9])
def test_what_rows_share_with_their_partner_is_the_product_by_either_way(monkeypatch, worth_dense):
    monkeypatch.setattr(sparse, "_WORTH_DENSE", worth_dense)
    rows, centres = unit(1), unit(2, n=7)
    partner = np.arange(60) % 8 - 1
    found = sparse.dots(rows, centres, partner)
    product = (rows @ centres.T).toarray()
    expected = np.where(partner >= 0, product[np.arange(60), partner], 0)
    assert np.allclose(found, expected, atol=1e-6)


def test_the_largest_entries_come_first_and_ties_by_place():
    rows = sp.csr_matrix(np.array([[1, 3, 3, 2], [0, 0, 0, 0], [5, 0, 1, 0]], np.float32))
    entries, counts = sparse.top_entries(rows, 3)
    assert rows.data[entries].tolist() == [3, 3, 2, 5, 1]
    assert rows.indices[entries].tolist() == [1, 2, 3, 0, 2]
    assert counts.tolist() == [3, 0, 2]
