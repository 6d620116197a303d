"""Communities of a graph."""

import numpy as np
import scipy.sparse as sp

from nlp.grouping import communities


def test_communities_are_the_parts_of_a_parted_graph():
    block = np.ones((4, 4)) - np.eye(4)
    parted = sp.csr_matrix(np.block([[block, np.zeros((4, 4))], [np.zeros((4, 4)), block]]))
    labels = communities.leiden(parted, resolution=0.5)
    assert labels.tolist() == [0] * 4 + [1] * 4
    assert communities.leiden(sp.csr_matrix((3, 3)), resolution=1).tolist() == [0, 1, 2]
