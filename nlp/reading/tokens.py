"""All words of many texts as one flat array of numbers, cut in bulk and on several cores."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlp.bulk.parallel import spread
from nlp.reading import segment

if TYPE_CHECKING:
    from nlp.bulk.cluster import Cluster

_CHUNK = 800_000
"""Characters cut in one go: large enough to be quick, small enough to keep memory flat."""

_WORTH_A_FORK = 1_500_000
"""Characters from which on it pays to cut in several processes."""


MEASURES = frozenset({"号线", "路", "期", "国道", "省道", "路车", "路公交", "路公交车"})
"""What a number before makes one thing of many: 7 路 is not 20 路."""

_NUMBER = re.compile(r"\d{1,4}|[一二三四五六七八九十]{1,3}")


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
    texts: Sequence[str],
    *,
    engine: segment.Engine = "auto",
    processes: int = 1,
    cluster: Cluster | None = None,
) -> Tokens:
    """Cut many normalised texts (see `nlp.reading.form`) into one flat array of word numbers.

    A number before one of the `MEASURES` is bound to it and stands beside it.
    ``processes``, or the machines of a ``cluster``, share the work; the result does not depend
    on how many.
    """
    segment.engine_name(engine)  # loaded once, before any fork
    if cluster:
        pieces = [texts[slice(*span)] for span in _chunks(texts)]
        parts = cluster.spread(_cut, pieces, engine)
    else:
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
    ids = _bound(ids, numbers)
    ends = np.flatnonzero(ids == end)
    counts = np.diff(ends, prepend=-1) - 1
    return ids[ids != end] - 1, counts.astype(np.int32), list(numbers)[1:]


def _bound(ids: np.ndarray, numbers: dict[str, int]) -> np.ndarray:
    """Bind each number to the measure word behind it: 7, 路 becomes 7路, 路."""
    words = list(numbers)
    number = np.fromiter(map(bool, map(_NUMBER.fullmatch, words)), bool, len(words))
    measure = np.fromiter((word in MEASURES for word in words), bool, len(words))
    at = np.flatnonzero(number[ids[:-1]] & measure[ids[1:]])
    pairs, back = np.unique(ids[at] * np.int64(len(words)) + ids[at + 1], return_inverse=True)
    bound = [
        numbers[words[one] + words[two]]
        for one, two in zip(
            (pairs // len(words)).tolist(), (pairs % len(words)).tolist(), strict=True
        )
    ]
    ids[at] = np.array(bound, np.int32)[back] if bound else ids[at]
    return ids


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
