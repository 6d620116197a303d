"""Rows of length 1 drawn by chance."""

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import unit_rows


def unit(seed=0, n=60, width=40):
    rng = np.random.default_rng(seed)
    return unit_rows(sp.random(n, width, 0.2, "csr", rng=rng, dtype=np.float32))
