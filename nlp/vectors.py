"""From texts to word counts to TF-IDF rows, in bulk: numpy and scipy, no Python loop per word."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from nlp import segment

TITLE_WEIGHT = 3
"""A word in the title counts as often as this many in the body."""

MAX_TEXT = 20_000
"""Characters of one text that take part: what follows no longer changes what it is about."""

_CHUNK = 400_000
"""Characters cut in one go: large enough to be quick, small enough to keep memory flat."""


def normalise(text: str) -> str:
    """Return the text in one form: half-width, lower-case, blanks for line breaks, bounded.

    >>> normalise("ＫＴＶ\\n扰民")
    'ktv 扰民'
    """
    return " ".join(unicodedata.normalize("NFKC", text[:MAX_TEXT]).lower().split())


@dataclass(frozen=True, slots=True)
class Tokens:
    """All words of many texts in a row.

    Attributes
    ----------
    ids : int32 array, shape (n_tokens,)
        Index into ``vocabulary`` of every token, stop words included.
    texts : int32 array, shape (n_tokens,)
        Which text the token stands in.
    vocabulary : list of str
        The distinct words in order of first appearance.
    """

    ids: np.ndarray
    texts: np.ndarray
    vocabulary: list[str]


def tokenize(texts: Sequence[str], *, engine: segment.Engine = "auto") -> Tokens:
    """Cut many normalised texts (see `normalise`) into one flat array of word numbers."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    end = numbers["\n"]
    whole = segment.engine_name(engine) == "rjieba"
    parts: list[np.ndarray] = []
    for start, stop in _chunks(texts):
        if whole:
            flat = segment.cut("\n".join(texts[start:stop]) + "\n", engine=engine)
        else:
            flat = [w for t in texts[start:stop] for w in (*segment.cut(t, engine=engine), "\n")]
        parts.append(np.fromiter(map(numbers.__getitem__, flat), np.int32, len(flat)))
    ids = np.concatenate(parts) if parts else np.empty(0, np.int32)
    ends = ids == end
    owner = (np.cumsum(ends) - ends).astype(np.int32)
    return Tokens(ids[~ends], owner[~ends], list(numbers))


def _chunks(texts: Sequence[str]) -> list[tuple[int, int]]:
    spans, start, size = [], 0, 0
    for index, text in enumerate(texts):
        size += len(text) + 1
        if size >= _CHUNK:
            spans.append((start, index + 1))
            start, size = index + 1, 0
    if start < len(texts):
        spans.append((start, len(texts)))
    return spans


def meaningful(vocabulary: Sequence[str]) -> np.ndarray:
    """Tell for each word of a vocabulary whether it carries meaning (see `segment.keep`)."""
    return np.fromiter(map(segment.keep, vocabulary), bool, len(vocabulary))


def tfidf(
    counts: sp.csr_matrix, *, min_df: int = 2, max_share: float = 0.3
) -> tuple[sp.csr_matrix, np.ndarray]:
    """Weigh counts: sub-linear in the text, rare words more, every row of length 1.

    The same as scikit-learn's ``TfidfTransformer(sublinear_tf=True)`` after the rare and the
    common columns are dropped, without its two seconds of import.

    Parameters
    ----------
    counts : csr matrix, shape (n_texts, n_words)
        How often each word stands in each text.
    min_df
        Words in fewer texts connect nothing and are dropped.
    max_share
        Words in a larger share of the texts (and in more than ten) are dropped.

    Returns
    -------
    rows : csr matrix of float32, shape (n_texts, n_kept)
    columns : int array, shape (n_kept,)
        Which columns of ``counts`` were kept.

    Examples
    --------
    >>> rows, columns = tfidf(sp.csr_matrix([[1.0, 1, 0], [1, 0, 0], [1, 1, 5]]))
    >>> columns.tolist(), rows.shape
    ([0, 1], (3, 2))
    """
    n = counts.shape[0]
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    columns = np.flatnonzero((df >= min_df) & (df <= max(max_share * n, 10)))
    kept = counts[:, columns].astype(np.float32)
    idf = np.log((1 + n) / (1 + df[columns])) + 1
    kept.data = (1 + np.log(kept.data)) * idf[kept.indices].astype(np.float32)
    return unit_rows(kept), columns


def unit_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Scale every row to length 1; empty rows stay empty."""
    matrix = matrix.tocsr()
    filled = np.diff(matrix.indptr)
    squares = np.zeros(matrix.shape[0])
    starts = matrix.indptr[:-1][filled > 0]
    if len(starts):
        squares[filled > 0] = np.add.reduceat(matrix.data.astype(np.float64) ** 2, starts)
    scale = 1 / np.sqrt(np.where(squares > 0, squares, 1))
    matrix.data = (matrix.data * np.repeat(scale, filled)).astype(np.float32)
    return matrix


def text_rows(
    titles: Sequence[str], bodies: Sequence[str], *, engine: segment.Engine = "auto"
) -> tuple[sp.csr_matrix, list[str]]:
    """Return TF-IDF rows of the texts and the word of every column.

    Parameters
    ----------
    titles, bodies
        Normalised, of equal length; a title's word counts `TITLE_WEIGHT` times.
    """
    n = len(titles)
    tokens = tokenize([*titles, *bodies], engine=engine)
    kept = meaningful(tokens.vocabulary)[tokens.ids] if len(tokens.ids) else np.empty(0, bool)
    ids, texts = tokens.ids[kept], tokens.texts[kept]
    weight = np.where(texts < n, np.float32(TITLE_WEIGHT), np.float32(1))
    shape = (n, max(len(tokens.vocabulary), 1))
    counts = sp.csr_matrix((weight, (texts % n if n else texts, ids)), shape=shape)
    rows, columns = tfidf(counts)
    return rows, [tokens.vocabulary[column] for column in columns]
