"""Recommend a department or field for a letter, learned from letters that people have placed.

Two linear models over words and pairs of characters are mixed into one table of weights: a
linear support vector machine and complement naive Bayes, the mixture a logistic regression over
scores of letters they had not seen. The table is plain numbers, so a recommendation can show its
words, and a model file holds no code.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from nlp.route import learn
from nlp.route.features import BLOCKS, as_rows, counted, numbered, vocabulary, weighed
from nlp.route.file import ModelError, read_model, write_model

__all__ = ["UNSURE", "Advice", "ModelError", "Router"]

UNSURE = "不确定"
_LEAST_LETTERS = 2
_WORDS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation for one letter.

    Attributes
    ----------
    labels : tuple of (str, float)
        Labels with calibrated scores, best first; all scores of a model add up to 1.
    sure : bool
        False where the model would rather say 不确定.
    words : tuple of str
        The words of the letter that speak for the first label, weightiest first.
    """

    labels: tuple[tuple[str, float], ...]
    sure: bool
    words: tuple[str, ...]

    @property
    def label(self) -> str:
        """The first label, or 不确定."""
        return self.labels[0][0] if self.sure else UNSURE


class Router:
    """A trained model.

    Use `Router.train` or `Router.load` to get one.

    Examples
    --------
    >>> letters = ["公交车太挤", "公交线路太少", "地铁公交", "学校食堂太贵", "学校补课", "小学学校"]
    >>> router = Router.train([(text, "") for text in letters], ["交通"] * 3 + ["教育"] * 3)
    >>> router.predict([("希望增加公交车", "")])[0].labels[0][0]
    '交通'
    """

    def __init__(self, state: dict[str, Any], weights: np.ndarray, idf: np.ndarray) -> None:
        self.labels: list[str] = state["labels"]
        self.figures: dict[str, float] = state["figures"]
        self._state = state
        self._weights = weights
        self._idf = idf
        self._vocabularies = [numbered(names) for names in state["vocabularies"]]

    @classmethod
    def train(cls, letters: Sequence[tuple[str, str]], labels: Sequence[str]) -> Router:
        """Learn from letters whose label is known.

        Parameters
        ----------
        letters : sequence of (text, title)
            The title may be empty.
        labels : sequence of str
            One for each letter.

        Returns
        -------
        Router
            With ``figures``: letters, top1, top3 and accuracy at 90 % coverage, measured on
            letters that the model had not seen (5 folds).

        Raises
        ------
        ModelError
            If there are fewer than two labels, or one with fewer than two letters.
        """
        names = _checked(letters, labels)
        truth = np.array([names.index(label) for label in labels])
        counts = counted(letters)
        vocabularies = [vocabulary(row[block] for row in counts) for block in range(len(BLOCKS))]
        numbers = [numbered(names_) for names_ in vocabularies]
        rows = as_rows(counts, numbers)
        df = np.bincount(rows.indices, minlength=rows.shape[1])
        idf = (np.log((1 + len(letters)) / (1 + df)) + 1).astype(np.float32)
        features = weighed(rows, idf, numbers)
        mixed = learn.mixture(features, truth, len(names))
        figures, threshold = learn.figures(learn.softmax(mixed.unseen), truth)
        weights = learn.fit(features, truth, len(names), mixed)
        state = {
            "labels": names,
            "vocabularies": vocabularies,
            "threshold": threshold,
            "figures": figures,
        }
        return cls(state, weights.astype(np.float32), idf)

    def predict(self, letters: Sequence[tuple[str, str]], top: int = 3) -> list[Advice]:
        """Recommend labels for letters.

        Parameters
        ----------
        letters : sequence of (text, title)
            The title may be empty.
        top : int
            How many labels to give for each.

        Returns
        -------
        list of Advice
            A letter without a known word is never sure.
        """
        if top < 1:
            raise ValueError("top must be at least 1")
        features = self._features(letters)
        scores = learn.softmax(np.asarray(features @ self._weights[:-1]) + self._weights[-1])
        return [self._advice(features[[place]], row, top) for place, row in enumerate(scores)]

    def explain(
        self, text: str, title: str = "", *, label: str | None = None, top: int = 6
    ) -> list[tuple[str, float]]:
        """Return the words of a letter that speak for a label, weightiest first.

        Parameters
        ----------
        text, title : str
            The letter.
        label : str, optional
            By default the one that is recommended.
        top : int
            How many words at most.

        Returns
        -------
        list of (str, float)
            What each word adds to the label's score (a log-odds) above the mean of the others.

        Raises
        ------
        ModelError
            If the model does not know the label.

        Examples
        --------
        >>> letters = ["公交车太挤", "公交线路太少", "地铁公交", "食堂太贵", "学校补课", "小学学校"]
        >>> router = Router.train([(text, "") for text in letters], ["交通"] * 3 + ["教育"] * 3)
        >>> [word for word, _ in router.explain("学校门口的公交", label="教育")]
        ['学校']
        """
        features = self._features([(text, title)])
        if label is None:
            best = int(np.argmax(features @ self._weights[:-1] + self._weights[-1]))
        elif label in self.labels:
            best = self.labels.index(label)
        else:
            raise ModelError(f"the model does not know the label {label!r}")
        return self._speaking(features, best)[:top]

    def _features(self, letters: Sequence[tuple[str, str]]) -> sp.csr_matrix:
        rows = as_rows(counted(letters), self._vocabularies)
        return weighed(rows, self._idf, self._vocabularies)

    def _advice(self, features: sp.csr_matrix, scores: np.ndarray, top: int) -> Advice:
        order = np.argsort(-scores, kind="stable")[:top]
        best = int(order[0])
        shown = [word for word, _ in self._speaking(features, best)[:_WORDS_SHOWN]]
        sure = bool(features.nnz and scores[best] >= self._state["threshold"])
        labels = tuple((self.labels[i], round(float(scores[i]), 4)) for i in order)
        return Advice(labels, sure, tuple(shown))

    def _speaking(self, features: sp.csr_matrix, best: int) -> list[tuple[str, float]]:
        """Return the words of one row that speak for a label; a title's word counts twice."""
        others = self._weights[features.indices].mean(axis=1)
        pulls = features.data * (self._weights[features.indices, best] - others)
        names = self._state["vocabularies"]
        first = len(names[0])
        sums: Counter[str] = Counter()
        for column, pull in zip(features.indices.tolist(), pulls.tolist(), strict=True):
            if column < first:
                sums[names[0][column]] += pull
            elif column < first + len(names[1]):
                sums[names[1][column - first]] += pull
        heavy = sorted((-pull, word) for word, pull in sums.items() if pull > 0)
        return [(word, round(-pull, 4)) for pull, word in heavy]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the model file in one piece: a zip of JSON and plain arrays, no pickle."""
        write_model(path, self._state, self._weights, self._idf)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Router:
        """Read a model file; nothing in it is executed.

        Raises
        ------
        ModelError
            If it is no model file, of another version, damaged or unreasonably large.
        OSError
            If it cannot be opened.
        """
        return cls(*read_model(path))


def _checked(letters: Sequence[tuple[str, str]], labels: Sequence[str]) -> list[str]:
    if len(letters) != len(labels):
        raise ModelError(f"{len(letters)} letters but {len(labels)} labels")
    counts = Counter(labels)
    few = sorted(label for label, count in counts.items() if count < _LEAST_LETTERS)
    if few:
        raise ModelError(f"label with fewer than {_LEAST_LETTERS} letters: {', '.join(few[:5])}")
    if len(counts) < 2:
        raise ModelError("at least two labels are needed")
    if "" in counts or UNSURE in counts:
        raise ModelError(f"a label may be neither empty nor {UNSURE}")
    return sorted(counts)
