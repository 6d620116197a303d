"""From texts to word counts to TF-IDF rows, in bulk: numpy and scipy, no Python loop per word."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from nlp import segment
from nlp.parallel import spread
from nlp.sparse import unit_rows

TITLE_WEIGHT = 3
"""A word in the title counts as often as this many in the body."""

MAX_TEXT = 20_000
"""Characters of one text that take part: what follows no longer changes what it is about."""

HEAD_SHARE = 0.4
"""How much of the likeness of two texts is that of their headlines."""

NAME_POWER = 1.5
"""Exponent of the inverse document frequency in headlines."""

HEADLINE = 40
"""Characters that stand for the title where there is none."""

_CODE = re.compile(r"([a-z]\d{0,3}[市区县州省镇])")
"""A masked or coded place (A2区): what follows is another word, 丽水 and not 区丽水."""

_ODD_FORM = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2100-\u214f\u2460-\u24ff\u2e80-\u2fdf"
    "\u3200-\u33ff\uf900-\ufaff]"
)
"""Forms that NFKC makes plain; wide punctuation may stay, it parts words either way."""

_SENTENCE = re.compile(r"[。！？；!?;]")

_CHUNK = 800_000
"""Characters cut in one go: large enough to be quick, small enough to keep memory flat."""

_WORTH_A_FORK = 1_500_000
"""Characters from which on it pays to cut in several processes."""


def normalise(text: str) -> str:
    """Return the text in one form: half-width, lower-case, blanks for line breaks, bounded.

    >>> normalise("ＫＴＶ\\n扰民")
    'ktv 扰民'
    """
    text = text[:MAX_TEXT].lower()
    if _ODD_FORM.search(text):
        text = unicodedata.normalize("NFKC", text).lower()
    return " ".join(_CODE.sub(r" \1 ", text).split())


def headline(title: str, body: str) -> str:
    """Return the title, or the first sentence of the body where there is none.

    >>> headline("", "路灯不亮。已经三天了。")
    '路灯不亮'
    """
    return title or _SENTENCE.split(body[:HEADLINE].strip())[0]


def headlines(titles: Sequence[str], bodies: Sequence[str]) -> list[str]:
    """Return the `headline` of every text."""
    return [headline(title, body) for title, body in zip(titles, bodies, strict=True)]


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


def tokenize(
    texts: Sequence[str], *, engine: segment.Engine = "auto", processes: int = 1
) -> Tokens:
    """Cut many normalised texts (see `normalise`) into one flat array of word numbers.

    Parameters
    ----------
    texts
        Of any length.
    engine
        See `segment.tokenizer`.
    processes
        How many share the work; the result does not depend on it.
    """
    segment.engine_name(engine)  # loaded once, before any fork
    parts = spread(
        lambda span: _cut(texts[slice(*span)], engine),
        _chunks(texts),
        processes=processes if sum(map(len, texts)) > _WORTH_A_FORK else 1,
    )
    numbers: dict[str, int] = {}
    ids, counts = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for found, count, words in parts:
        known = np.fromiter(
            (numbers.setdefault(w, len(numbers)) for w in words), np.int32, len(words)
        )
        ids.append(known[found])
        counts.append(count)
    owner = np.repeat(np.arange(len(texts), dtype=np.int32), np.concatenate(counts))
    return Tokens(np.concatenate(ids), owner, list(numbers))


def _cut(texts: Sequence[str], engine: segment.Engine) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return the word numbers of some texts, how many each has, and the words."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    end = numbers["\n"]
    if segment.engine_name(engine) == "rjieba":
        flat = segment.cut("\n".join(texts) + "\n", engine=engine)
    else:
        flat = [word for text in texts for word in (*segment.cut(text, engine=engine), "\n")]
    ids = np.fromiter(map(numbers.__getitem__, flat), np.int32, len(flat))
    ends = np.flatnonzero(ids == end)
    counts = np.diff(ends, prepend=-1) - 1
    return ids[ids != end] - 1, counts.astype(np.int32), list(numbers)[1:]


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
    words : list of str
        The word of every column of ``rows``.
    """

    rows: sp.csr_matrix
    near: sp.csr_matrix
    words: list[str]


def text_features(
    titles: Sequence[str],
    bodies: Sequence[str],
    sizes: np.ndarray | None = None,
    *,
    engine: segment.Engine = "auto",
    processes: int = 1,
) -> Features:
    """Return the features of normalised texts; a word in the title counts `TITLE_WEIGHT` times.

    Parameters
    ----------
    titles, bodies
        Of equal length.
    sizes
        See `tfidf`.
    processes
        See `tokenize`.
    """
    n = len(titles)
    heads = headlines(titles, bodies)
    tokens = tokenize([*heads, *bodies], engine=engine, processes=processes)
    kept = meaningful(tokens.vocabulary)[tokens.ids]
    ids, texts = tokens.ids[kept], tokens.texts[kept]
    shape = (n, max(len(tokens.vocabulary), 1))
    top = np.searchsorted(texts, n)
    head = sp.csr_matrix((np.ones(top, np.float32), (texts[:top], ids[:top])), shape=shape)
    ones = np.ones(len(ids) - top, np.float32)
    rest = sp.csr_matrix((ones, (texts[top:] - n, ids[top:])), shape=shape)
    rows, columns = tfidf((head * np.float32(TITLE_WEIGHT) + rest).tocsr(), sizes)
    named, _ = tfidf(head, sizes, power=NAME_POWER)
    share = np.sqrt(np.float32(HEAD_SHARE)), np.sqrt(np.float32(1 - HEAD_SHARE))
    near = sp.hstack([named * share[0], rows * share[1]], format="csr", dtype=np.float32)
    return Features(rows, unit_rows(near), [tokens.vocabulary[column] for column in columns])
