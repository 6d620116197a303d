"""Macro F1 of recommended kinds against decided ones, with its 95 % interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nlp import intervals

Pairs = Counter[tuple[str, str]]


def macro_f1(truth: Sequence[str], found: Sequence[str]) -> float:
    """Return the mean F1 of the kinds that people have decided on.

    >>> macro_f1(["建议", "建议", "诉求", "诉求"], ["建议", "诉求", "诉求", "诉求"])
    0.7333333333333334
    """
    return _of_pairs(Counter(zip(truth, found, strict=True)))


def judged(
    truth: Sequence[str], rounds: Sequence[Sequence[str]]
) -> tuple[float, tuple[float, float]]:
    """Return the mean macro F1 of several rounds over the same letters, and its interval.

    Parameters
    ----------
    truth : sequence of str
        The decided kinds.
    rounds : sequence of sequence of str
        What each round recommended for the same letters.

    Returns
    -------
    mean : float
    interval : (float, float)
        From drawing the letters anew; a draw takes a letter out of every round.
    """
    triples = [[(kind, once[n]) for once in rounds] for n, kind in enumerate(truth)]

    def measure(drawn: Sequence[int]) -> float:
        scores = (
            _of_pairs(Counter(triples[n][once] for n in drawn)) for once in range(len(rounds))
        )
        return sum(scores) / len(rounds)

    return measure(range(len(truth))), intervals.resampled(len(truth), measure)


def _of_pairs(pairs: Pairs) -> float:
    decided: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for (kind, found), number in pairs.items():
        decided[kind] += number
        given[found] += number
    scores = [2 * pairs[kind, kind] / (decided[kind] + given[kind]) for kind in decided]
    return sum(scores) / len(scores) if scores else 0.0
