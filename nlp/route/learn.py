"""Fitting two linear models, mixing them, and judging the mixture on letters it has not seen.

Every step is linear, so that what comes out is a table of weights. A third linear model, over
the meanings of the openings, is added with a fixed share where the semantic extra is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from nlp import intervals

COVERAGE = 0.9
"""The share of the training letters (each judged by a model that had not seen it) that the
model is sure of; below the score that this gives it says 不确定."""

_BAYES_SHARE = 0.5
_FOLDS = 5
_SVM_COST = 0.7
_BAYES_SMOOTHING = 0.1
_MIX_STRENGTH = 0.3
_MEANING_STRENGTH = 10.0
_MEANING_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Blend:
    """How the scores of both models become log-odds of the labels.

    Attributes
    ----------
    table : array, shape (2 * n_labels + 1, n_labels)
        What every score of the support vector machine, of naive Bayes, and 1 add to each label.
    scales : array, shape (2,)
        What the scores of each model are divided by first.
    unseen : array, shape (n_letters, n_labels)
        The log-odds of every letter by models and mixtures that had not seen it.
    """

    table: np.ndarray
    scales: np.ndarray
    unseen: np.ndarray


def blend(rows: sp.csr_matrix, truth: np.ndarray, n: int) -> Blend:
    """Mix by logistic regression over unseen scores, or by a fixed share where that is better.

    With many labels and few letters there is too little to learn a mixture from.
    """
    both = _unseen_scores(rows, truth, n)
    scales = np.array([float(scores.std()) or 1.0 for scores in both])
    scores = np.hstack([*(both / scales[:, None, None]), np.ones((len(truth), 1))])
    shares = np.vstack([np.eye(n), _BAYES_SHARE * np.eye(n), np.zeros(n)])
    shares = shares / _temperature(scores @ shares, truth)
    fixed = scores @ shares
    stacked = _stacked_unseen(scores, truth, n)
    if _loss(stacked, truth) < _loss(fixed, truth):
        return Blend(_stack(scores, truth, n), scales, stacked)
    return Blend(shares, scales, fixed)


def fit(rows: sp.csr_matrix, truth: np.ndarray, n: int, mixed: Blend) -> np.ndarray:
    """Return the weights of every feature, and of 1, for every label."""
    svm, bayes = _machines(rows, truth, n)
    whole: np.ndarray = (
        np.hstack([svm / mixed.scales[0], bayes / mixed.scales[1]]) @ mixed.table[:-1]
    )
    whole[-1] += mixed.table[-1]
    return whole


@dataclass(frozen=True, slots=True)
class Tables:
    """What is learned of words alone: weights, and the unseen log-odds of the letters."""

    weights: np.ndarray
    unseen: np.ndarray


def tables(rows: sp.csr_matrix, truth: np.ndarray, n: int) -> Tables:
    """Mix and fit one table, and judge each letter by one that had not seen it."""
    mixed = blend(rows, truth, n)
    return Tables(fit(rows, truth, n, mixed).astype(np.float32), mixed.unseen)


def meanings(
    vectors: np.ndarray, truth: np.ndarray, words: np.ndarray, n: int
) -> tuple[Tables, float]:
    """Fit what the meanings add to the words' log-odds, and by what both are divided then.

    Parameters
    ----------
    vectors : array, shape (n_letters, width)
    truth : int array, shape (n_letters,)
    words : array, shape (n_letters, n_labels)
        The unseen log-odds of the words.
    n : int
        How many labels there are.

    Returns
    -------
    Tables
        Weights of vectors and of 1, ready to be added; the unseen log-odds of both together.
    divisor : float
        What the words' log-odds are divided by where meanings are added.
    """
    unseen = np.zeros((len(truth), n))
    for seen, other in _folds(truth):
        table = _of_meanings(vectors[seen], truth[seen], n)
        unseen[other] = vectors[other] @ table[:-1] + table[-1]
    both = words + _MEANING_SHARE * unseen
    divisor = _temperature(both, truth)
    weights = _of_meanings(vectors, truth, n) * _MEANING_SHARE / divisor
    return Tables(weights.astype(np.float32), both / divisor), divisor


def _of_meanings(vectors: np.ndarray, truth: np.ndarray, n: int) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    centre = vectors.mean(axis=0)
    model = LogisticRegression(C=_MEANING_STRENGTH, max_iter=300).fit(vectors - centre, truth)
    weights, bias = model.coef_.T, model.intercept_
    if n == 2:  # one column says it for both
        weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0], bias[0]]) / 2
    table = np.vstack([weights, bias - centre @ weights])
    centred: np.ndarray = table - table.mean(axis=1, keepdims=True)
    return centred


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the shares of labels from their log-odds."""
    powers: np.ndarray = np.exp(scores - scores.max(axis=1, keepdims=True))
    powers /= powers.sum(axis=1, keepdims=True)
    return powers


def figures(unseen: np.ndarray, truth: np.ndarray) -> tuple[dict[str, float], float]:
    """Return how often unseen letters were placed right, and the score that makes sure.

    Each share comes with the ends of its 95 % interval (``top1_low``, ``top1_high``).
    """
    shares = softmax(unseen)
    order = np.argsort(-shares, axis=1)
    hit = order[:, 0] == truth
    best = shares.max(axis=1)
    threshold = float(np.quantile(best, 1 - COVERAGE))
    sure = hit[best >= threshold]
    found: dict[str, float] = {"letters": len(truth)}
    third = (order[:, :3] == truth[:, None]).any(axis=1)
    for name, right in (("top1", hit), ("top3", third), ("at_90_percent", sure)):
        share = float(right.mean())
        low, high = intervals.of_share(share, len(right))
        found |= {name: round(share, 4), f"{name}_low": round(low, 4)}
        found |= {f"{name}_high": round(high, 4)}
    return found, threshold


def _machines(rows: sp.csr_matrix, truth: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the weight tables of both models, shape (n_features + 1, n_labels), centred."""
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=_SVM_COST, random_state=0).fit(rows, truth)
    svm = np.vstack([machine.coef_.T, machine.intercept_])
    if n == 2:  # one column says it for both
        svm = np.hstack([-svm, svm])
    bayes = ComplementNB(alpha=_BAYES_SMOOTHING).fit(rows, truth).feature_log_prob_.T
    bayes = np.vstack([bayes, np.zeros(n)])
    return svm - svm.mean(axis=1, keepdims=True), bayes - bayes.mean(axis=1, keepdims=True)


def _folds(truth: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    from sklearn.model_selection import StratifiedKFold

    folds = min(_FOLDS, int(np.bincount(truth).min()))
    return list(StratifiedKFold(folds, shuffle=True, random_state=0).split(truth, truth))


def _unseen_scores(rows: sp.csr_matrix, truth: np.ndarray, n: int) -> np.ndarray:
    """Score every letter by models that have not seen it, shape (2, n_letters, n_labels)."""
    both = np.zeros((2, len(truth), n))
    for seen, unseen in _folds(truth):
        for scores, table in zip(both, _machines(rows[seen], truth[seen], n), strict=True):
            scores[unseen] = rows[unseen] @ table[:-1] + table[-1]
    return both


def _stack(scores: np.ndarray, truth: np.ndarray, n: int) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_MIX_STRENGTH, max_iter=500).fit(scores[:, :-1], truth)
    table = np.vstack([model.coef_.T, model.intercept_])
    return np.hstack([-table / 2, table / 2]) if n == 2 else table


def _stacked_unseen(scores: np.ndarray, truth: np.ndarray, n: int) -> np.ndarray:
    found = np.zeros((len(truth), n))
    for seen, unseen in _folds(truth):
        found[unseen] = scores[unseen] @ _stack(scores[seen], truth[seen], n)
    return found


def _loss(scores: np.ndarray, truth: np.ndarray) -> float:
    return float(-np.log(softmax(scores)[np.arange(len(truth)), truth] + 1e-12).mean())


def _temperature(scores: np.ndarray, truth: np.ndarray) -> float:
    """Return the divisor that makes the scores of unseen letters most believable."""
    choices = np.geomspace(0.05, 5, 60)
    return float(min(choices, key=lambda divisor: _loss(scores / divisor, truth)))
