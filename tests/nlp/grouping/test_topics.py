"""Topics: joining, settling, holding on to the last run's."""

import numpy as np
import pytest
import scipy.sparse as sp

from nlp.bulk import sparse
from nlp.grouping import graph, topics


def test_groups_more_alike_than_the_rule_allows_are_joined_until_none_is_left():
    rows = sparse.unit_rows(sp.csr_matrix([[1, 0.1], [1, 0.1], [1, 0.2], [1, 0.2], [0, 1], [0, 1]]))
    labels = topics.join(rows, np.array([0, 0, 1, 1, 2, 2]), limit=0.9, until_none=True)
    assert labels.tolist() == [0, 0, 0, 0, 1, 1]


def test_a_stray_goes_to_the_topic_of_its_neighbours():
    rows = sparse.unit_rows(sp.csr_matrix(np.array([[1, 0.0], [1, 0], [1, 0.1], [0, 1], [0, 1]])))
    labels = topics.settle(
        rows, graph.neighbours(rows.astype(np.float32)), np.array([0, 0, 1, 1, 1])
    )
    assert labels.tolist() == [0, 0, 0, 1, 1]


def test_last_runs_topics_hold_together_against_a_slightly_nearer_newcomer():
    edges = np.array([[0, 0.3, 0.35], [0.3, 0, 0], [0.35, 0, 0]])
    held = topics.anchored(sp.csr_matrix(edges), np.array([4, 4, 7])).toarray()
    assert held[0, 1] > held[0, 2]
    assert held[0, 1] == pytest.approx(0.75)
