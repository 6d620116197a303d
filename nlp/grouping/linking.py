"""Merging by average link: the mean likeness over all pairs of texts of two parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import top_entries
from nlp.grouping.communities import indicator, renumber

MEANING = 0.2
"""What the meanings count beside the words."""

PART = 1.25
"""What was two in the last run stays two up to this much more than the link."""

_BLOCK = 50_000


@dataclass(frozen=True, slots=True)
class Parts:
    """What is to be merged: the sums of the rows and meanings of the texts of each part."""

    words: sp.csr_matrix
    meaning: np.ndarray | None
    sizes: np.ndarray

    def of(self, picked: np.ndarray) -> Parts:
        """Return some of the parts."""
        meaning = None if self.meaning is None else self.meaning[picked]
        return Parts(self.words[picked], meaning, self.sizes[picked])

    def merged(self, labels: np.ndarray) -> Parts:
        """Return one part for each label."""
        member = indicator(labels, int(labels.max(initial=-1)) + 1)
        meaning = None if self.meaning is None else member @ self.meaning
        return Parts((member @ self.words).tocsr(), meaning, member @ self.sizes)

    def alike(self, one: np.ndarray, other: Parts, two: np.ndarray) -> np.ndarray:
        """Return the likeness of pairs of parts, summed over the pairs of their texts."""
        found = np.empty(len(one))
        for start in range(0, len(one), _BLOCK):
            a, b = one[start : start + _BLOCK], two[start : start + _BLOCK]
            sums = np.asarray(self.words[a].multiply(other.words[b]).sum(1)).ravel()
            if self.meaning is not None and other.meaning is not None:
                sums = sums + MEANING * np.einsum("ij,ij->i", self.meaning[a], other.meaning[b])
            found[start : start + _BLOCK] = sums
        return found

    def link(self, one: np.ndarray, two: np.ndarray) -> np.ndarray:
        """Return the mean likeness of the pairs of texts of each pair of parts."""
        found: np.ndarray = self.alike(one, self, two) / (self.sizes[one] * self.sizes[two])
        return found


def linked(
    parts: Parts,
    one: np.ndarray,
    two: np.ndarray,
    least: float,
    held: np.ndarray | None = None,
) -> np.ndarray:
    """Return the group of each part: merged by average link, the best pair first, down to a mean.

    Pairs that are each other's best are merged at once: average link is reducible, so the outcome
    is that of one merge after the other.  A pair below ``least`` never comes above it by merging
    and is left out; parts without a pair are done.

    Parameters
    ----------
    parts
        What is merged.
    one, two : int arrays, shape (n_pairs,)
        Which pairs are compared.
    least
        Mean likeness above which two are one.
    held : int array, shape (n_parts,), optional
        Parts with different numbers (not -1) are merged only well above ``least`` (`PART`).
    """
    goal = np.arange(len(parts.sizes))
    name = goal  # by which of the first parts each of those now is known
    held = np.full(len(goal), -1) if held is None else held
    one, two = _distinct(one, two, len(goal))
    value = parts.link(one, two)
    while True:
        apart = (held[one] >= 0) & (held[two] >= 0) & (held[one] != held[two])
        kept = value > np.where(apart, PART * least, least)
        if not kept.any():
            return goal
        alive, ends = np.unique(np.concatenate([one[kept], two[kept]]), return_inverse=True)
        one, two = np.split(ends, 2)
        into = _best_merged(one, two, value[kept], len(alive))
        heads = np.unique(into, return_index=True)[1]
        new = np.arange(len(goal))
        new[name[alive]] = name[alive[heads]][into]
        goal, name = new[goal], name[alive[heads]]
        parts = parts.of(alive).merged(into)
        number, held = held[alive], np.full(len(heads), -1)
        np.maximum.at(held, into, number)
        grown = np.bincount(into) > 1
        one, two = into[one], into[two]
        stale = grown[one] | grown[two]
        fresh = _distinct(one[stale], two[stale], len(heads))
        value = np.concatenate([value[kept][~stale], parts.link(*fresh)])
        one = np.concatenate([one[~stale], fresh[0]])
        two = np.concatenate([two[~stale], fresh[1]])


def _distinct(one: np.ndarray, two: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return each pair of two different ones once, the smaller number first."""
    low, high = np.minimum(one, two), np.maximum(one, two)
    keys = np.unique((low * np.int64(n) + high)[low < high])
    return keys // max(n, 1), keys % max(n, 1)


def _best_merged(one: np.ndarray, two: np.ndarray, value: np.ndarray, n: int) -> np.ndarray:
    """Return the labels of ``n`` ones, all in some pair, after mutually best ones are merged."""
    heads, tails = np.concatenate([one, two]), np.concatenate([two, one])
    order = np.lexsort((tails, -np.concatenate([value, value]), heads))
    best = tails[order[np.searchsorted(heads[order], np.arange(n))]]
    mutual = best[best] == np.arange(n)
    return renumber(np.where(mutual, np.minimum(best, np.arange(n)), np.arange(n)))


def leading(numbers: np.ndarray, group_of: np.ndarray) -> np.ndarray:
    """Return the number (not -1) that most of each group's members have, -1 for none."""
    groups = int(group_of.max(initial=-1)) + 1
    found = np.full(groups, -1)
    known = numbers >= 0
    if known.any():
        shape = (groups, int(numbers.max()) + 1)
        ones = np.ones(int(known.sum()))
        votes = sp.csr_matrix((ones, (group_of[known], numbers[known])), shape=shape)
        votes.sum_duplicates()
        entries, counts = top_entries(votes, 1)
        found[counts > 0] = votes.indices[entries]
    return found


def tied(labels: np.ndarray, graph: sp.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of groups between which the graph has an edge."""
    member = indicator(labels, int(labels.max(initial=-1)) + 1)
    pairs = sp.triu(member @ graph @ member.T, k=1, format="coo")
    return pairs.row.astype(np.int64), pairs.col.astype(np.int64)
