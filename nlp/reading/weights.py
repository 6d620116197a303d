"""From word counts to TF-IDF rows, in bulk: numpy and scipy, no Python loop per word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import unit_rows
from nlp.reading import segment
from nlp.reading.form import TITLE_WEIGHT, headlines
from nlp.reading.places import place_words
from nlp.reading.tokens import Tokens, meaningful, tokenize

if TYPE_CHECKING:
    from nlp.bulk.cluster import Cluster

HEAD_SHARE = 0.4
"""How much of the likeness of two texts is that of their headlines."""

NAME_POWER = 1.5
"""Exponent of the inverse document frequency in headlines."""

KIND_SHARE, KIND_POWER = 0.2, 0.7
"""The same for kinds of problems, headlines and bodies: there what many say counts more."""

PLACE_COUNTS = 0.4
"""What a word that names a place counts for the kind of problem."""


def tfidf(
    counts: sp.csr_matrix,
    sizes: np.ndarray | None = None,
    *,
    min_df: int = 2,
    max_share: float = 0.3,
    power: float = 1.0,
) -> tuple[sp.csr_matrix, np.ndarray]:
    """Weigh counts: sub-linear in the text, rare words more, every row of length 1.

    The same as scikit-learn's ``TfidfTransformer(sublinear_tf=True)`` after the rare and the
    common columns are dropped, without its two seconds of import.

    Parameters
    ----------
    counts : csr matrix, shape (n_texts, n_words)
        How often each word stands in each text.
    sizes : int array, shape (n_texts,), optional
        How many messages have each text, so that a word of two equal messages is kept.
    min_df
        Words in fewer messages connect nothing and are dropped.
    max_share
        Words in a larger share of the texts (and in more than ten) are dropped.
    power
        Exponent of the inverse document frequency: above 1 names weigh more.

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
    n, width = counts.shape
    df = np.bincount(counts.indices, minlength=width)
    heard = df
    if sizes is not None:
        owner = np.repeat(sizes.astype(np.float64), np.diff(counts.indptr))
        heard = np.bincount(counts.indices, weights=owner, minlength=width)
    columns = np.flatnonzero((heard >= min_df) & (df <= max(max_share * n, 10)))
    kept = counts[:, columns].astype(np.float32)
    idf = ((np.log((1 + n) / (1 + df[columns])) + 1) ** power).astype(np.float32)
    kept.data = (1 + np.log(kept.data)) * idf[kept.indices]
    return unit_rows(kept), columns


@dataclass(frozen=True, slots=True)
class Features:
    """What the texts are compared by.

    Attributes
    ----------
    rows : csr matrix of float32, shape (n_texts, n_words)
        TF-IDF of title and body: what is shown and what themes are made of.
    near : csr matrix of float32, shape (n_texts, m)
        The same beside a block of the headline alone, in which rare words (names of places and
        firms) weigh still more: what specific topics are made of.
    kind : csr matrix of float32, shape (n_texts, m)
        The same two blocks with common words weighing more and names of places less: what one
        kind of problem at several places is told by.
    words : list of str
        The word of every column of ``rows``.
    places : bool array, shape (n_words,)
        Which of them name a place.
    """

    rows: sp.csr_matrix
    near: sp.csr_matrix
    kind: sp.csr_matrix
    words: list[str]
    places: np.ndarray


def text_features(
    titles: Sequence[str],
    bodies: Sequence[str],
    sizes: np.ndarray | None = None,
    *,
    engine: segment.Engine = "auto",
    processes: int = 1,
    cluster: Cluster | None = None,
) -> Features:
    """Return the features of normalised texts; a word in the title counts `TITLE_WEIGHT` times.

    Parameters
    ----------
    titles, bodies
        Of equal length.
    sizes
        See `tfidf`.
    processes, cluster
        See `tokenize`.
    """
    texts = [*headlines(titles, bodies), *bodies]
    tokens = tokenize(texts, engine=engine, processes=processes, cluster=cluster)
    head, rest = _counts(tokens, len(titles))
    whole = (head * np.float32(TITLE_WEIGHT) + rest).tocsr()
    rows, columns = tfidf(whole, sizes)
    named, _ = tfidf(head, sizes, power=NAME_POWER)
    named_places = place_words(tokens)
    place = np.where(named_places, PLACE_COUNTS, 1).astype(np.float32)
    kind_head, kind_body = (_without_places(said, sizes, place) for said in (head, whole))
    return Features(
        rows,
        _blocks(named, rows, HEAD_SHARE),
        _blocks(kind_head, kind_body, KIND_SHARE),
        [tokens.vocabulary[column] for column in columns],
        named_places[columns],
    )


def _blocks(head: sp.csr_matrix, body: sp.csr_matrix, share: float) -> sp.csr_matrix:
    """Return both side by side, the first with its share of the likeness."""
    parts = [head * np.sqrt(np.float32(share)), body * np.sqrt(np.float32(1 - share))]
    return unit_rows(sp.hstack(parts, format="csr", dtype=np.float32))


def _without_places(
    counts: sp.csr_matrix, sizes: np.ndarray | None, place: np.ndarray
) -> sp.csr_matrix:
    rows, columns = tfidf(counts, sizes, power=KIND_POWER)
    rows.data = rows.data * place[columns][rows.indices]
    return unit_rows(rows)


def _counts(tokens: Tokens, n: int) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """Return the words with a meaning of the first ``n`` texts, and those of the others."""
    kept = meaningful(tokens.vocabulary)[tokens.ids]
    ids, texts = tokens.ids[kept], tokens.texts[kept]
    shape = (n, max(len(tokens.vocabulary), 1))
    top = np.searchsorted(texts, n)
    head = sp.csr_matrix((np.ones(top, np.float32), (texts[:top], ids[:top])), shape=shape)
    ones = np.ones(len(ids) - top, np.float32)
    return head, sp.csr_matrix((ones, (texts[top:] - n, ids[top:])), shape=shape)
