"""Teaching a model the kinds that people have decided, and judging it on letters not seen."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nlp.screen.judging import judged
from nlp.screen.learned import Learned, ModelError
from nlp.screen.letter import Letter, read

if TYPE_CHECKING:
    import scipy.sparse as sp

EACH = 5
"""Letters of a kind from which it can be learned and judged."""

_FOLDS, _ROUNDS = 5, 3
_MOST_WORDS = 5000
_IN_LETTERS = 2
_STRENGTH = 0.3
_LOUDER = 2.0


def train(letters: Sequence[tuple[str, str]], kinds: Sequence[str]) -> Learned:
    """Learn the kinds of letters as people have decided them.

    Parameters
    ----------
    letters : sequence of (text, title)
        The title may be empty. The same letter should be given once.
    kinds : sequence of str
        One for each letter. A kind with fewer than `EACH` letters is left out.

    Returns
    -------
    Learned
        With ``figures``: letters, each kind's number, and the macro F1 with its 95 % interval of
        the model (five folds, three times, each letter judged by a model that had not seen it)
        and of the package's rules on the same letters.

    Raises
    ------
    ModelError
        If fewer than two kinds have `EACH` letters.
    """
    numbers = Counter(kinds)
    enough = {kind for kind, number in numbers.items() if number >= EACH}
    if len(enough) < 2:
        raise ModelError(f"at least two kinds with {EACH} letters each are needed")
    pairs = [(read(*one), kind) for one, kind in zip(letters, kinds, strict=True) if kind in enough]
    known, truth = [letter for letter, _ in pairs], [kind for _, kind in pairs]
    return Learned(_fitted(known, truth) | {"figures": _figures(known, truth)})


def _figures(letters: list[Letter], truth: list[str]) -> dict[str, Any]:
    own, own_ends = judged(truth, [_unseen(letters, truth, seed) for seed in range(_ROUNDS)])
    theirs, their_ends = judged(truth, [[letter.shipped.kind for letter in letters]])
    return {
        "letters": len(letters),
        "kinds": {kind: truth.count(kind) for kind in sorted(set(truth))},
        "macro_f1": round(own, 4),
        "interval": [round(end, 4) for end in own_ends],
        "shipped": round(theirs, 4),
        "shipped_interval": [round(end, 4) for end in their_ends],
    }


def _unseen(letters: list[Letter], truth: list[str], seed: int) -> list[str]:
    """Judge every letter by a model that was taught without it."""
    from sklearn.model_selection import StratifiedKFold

    found = [""] * len(truth)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    for seen, unseen in folds.split(truth, truth):
        state = _fitted([letters[n] for n in seen], [truth[n] for n in seen])
        model = Learned(state | {"figures": {}})
        for n in unseen:
            found[n] = model.judge(letters[n]).kind
    return found


def _fitted(letters: list[Letter], truth: list[str]) -> dict[str, Any]:
    """Return bias and weights of a logistic regression in which every kind counts the same."""
    from sklearn.linear_model import LogisticRegression

    idf = _rarity(letters)
    rows = _rows(letters, idf)
    model = LogisticRegression(C=_STRENGTH, max_iter=1000, class_weight="balanced")
    model.fit(rows, truth)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row says it for both
        weights, bias = [-weights[0] / 2, weights[0] / 2], [-bias[0] / 2, bias[0] / 2]
    columns = [[round(float(w), 5) for w in column] for column in zip(*weights, strict=True)]
    values = len(columns) - len(idf)
    told = zip(idf.items(), columns[values:], strict=True)
    return {
        "kinds": [str(kind) for kind in model.classes_],
        "bias": [round(float(one), 5) for one in bias],
        "values": columns[:values],
        "words": {
            word: [rare, *(round(_LOUDER * w, 5) for w in column)] for (word, rare), column in told
        },
    }


def _rarity(letters: list[Letter]) -> dict[str, float]:
    """Return the words that stand in several letters, the most common ones, with their rarity."""
    seen: Counter[str] = Counter()
    for letter in letters:
        seen.update(letter.words.keys())
    common = sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_WORDS]
    return {
        word: round(math.log((1 + len(letters)) / (1 + number)) + 1, 4)
        for word, number in common
        if number >= _IN_LETTERS
    }


def _rows(letters: list[Letter], idf: dict[str, float]) -> sp.csr_matrix:
    """Return the values and weighed words of every letter as one row."""
    import numpy as np
    import scipy.sparse as sp

    reader = Learned(
        {"kinds": [], "figures": {}, "values": [], "words": {w: [r] for w, r in idf.items()}}
    )
    places = {word: place for place, word in enumerate(idf)}
    ends, columns, data = [0], [], []
    for letter in letters:
        for word, value in reader.weighed(letter.words).items():
            columns.append(places[word])
            data.append(_LOUDER * value)
        ends.append(len(columns))
    words = sp.csr_matrix((data, columns, ends), (len(letters), len(idf)))
    values = sp.csr_matrix(np.array([letter.values for letter in letters]))
    return sp.hstack([values, words], "csr")
