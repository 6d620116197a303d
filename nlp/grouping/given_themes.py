"""Themes that people gave: each text goes to the theme whose words it speaks, or to none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import row_sums
from nlp.records import ThemeSeed

OTHER = "其他"
"""The name of the theme of what fits none."""

_ROUNDS = 4
_PART = 0.3
"""What a word counts that only contains a given word (物业公司 for 物业)."""

_HEARD = 0.3
"""What a given word in the headline counts beside the TF-IDF of the words."""

_GIVEN = 20.0
"""How many texts' worth of evidence the given words are."""

_SMOOTH = 0.1
_MARGIN = 0.15
"""By how much (natural logarithm) each word must on average be likelier in a theme than in all."""

_BLOCK = 20_000


def with_other(seeds: Sequence[ThemeSeed]) -> list[ThemeSeed]:
    """Return the themes with one for what fits none, at the end; people's own, if they have one.

    Raises
    ------
    ValueError
        If there is no theme, or a number stands twice.

    Examples
    --------
    >>> [(seed.number, seed.name) for seed in with_other([ThemeSeed(4, "交通", ("公交",))])]
    [(4, '交通'), (5, '其他')]
    """
    if not seeds:
        raise ValueError("the catalogue has no theme")
    numbers = [seed.number for seed in seeds]
    if len(set(numbers)) < len(numbers):
        raise ValueError("a number stands twice in the catalogue")
    own = [seed for seed in seeds if seed.name == OTHER]
    rest = [seed for seed in seeds if seed.name != OTHER]
    return [*rest, *(own[:1] or [ThemeSeed(max(numbers) + 1, OTHER)])]


def given_weights(seeds: Sequence[ThemeSeed], words: Sequence[str]) -> np.ndarray:
    """Return how much each word of a vocabulary speaks for each theme, shape (n_words, k).

    A word that many themes are given counts for each of them the less.

    Examples
    --------
    >>> seeds = [ThemeSeed(1, "交通", ("公交", "管理")), ThemeSeed(2, "物业", ("物业", "管理"))]
    >>> given_weights(seeds, ["公交", "管理", "物业公司"]).round(2).tolist()
    [[1.0, 0.0], [0.25, 0.25], [0.0, 0.3]]
    """
    weights: np.ndarray = np.zeros((len(words), len(seeds)))
    place = {word: index for index, word in enumerate(words)}
    for column, seed in enumerate(seeds):
        for given in {word.lower() for word in seed.words}:
            if given in place:
                weights[place[given], column] = 1
    every = sorted({word.lower() for seed in seeds for word in seed.words if len(word) > 1})
    holders = {given: [place[word] for word in words if given in word] for given in every}
    for column, seed in enumerate(seeds):
        for given in {word.lower() for word in seed.words} & holders.keys():
            inside = holders[given]
            weights[inside, column] = np.maximum(weights[inside, column], _PART)
    weights /= np.maximum((weights > 0).sum(1, keepdims=True), 1) ** 2
    return weights


def heard(heads: Sequence[str], seeds: Sequence[ThemeSeed]) -> sp.csr_matrix:
    """Return how much of each theme's words stands in each headline, however it is cut.

    Examples
    --------
    >>> heard(["望江路路灯不亮"], [ThemeSeed(1, "照明", ("路灯",))]).toarray().tolist()
    [[1.0]]
    """
    holders: dict[str, list[int]] = {}
    for column, seed in enumerate(seeds):
        for word in {word.lower() for word in seed.words if len(word) > 1}:
            holders.setdefault(word, []).append(column)
    starts: dict[str, list[str]] = {}
    for word in sorted(holders):
        starts.setdefault(word[:2], []).append(word)
    texts: list[int] = []
    columns: list[int] = []
    weights: list[float] = []
    for index, head in enumerate(heads):
        for at in range(len(head) - 1):
            for word in starts.get(head[at : at + 2], ()):
                if head.startswith(word, at):
                    texts += [index] * len(holders[word])
                    columns += holders[word]
                    weights += [1 / len(holders[word]) ** 2] * len(holders[word])
    shape = (len(heads), len(seeds))
    return sp.csr_matrix((weights, (texts, columns)), shape=shape)


def place(
    rows: sp.csr_matrix,
    words: Sequence[str],
    seeds: Sequence[ThemeSeed],
    heads: Sequence[str],
) -> np.ndarray:
    """Return the theme of every text: its place among the seeds, ``len(seeds)`` where none fits.

    The given words are the start of a mixture of word distributions; the words of the whole
    corpus are one more component, so that a text which says nothing particular fits none.

    Parameters
    ----------
    rows : csr matrix, shape (n, m)
        TF-IDF rows of length 1.
    words
        The word of every column.
    seeds
        Without the theme for the rest.
    heads
        The headline of every text.
    """
    given = given_weights(seeds, words)
    score = rows @ given + _HEARD * heard(heads, seeds).toarray()
    said = rows.copy()
    said.data = np.ones_like(said.data)
    belief = _first_beliefs(score)
    base = np.asarray(said.sum(0)).ravel() + _SMOOTH
    base = np.log(base / base.sum())
    lengths = np.maximum(row_sums(said, said.data), 1)
    silent = score.max(0, initial=0) == 0  # none of its words is in the corpus
    for _ in range(_ROUNDS):
        belief = _beliefs(said, given, belief, base, lengths)
        belief[:, silent] = 0
    full = np.column_stack([belief, 1 - belief.sum(1)])
    return np.where(np.diff(rows.indptr) > 0, full.argmax(1), len(seeds))


def _first_beliefs(score: np.ndarray) -> np.ndarray:
    """Return shares of themes from scores; what scores little beside the best counts less still."""
    best = score.max(1, initial=0)
    belief = np.where(best[:, None] > 0, score / np.maximum(best, 1e-9)[:, None], 0) ** 2
    belief /= np.maximum(belief.sum(1, keepdims=True), 1e-9)
    return belief


def _beliefs(
    said: sp.csr_matrix,
    given: np.ndarray,
    belief: np.ndarray,
    base: np.ndarray,
    lengths: np.ndarray,
) -> np.ndarray:
    """Return how likely each text is of each theme; what is missing to 1 is of none."""
    count = said.T @ belief + _GIVEN * given
    total = count.sum(0)
    smooth = np.exp(base)[:, None] * np.maximum(total, 1) * 0.2  # what is unknown is as elsewhere
    spoken = np.log((count + smooth) / (total + smooth.sum(0))) - base[:, None]
    share = 0.5 * np.log((belief.sum(0) + 1) / (len(belief) + 1))
    parts = np.array_split(np.arange(len(belief)), max(1, len(belief) // _BLOCK))
    likely = np.concatenate([said[part] @ spoken for part in parts]) + share
    likely = np.column_stack([likely, share.min() + _MARGIN * lengths])
    chances: np.ndarray = np.exp(likely - likely.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    return chances[:, :-1]
