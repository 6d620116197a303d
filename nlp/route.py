"""Recommend a department or field for a letter, learned from letters that people have placed.

Two linear models over words and pairs of characters are blended into one table of weights: a
linear support vector machine and complement naive Bayes. The table is plain numbers, so a
recommendation can show its words, and a model file holds no code.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from nlp import segment, vectors

__all__ = ["UNSURE", "Advice", "ModelError", "Router"]

UNSURE = "不确定"
FORMAT, VERSION = "jianyan-route", 1
COVERAGE = 0.9
"""The share of the training letters (each judged by a model that had not seen it) that the
model is sure of; below the score that this gives it says 不确定."""

_BLOCKS = ("words", "title words", "pairs", "title pairs")
_BAYES_SHARE = 0.5
_FOLDS = 5
_SVM_COST = 0.7
_BAYES_SMOOTHING = 0.1
_LEAST_LETTERS = 2
_LARGEST_FILE = 512 * 1024 * 1024
_WORDS_SHOWN = 6


class ModelError(ValueError):
    """A model file or its training data cannot be used; the message says why."""


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
        self._vocabularies = [_numbered(names) for names in state["vocabularies"]]

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
        counts = [[Counter(tokens) for tokens in _tokens(*letter)] for letter in letters]
        vocabularies = [_vocabulary(row[block] for row in counts) for block in range(len(_BLOCKS))]
        numbers = [_numbered(names_) for names_ in vocabularies]
        rows = _counted(counts, numbers)
        df = np.bincount(rows.indices, minlength=rows.shape[1])
        idf = (np.log((1 + len(letters)) / (1 + df)) + 1).astype(np.float32)
        features = _weighed(rows, idf, numbers)
        scores, scales = _unseen_scores(features, truth, len(names))
        temperature = _temperature(scores, truth)
        figures, threshold = _figures(_softmax(scores / temperature), truth)
        weights = _fit(features, truth, len(names), scales) / temperature
        state = {
            "format": FORMAT,
            "version": VERSION,
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
        counts = [[Counter(tokens) for tokens in _tokens(*letter)] for letter in letters]
        features = _weighed(_counted(counts, self._vocabularies), self._idf, self._vocabularies)
        scores = _softmax(np.asarray(features @ self._weights[:-1]) + self._weights[-1])
        return [self._advice(features[[place]], row, top) for place, row in enumerate(scores)]

    def _advice(self, features: sp.csr_matrix, scores: np.ndarray, top: int) -> Advice:
        order = np.argsort(-scores, kind="stable")[:top]
        best = int(order[0])
        words = len(self._vocabularies[0])
        others = self._weights[features.indices].mean(axis=1)
        pulls = features.data * (self._weights[features.indices, best] - others)
        heavy = sorted(zip(-pulls, features.indices.tolist(), strict=True))
        shown = [self._state["vocabularies"][0][i] for pull, i in heavy if i < words and pull < 0]
        sure = bool(features.nnz and scores[best] >= self._state["threshold"])
        labels = tuple((self.labels[i], round(float(scores[i]), 4)) for i in order)
        return Advice(labels, sure, tuple(shown[:_WORDS_SHOWN]))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the model file in one piece: a zip of JSON and plain arrays, no pickle."""
        target = Path(path)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False, prefix=".part-") as file:
            try:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                    archive.writestr("model.json", json.dumps(self._state, ensure_ascii=False))
                    for name, array in (("weights.npy", self._weights), ("idf.npy", self._idf)):
                        buffer = io.BytesIO()
                        np.save(buffer, array, allow_pickle=False)
                        archive.writestr(name, buffer.getvalue())
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(file.name, 0o666 & ~umask)
        os.replace(file.name, target)

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
        try:
            with zipfile.ZipFile(path) as archive:
                if sum(item.file_size for item in archive.infolist()) > _LARGEST_FILE:
                    raise ModelError(f"{path}: larger than a model can be")
                state = json.loads(archive.read("model.json"))
                weights, idf = (
                    np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
                    for name in ("weights.npy", "idf.npy")
                )
        except ModelError:
            raise
        except (zipfile.BadZipFile, KeyError, ValueError, RecursionError, EOFError) as error:
            raise ModelError(f"{path}: no model file ({error})") from error
        _check_state(path, state, weights, idf)
        return cls(state, weights, idf)


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


def _check_state(path: object, state: Any, weights: np.ndarray, idf: np.ndarray) -> None:
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise ModelError(f"{path}: no model file of this program")
    if state.get("version") != VERSION:
        raise ModelError(
            f"{path}: model version {state.get('version')}, this program reads {VERSION}: "
            "train it anew"
        )
    try:
        size = sum(len(names) for names in state["vocabularies"])
        shape = (size + 1, len(state["labels"]))
        whole = len(state["vocabularies"]) == len(_BLOCKS) and isinstance(state["figures"], dict)
        numbers = isinstance(state["threshold"], float) and weights.dtype == idf.dtype == np.float32
    except (KeyError, TypeError) as error:
        raise ModelError(f"{path}: damaged model file") from error
    if not (whole and numbers) or weights.shape != shape or idf.shape != (size,):
        raise ModelError(f"{path}: damaged model file")


def _tokens(text: str, title: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the tokens of a letter, one list for each of the blocks."""
    body, head = vectors.normalise(text), vectors.normalise(title)
    head_words = segment.words(head)
    whole = f"{head} {body}"
    pairs = [whole[at : at + size] for size in (2, 3) for at in range(len(whole) - size + 1)]
    head_pairs = [head[at : at + size] for size in (1, 2, 3) for at in range(len(head) - size + 1)]
    return head_words + segment.words(body), head_words, pairs, head_pairs


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _vocabulary(rows: Iterable[Counter[str]]) -> list[str]:
    seen: Counter[str] = Counter()
    for row in rows:
        seen.update(row.keys())
    return sorted(token for token, count in seen.items() if count >= 2)


def _counted(letters: list[list[Counter[str]]], numbers: list[dict[str, int]]) -> sp.csr_matrix:
    offsets = np.cumsum([0, *map(len, numbers)])
    indptr, indices, data = [0], [], []
    for blocks in letters:
        for offset, known, counts in zip(offsets, numbers, blocks, strict=False):
            for token, count in counts.items():
                if token in known:
                    indices.append(offset + known[token])
                    data.append(count)
        indptr.append(len(indices))
    shape = (len(letters), int(offsets[-1]))
    values = np.array(data, np.float32)
    rows = sp.csr_matrix((values, np.array(indices, np.int32), np.array(indptr)), shape)
    rows.sort_indices()
    return rows


def _weighed(rows: sp.csr_matrix, idf: np.ndarray, numbers: list[dict[str, int]]) -> sp.csr_matrix:
    """Return TF-IDF rows, every block of length 1."""
    rows = rows.copy()
    rows.data = (1 + np.log(rows.data)) * idf[rows.indices]
    ends = np.cumsum([0, *map(len, numbers)])
    parts = [vectors.unit_rows(rows[:, a:b]) for a, b in zip(ends, ends[1:], strict=False)]
    return sp.hstack(parts, "csr")


def _machines(rows: sp.csr_matrix, truth: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the weight tables of both models, shape (n_features + 1, n_labels)."""
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=_SVM_COST, random_state=0).fit(rows, truth)
    svm = np.vstack([machine.coef_.T, machine.intercept_])
    if n == 2:  # one column says it for both
        svm = np.hstack([-svm, svm])
    bayes = ComplementNB(alpha=_BAYES_SMOOTHING).fit(rows, truth).feature_log_prob_.T
    return svm, np.vstack([bayes - bayes.mean(axis=1, keepdims=True), np.zeros(n)])


def _unseen_scores(
    rows: sp.csr_matrix, truth: np.ndarray, n: int
) -> tuple[np.ndarray, tuple[float, float]]:
    """Score every letter by models that have not seen it; return the scale of both models too."""
    from sklearn.model_selection import StratifiedKFold

    folds = min(_FOLDS, int(np.bincount(truth).min()))
    both = np.zeros((2, len(truth), n))
    splitter = StratifiedKFold(folds, shuffle=True, random_state=0)
    for seen, unseen in splitter.split(truth, truth):
        for scores, table in zip(both, _machines(rows[seen], truth[seen], n), strict=True):
            scores[unseen] = rows[unseen] @ table[:-1] + table[-1]
    both -= both.mean(axis=2, keepdims=True)
    svm, bayes = (float(scores.std()) or 1.0 for scores in both)
    scales = (1 / svm, _BAYES_SHARE / bayes)
    return both[0] * scales[0] + both[1] * scales[1], scales


def _fit(rows: sp.csr_matrix, truth: np.ndarray, n: int, scales: tuple[float, float]) -> np.ndarray:
    svm, bayes = _machines(rows, truth, n)
    return svm * scales[0] + bayes * scales[1]


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _temperature(scores: np.ndarray, truth: np.ndarray) -> float:
    """Return the divisor that makes the scores of unseen letters most believable."""
    choices = np.geomspace(0.05, 5, 60)
    right = np.arange(len(truth)), truth
    losses = [-np.log(_softmax(scores / t)[right] + 1e-12).mean() for t in choices]
    return float(choices[int(np.argmin(losses))])


def _figures(shares: np.ndarray, truth: np.ndarray) -> tuple[dict[str, float], float]:
    order = np.argsort(-shares, axis=1)
    hit = order[:, 0] == truth
    best = shares.max(axis=1)
    threshold = float(np.quantile(best, 1 - COVERAGE))
    figures = {
        "letters": len(truth),
        "top1": round(float(hit.mean()), 4),
        "top3": round(float((order[:, :3] == truth[:, None]).any(axis=1).mean()), 4),
        "at_90_percent": round(float(hit[best >= threshold].mean()), 4),
    }
    return figures, threshold
