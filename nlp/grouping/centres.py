"""Numbered groups of messages: where their middle is, and who is in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import unit_rows
from nlp.reading.corpus import Corpus

SHELF = np.iinfo(np.int64).min
"""The number of no topic: no number that people or runs can give."""


@dataclass(frozen=True, slots=True)
class Centres:
    """Unit centres of numbered groups: row ``index`` belongs to ``numbers[index]``."""

    numbers: np.ndarray
    index: np.ndarray
    rows: sp.csr_matrix
    members: sp.csr_matrix

    def of(self, places: np.ndarray) -> Centres:
        """Return some of the groups, by their places."""
        rank = np.full(len(self.numbers) + 1, -1)
        rank[places] = np.arange(len(places))
        index = rank[self.index]
        return Centres(self.numbers[places], index, self.rows[places], self.members[places])


def centres_of(number_of: np.ndarray, corpus: Corpus, rows: sp.csr_matrix) -> Centres:
    """Return the centres of the groups of messages; those with the number `SHELF` have none."""
    inside = np.flatnonzero(number_of != SHELF)
    numbers, place = np.unique(number_of[inside], return_inverse=True)
    index = np.full(len(number_of), -1)
    index[inside] = place
    members = sp.csr_matrix(
        (np.ones(len(inside), np.float32), (place, corpus.owner[inside])),
        shape=(len(numbers), rows.shape[0]),
    )
    members.sum_duplicates()
    return Centres(numbers, index, unit_rows((members @ rows).tocsr()), members)
