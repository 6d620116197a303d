"""From letters to weighed rows: words and pairs of characters, each block of length 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import unit_rows
from nlp.reading import form, segment

BLOCKS = ("words", "title words", "pairs", "title pairs")
UNTITLED = (0, 2)
"""The blocks of a letter without a title."""

Counts = list[Counter[str]]


def counted(letters: Sequence[tuple[str, str]]) -> list[Counts]:
    """Count the tokens of every block of every letter (text, title)."""
    return [[Counter(tokens) for tokens in _tokens(*letter)] for letter in letters]


def _tokens(text: str, title: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the tokens of a letter, one list for each of the blocks."""
    body, head = form.normalise(text), form.normalise(title)
    head_words = segment.words(head)
    whole = f"{head} {body}"
    pairs = [whole[at : at + size] for size in (2, 3) for at in range(len(whole) - size + 1)]
    head_pairs = [head[at : at + size] for size in (1, 2, 3) for at in range(len(head) - size + 1)]
    return head_words + segment.words(body), head_words, pairs, head_pairs


def numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def vocabulary(rows: Iterable[Counter[str]]) -> list[str]:
    seen: Counter[str] = Counter()
    for row in rows:
        seen.update(row.keys())
    return sorted(token for token, count in seen.items() if count >= 2)


def as_rows(letters: list[Counts], numbers: list[dict[str, int]]) -> sp.csr_matrix:
    offsets = np.cumsum([0, *map(len, numbers)])
    indptr, indices, data = [0], [], []
    for blocks in letters:
        for offset, known, counts in zip(offsets, numbers, blocks, strict=False):
            for token, count in counts.items():
                if token in known:
                    indices.append(offset + known[token])
                    data.append(count)
        indptr.append(len(indices))
    shape = (len(letters), int(offsets[-1]))
    values = np.array(data, np.float32)
    rows = sp.csr_matrix((values, np.array(indices, np.int32), np.array(indptr)), shape)
    rows.sort_indices()
    return rows


def untitled(rows: sp.csr_matrix, sizes: Sequence[int]) -> sp.csr_matrix:
    """Return the rows as if no letter had a title: without the blocks of the titles."""
    ends = np.cumsum([0, *sizes])
    return sp.hstack([rows[:, ends[block] : ends[block + 1]] for block in UNTITLED], "csr")


def rarity(rows: sp.csr_matrix) -> np.ndarray:
    """Return the inverse document frequency of every token."""
    df = np.bincount(rows.indices, minlength=rows.shape[1])
    idf: np.ndarray = np.log((1 + rows.shape[0]) / (1 + df)) + 1
    return idf.astype(np.float32)


def weighed(rows: sp.csr_matrix, idf: np.ndarray, numbers: list[dict[str, int]]) -> sp.csr_matrix:
    """Return TF-IDF rows, every block of length 1."""
    rows = rows.copy()
    rows.data = (1 + np.log(rows.data)) * idf[rows.indices]
    ends = np.cumsum([0, *map(len, numbers)])
    parts = [unit_rows(rows[:, a:b]) for a, b in zip(ends, ends[1:], strict=False)]
    return sp.hstack(parts, "csr")
