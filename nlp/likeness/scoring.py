"""What a message is worth to a query: BM25, made into the probability of one matter."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np

SATURATION = 2.0
"""BM25's k1: how fast a repeated word stops to count."""

LENGTH = 0.75
"""BM25's b: how much long messages are held against their length."""

SAME = 0.7
"""From this score on a message is very probably about the same concrete matter (the same place,
the same complaint): 93 of 100 that score higher are, and half of all that are score higher."""

ALIKE = 0.5
"""From this score on it is probably the same matter: 81 of 100 are, and 69 % of all that are."""

_ODDS = (-7.45, 1.88, 2.34)


class Hit(NamedTuple):
    """One message found.

    Attributes
    ----------
    id : str
        The message.
    rank : int
        From 1.
    score : float
        How likely it is, 0 to 1, that both are about the same matter; see `SAME` and `ALIKE`.
    """

    id: str
    rank: int
    score: float


Numbers = TypeVar("Numbers", np.ndarray, np.float64)


def saturated(counts: Numbers, lengths: Numbers, mean: float) -> Numbers:
    """Return what words count that stand so often in messages of such lengths."""
    norm = 1 - LENGTH + LENGTH * lengths / mean
    return counts * (SATURATION + 1) / (counts + SATURATION * norm)


def saturation(count: int) -> float:
    """Return what a word counts that stands so often in a message of mean length."""
    return count * (SATURATION + 1) / (count + SATURATION)


def best(scores: np.ndarray, alive: np.ndarray, top: int) -> list[int]:
    """Return the slots of the highest scores above zero, the earliest of equal ones first."""
    found = np.flatnonzero(scores)
    found = found[alive[found]]
    values = scores[found]
    if len(found) > top:
        edge = np.partition(values, len(values) - top)[len(values) - top]
        found, values = found[values >= edge], values[values >= edge]
    slots: list[int] = found[np.argsort(-values, kind="stable")][:top].tolist()
    return slots


def likely(covered: np.ndarray, evidence: np.ndarray) -> np.ndarray:
    """Return how likely the same matter is.

    Parameters
    ----------
    covered : array
        BM25 over what the words of the query give in a message of mean length that has each as
        often as the query.
    evidence : array
        BM25 over the weight of a word that stands in one message alone: how many such words the
        two might share.  One common word covers a short query whole and proves nothing.
    """
    constant, by_cover, by_evidence = _ODDS
    return 1 / (1 + np.exp(-(constant + by_cover * covered + by_evidence * np.log(0.1 + evidence))))
