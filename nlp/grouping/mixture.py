"""A mixture of themes: each has its words and, with the semantic layer, its meaning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

_ROUNDS, _ENOUGH = 25, 1e-5
_SMOOTH = 0.1
_PULL = 10.0
"""Concentration of the sentence vectors around the direction of a theme."""

_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class Said:
    """What each text says.

    Attributes
    ----------
    words : csr matrix of float32, shape (n, m)
        1 for each word; a text of many words is scaled down, since they are not independent.
    meaning : float32 array, shape (n, d), or None
        Unit vectors.
    """

    words: sp.csr_matrix
    meaning: np.ndarray | None = None

    def of(self, picked: np.ndarray) -> Said:
        """Return some of the texts."""
        meaning = None if self.meaning is None else self.meaning[picked]
        return Said(self.words[picked], meaning)


def said(rows: sp.csr_matrix, meaning: np.ndarray | None = None) -> Said:
    """Return what texts say from their TF-IDF rows: of ``n`` words each counts ``2 / √n``.

    Examples
    --------
    >>> said(sp.csr_matrix([[0.6, 0.8], [1.0, 0.0]])).words.toarray().tolist()
    [[1.0, 1.0], [1.0, 0.0]]
    """
    lengths = np.maximum(np.diff(rows.indptr), 1)
    weight = np.minimum(1, 2 / np.sqrt(lengths)).astype(np.float32)
    words = rows.copy()
    words.data = np.repeat(weight, np.diff(rows.indptr))
    return Said(words, meaning)


@dataclass(frozen=True, slots=True)
class Mixture:
    """The themes: words (m, k) and shares (k,) as logarithms, directions (d, k) or None."""

    words: np.ndarray
    share: np.ndarray
    direction: np.ndarray | None

    def likely(self, texts: Said) -> np.ndarray:
        """Return the logarithm of how well each theme tells each text, shape (n, k)."""
        found: np.ndarray = texts.words @ self.words + self.share
        if self.direction is not None and texts.meaning is not None:
            found += np.float32(_PULL) * (texts.meaning @ self.direction)
        return found

    def place(self, texts: Said) -> np.ndarray:
        """Return the likeliest theme of each text."""
        spans = [np.arange(a, min(a + _BLOCK, n)) for n in [texts.words.shape[0]]
                 for a in range(0, n, _BLOCK)]  # fmt: skip
        parts = [self.likely(texts.of(span)).argmax(1) for span in spans]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)


def fit(
    texts: Said, start: np.ndarray, themes: int, *, held: np.ndarray | None = None
) -> tuple[Mixture, float]:
    """Return the mixture that a start leads to, and its likelihood (higher is better).

    Parameters
    ----------
    texts
        The texts to learn from.
    start : int array, shape (n,)
        The theme of each text, -1 where it is not known.
    themes
        How many themes.
    held : bool array, shape (n,), optional
        Texts that keep the theme that they start with.
    """
    belief = _certain(start, themes)
    kept = belief[held] if held is not None else None
    best = -np.inf
    for _ in range(_ROUNDS):
        mixture = _learn(texts, belief)
        likely = mixture.likely(texts)
        top = likely.max(1, keepdims=True)
        belief = np.exp(likely - top)
        total = belief.sum(1, keepdims=True)
        belief /= total
        if kept is not None:
            belief[held] = kept
        now = float((top + np.log(total)).sum(dtype=np.float64))
        if now - best < _ENOUGH * abs(now):
            break
        best = now
    return mixture, max(best, now)


def _certain(start: np.ndarray, themes: int) -> np.ndarray:
    """Return who is in which theme: wholly in the one known, else in all alike."""
    known = np.flatnonzero(start >= 0)
    belief = np.full((len(start), themes), np.float32(1 / themes))
    belief[known] = 0
    belief[known, start[known]] = 1
    return belief


def _learn(texts: Said, belief: np.ndarray) -> Mixture:
    count = (texts.words > 0).T @ belief + np.float32(_SMOOTH)
    share = np.log((belief.sum(0) + 1) / (len(belief) + belief.shape[1]))
    direction = None
    if texts.meaning is not None:
        direction = texts.meaning.T @ belief
        direction /= np.maximum(np.linalg.norm(direction, axis=0), 1e-9)
    words = np.log(count / count.sum(0)).astype(np.float32)
    return Mixture(words, share.astype(np.float32), direction)


def condensed(vectors: np.ndarray, sample: np.ndarray, width: int = 60) -> np.ndarray:
    """Return unit vectors of the ``width`` main directions of a sample, partly whitened.

    Parameters
    ----------
    vectors : float32 array, shape (n, d)
        Centred.
    sample : int array
        The rows that the directions come from.
    """
    part = vectors[sample].astype(np.float64)
    values, axes = np.linalg.eigh(part.T @ part)
    main = np.argsort(-values, kind="stable")[:width]
    scale = np.maximum(values[main], 1e-9) ** -0.25
    found: np.ndarray = vectors @ (axes[:, main] * scale).astype(np.float32)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return found
