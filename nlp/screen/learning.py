"""Fitting the weights of the cue families: those of this package, to its own examples."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from importlib import resources

from nlp.reading.clean import clean_text
from nlp.screen.cues import cue_values, first_sentence
from nlp.screen.kinds import LEARNED

MEANT: Mapping[str, str] = {"建议": "建议", "投诉": "诉求", "求助": "诉求", "咨询": "咨询"}
"""The examples' kinds that are weighed; 感谢 and 其他 call for no door of their own."""

SHARES: Mapping[str, float] = {"建议": 0.2, "诉求": 0.6, "咨询": 0.2}
"""What a town's mailbox is taken to bring; where an office's differs, its sorting teaches it."""


def examples() -> list[dict[str, str]]:
    """Return the 600 invented letters (text, title, kind, style), a hundred of each kind."""
    raw = resources.files("nlp").joinpath("data", "screening_examples.jsonl")
    return [json.loads(line) for line in raw.read_text(encoding="utf-8").splitlines()]


def shipped() -> tuple[list[float], list[list[float]]]:
    """Return bias and weights as they stand in ``data/screening.json``: from the examples alone."""
    rows = [row for row in examples() if row["kind"] in MEANT]
    bias, weights = learn(
        [row["title"] for row in rows],
        [row["text"] for row in rows],
        [MEANT[row["kind"]] for row in rows],
        shares=SHARES,
    )
    return [round(one, 3) for one in bias], [[round(one, 3) for one in row] for row in weights]


def learn(
    titles: Sequence[str],
    bodies: Sequence[str],
    kinds: Sequence[str],
    *,
    shares: Mapping[str, float] | None = None,
    strength: float = 0.3,
) -> tuple[list[float], list[list[float]]]:
    """Fit the weights of the cue families to letters whose kind is known.

    Parameters
    ----------
    titles, bodies, kinds : sequence of str
        Of equal length; without a title the first sentence takes its place, as in screening;
        `kinds` holds only those of `LEARNED`. Every kind counts the same in sum.
    shares : mapping, optional
        How often each kind is expected to come; by default equally often.
    strength : float
        Inverse of the regularisation; small keeps the weights small.

    Returns
    -------
    bias : list of float, length 3
    coefficients : list of list of float, shape (n_families, 3)
        As they stand in ``data/screening.json``.

    Raises
    ------
    ValueError
        If one of the kinds has no letter.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    missing = set(LEARNED) - set(kinds)
    if missing:
        raise ValueError(f"no letter of kind {', '.join(sorted(missing))}")
    clean = [
        (clean_text(t, lines=False), clean_text(b)) for t, b in zip(titles, bodies, strict=True)
    ]
    rows = np.array([cue_values(title or first_sentence(body), body) for title, body in clean])
    model = LogisticRegression(C=strength, max_iter=3000, class_weight="balanced")
    model.fit(rows, np.asarray(kinds))
    order = [list(model.classes_).index(kind) for kind in LEARNED]
    bias = model.intercept_[order].tolist()
    if shares:
        logs = [math.log(shares[kind]) for kind in LEARNED]
        bias = [one + log - sum(logs) / len(logs) for one, log in zip(bias, logs, strict=True)]
    return bias, model.coef_[order].T.tolist()
