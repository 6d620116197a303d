"""Recommend a department or field for a letter, learned from letters that people have placed.

Two linear models over words and pairs of characters are mixed into one table of weights: a
linear support vector machine and complement naive Bayes, the mixture a logistic regression over
scores of letters they had not seen. Letters without a title have a table of their own, learned
from all letters as if none had one. Where the semantic extra is installed, what the openings
mean adds its share. Tables are plain numbers, so a recommendation can show its words, and a
model file holds no code.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from nlp.reading import meaning
from nlp.reading.meaning import Layer
from nlp.route import learn
from nlp.route.model_file import Arrays, ModelError, read_model, write_model
from nlp.route.rows import (
    BLOCKS,
    UNTITLED,
    as_rows,
    counted,
    numbered,
    rarity,
    untitled,
    vocabulary,
    weighed,
)

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

    def __init__(self, state: dict[str, Any], arrays: Arrays) -> None:
        self.labels: list[str] = state["labels"]
        self.figures: dict[str, float] = state["figures"]
        self._state = state
        self._arrays = dict(arrays)
        self._weights, self._idf = arrays["weights"], arrays["idf"]
        self._vocabularies = [numbered(names) for names in state["vocabularies"]]
        self._untitled = self._for_untitled()

    @classmethod
    def train(
        cls,
        letters: Sequence[tuple[str, str]],
        labels: Sequence[str],
        *,
        semantic: Layer = "auto",
    ) -> Router:
        """Learn from letters whose label is known.

        Parameters
        ----------
        letters : sequence of (text, title)
            The title may be empty.
        labels : sequence of str
            One for each letter.
        semantic : "auto", "off" or "on"
            Whether the meanings of the openings are learned too; "auto": where the extra is.

        Returns
        -------
        Router
            With ``figures``: letters, top1, top3 and accuracy at 90 % coverage, measured on
            letters that the model had not seen (5 folds), each with its 95 % interval.

        Raises
        ------
        ModelError
            If there are fewer than two labels, or one with fewer than two letters.
        """
        names = _checked(letters, labels)
        truth = np.array([names.index(label) for label in labels])
        counts = counted(letters)
        vocabularies = [vocabulary(row[block] for row in counts) for block in range(len(BLOCKS))]
        numbers = [numbered(known) for known in vocabularies]
        rows = as_rows(counts, numbers)
        idf = rarity(rows)
        features = weighed(rows, idf, numbers)
        state: dict[str, Any] = {"labels": names, "vocabularies": vocabularies}
        learned = learn.tables(features, truth, len(names))
        arrays, unseen = {"weights": learned.weights, "idf": idf}, learned.unseen
        if vocabularies[1]:  # some have a title
            bare = learn.tables(untitled(features, _sizes(state)), truth, len(names))
            arrays["untitled"] = bare.weights
            unseen = np.where(_titled(letters)[:, None], unseen, bare.unseen)
        state["figures"], state["threshold"] = learn.figures(unseen, truth)
        if meaning.wanted(semantic):
            _add_meaning(state, arrays, letters, truth, unseen)
        return cls(state, arrays)

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
        if not letters:
            return []
        features = self._features(letters)
        titled = _titled(letters)
        sums = np.where(
            titled[:, None],
            np.asarray(features @ self._weights[:-1]) + self._weights[-1],
            np.asarray(features @ self._untitled[:-1]) + self._untitled[-1],
        )
        threshold = self._state["threshold"]
        if self.has_meanings:
            said = self._state["meaning"]
            table, threshold = self._arrays["meaning"], said["threshold"]
            sums = sums / said["divisor"] + _openings(letters) @ table[:-1] + table[-1]
        return [
            self._advice(features[[place]], row, top, titled=titled[place], threshold=threshold)
            for place, row in enumerate(learn.softmax(sums))
        ]

    @property
    def has_meanings(self) -> bool:
        """Whether meanings take part: they were learned, and the same encoder is installed."""
        return (
            "meaning" in self._arrays
            and meaning.available()
            and self._state["meaning"]["encoder"] == meaning.version()
        )

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
            What each word adds to the label's score (a log-odds) above the mean of the others;
            what the meaning of the opening adds is no word's and not told.

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
            best = self.labels.index(self.predict([(text, title)], top=1)[0].labels[0][0])
        elif label in self.labels:
            best = self.labels.index(label)
        else:
            raise ModelError(f"the model does not know the label {label!r}")
        return self._speaking(features, best, titled=bool(title.strip()))[:top]

    def _features(self, letters: Sequence[tuple[str, str]]) -> sp.csr_matrix:
        rows = as_rows(counted(letters), self._vocabularies)
        return weighed(rows, self._idf, self._vocabularies)

    def _for_untitled(self) -> np.ndarray:
        """Return the table of letters without a title, as wide as the other one."""
        narrow = self._arrays.get("untitled")
        if narrow is None:
            return self._weights
        wide = np.zeros_like(self._weights)
        ends = np.cumsum([0, *_sizes(self._state)])
        places = [np.arange(ends[block], ends[block + 1]) for block in UNTITLED]
        wide[np.concatenate([*places, [len(wide) - 1]])] = narrow
        return wide

    def _advice(
        self,
        features: sp.csr_matrix,
        scores: np.ndarray,
        top: int,
        *,
        titled: bool,
        threshold: float,
    ) -> Advice:
        order = np.argsort(-scores, kind="stable")[:top]
        best = int(order[0])
        shown = [word for word, _ in self._speaking(features, best, titled=titled)[:_WORDS_SHOWN]]
        sure = bool(features.nnz and scores[best] >= threshold)
        labels = tuple((self.labels[i], round(float(scores[i]), 4)) for i in order)
        return Advice(labels, sure, tuple(shown))

    def _speaking(
        self, features: sp.csr_matrix, best: int, *, titled: bool
    ) -> list[tuple[str, float]]:
        """Return the words of one row that speak for a label; a title's word counts twice."""
        weights = (self._weights if titled else self._untitled)[features.indices]
        pulls = features.data * (weights[:, best] - weights.mean(axis=1))
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
        write_model(path, self._state, self._arrays)

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


def _sizes(state: dict[str, Any]) -> list[int]:
    return [len(names) for names in state["vocabularies"]]


def _titled(letters: Sequence[tuple[str, str]]) -> np.ndarray:
    return np.array([bool(title.strip()) for _, title in letters])


def _openings(letters: Sequence[tuple[str, str]]) -> np.ndarray:
    return meaning.openings([f"{title}{text}" for text, title in letters])


def _add_meaning(
    state: dict[str, Any],
    arrays: dict[str, np.ndarray],
    letters: Sequence[tuple[str, str]],
    truth: np.ndarray,
    words: np.ndarray,
) -> None:
    """Learn what meanings add; the figures are then those of both together."""
    found, divisor = learn.meanings(_openings(letters), truth, words, len(state["labels"]))
    arrays["meaning"] = found.weights
    state["figures"], threshold = learn.figures(found.unseen, truth)
    encoder = meaning.version()
    state["meaning"] = {"threshold": threshold, "divisor": divisor, "encoder": encoder}
