"""Counting the words of many messages at once, with numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from nlp.likeness.parts import parts
from nlp.reading.form import TITLE_WEIGHT, normalise
from nlp.reading.tokens import tokenize

_CHUNK = 20_000


def count_messages(texts: Sequence[tuple[str, ...]], numbers: dict[str, int]) -> sp.csr_matrix:
    """Count the parts of words of (text, title) pairs, one row for each.

    Parameters
    ----------
    texts : sequence of (text,) or (text, title)
    numbers : dict
        Part → column; grows by the parts that are new.
    """
    found = [_count_rows(texts[at : at + _CHUNK], numbers) for at in range(0, len(texts), _CHUNK)]
    return stacked(found, len(numbers))


def _count_rows(texts: Sequence[tuple[str, ...]], numbers: dict[str, int]) -> sp.csr_matrix:
    n = len(texts)
    bodies = [normalise(text[0]) for text in texts]
    titles = [normalise("".join(text[1:2])) for text in texts]
    tokens = tokenize([*bodies, *titles])
    first, flat = _number_parts(tokens.vocabulary, numbers)
    many = np.diff(first)[tokens.ids]
    # The parts of every token in a row: from its first part, as many as it has.
    inside = np.arange(many.sum(), dtype=np.int32) - np.repeat(np.cumsum(many) - many, many)
    words = flat[np.repeat(first[tokens.ids], many) + inside]
    owners = np.repeat(tokens.texts, many)
    counts = np.where(owners < n, np.float32(1), np.float32(TITLE_WEIGHT))
    rows = sp.csr_matrix((counts, (owners % n, words)), shape=(n, len(numbers)))
    rows.sum_duplicates()
    return rows


def _number_parts(
    vocabulary: Sequence[str], numbers: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return where the parts of every word begin, and the numbers of all parts."""
    first, flat = [0], []
    for word in vocabulary:
        flat += [numbers.setdefault(part, len(numbers)) for part in parts(word)]
        first.append(len(flat))
    return np.array(first, np.int32), np.array(flat, np.int32)


def stacked(parts: list[sp.csr_matrix], columns: int) -> sp.csr_matrix:
    """Put rows below each other; the later ones know more words."""
    for part in parts:
        part.resize(part.shape[0], columns)
    return sp.vstack(parts, "csr") if parts else sp.csr_matrix((0, columns), dtype=np.float32)
