"""Which words tell a group from the others, with their weights."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

# 五个, 三十年, 每天: how many or how often says nothing about what.
_COUNTED = re.compile(
    r"[一二三四五六七八九十百千万两几数半每\d]+[个位次年月天号部条台块点分元名只层栋家间辆人]?"
)


def class_weights(
    counts: sp.csr_matrix, members: sp.csr_matrix, *, least: float = 0.0
) -> sp.csr_matrix:
    """Return class-based TF-IDF: what each group says more than the others do.

    Parameters
    ----------
    counts : csr matrix, shape (n_texts, n_words)
        In how many ways each text says each word (0/1 or counts).
    members : csr matrix, shape (n_groups, n_texts)
        0/1: who is in which group.
    least
        Words in a smaller share of the group's texts get nothing.

    Returns
    -------
    csr matrix, shape (n_groups, n_words)
        Share of the group's texts with the word × log(1 + mean / frequency); 0 for a word that
        only one of more than two texts has.

    References
    ----------
    Grootendorst (2022), BERTopic, arXiv:2203.05794, eq. 2.
    """
    present = counts.copy()
    present.data = np.ones_like(present.data, dtype=np.float32)
    by_group = (members @ present).tocsr().astype(np.float64)
    texts = np.repeat(np.diff(members.indptr), np.diff(by_group.indptr))
    by_group.data[(by_group.data < np.maximum(2, least * texts)) & (texts > 2)] = 0
    sizes = np.maximum(np.asarray(members.sum(1)).ravel(), 1)
    share = np.repeat(1 / sizes, np.diff(by_group.indptr))
    by_group.data *= share * rarity(counts)[by_group.indices]
    return by_group


def rarity(counts: sp.csr_matrix) -> np.ndarray:
    """Return log(1 + texts / texts with the word) of every word, shape (n_words,)."""
    total = np.bincount(counts.indices, minlength=counts.shape[1])
    found: np.ndarray = np.log1p(max(counts.shape[0], 1) / np.maximum(total, 1))
    return found


def keywords_of(
    weights: sp.csr_matrix, group: int, vocabulary: Sequence[str], *, top: int = 10
) -> tuple[tuple[str, float], ...]:
    """Return the ``top`` heaviest words of one group, heaviest first, ties by the word."""
    row = slice(weights.indptr[group], weights.indptr[group + 1])
    data, index = weights.data[row], weights.indices[row]
    if len(data) > 4 * top:
        near = np.argpartition(-data, 4 * top)[: 4 * top]
        data, index = data[near], index[near]
    pairs = sorted(
        (-round(float(d), 6), vocabulary[i]) for d, i in zip(data, index, strict=True) if d > 0
    )
    chosen: list[tuple[str, float]] = []
    for weight, word in pairs:
        if not (_COUNTED.fullmatch(word) or any(word in other for other, _ in chosen)):
            chosen.append((word, round(-weight, 4)))
        if len(chosen) == top:
            break
    return tuple(chosen)
