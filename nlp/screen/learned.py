"""A model of kinds that one office has taught by its own sorting.

It learns what the office decides beside what the rules and weights of this package say, which
are among its features; danger and empty letters stay told by rules. One table of weights, so
that every recommendation shows its words; kept as JSON, so that reading it executes nothing.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from nlp.reading import segment
from nlp.screen.cues import cue_words, fingerprint
from nlp.screen.kinds import KINDS, Kind, Screened, shown
from nlp.screen.letter import Letter, read

FORMAT, VERSION = "jianyan-screen", 1
_LARGEST = 16 * 1024 * 1024


class ModelError(ValueError):
    """A model or what it should learn from cannot be used; the message says why."""


class Learned:
    """A trained model; get one from `train` of ``nlp.screen.teaching`` or `Learned.loads`.

    Attributes
    ----------
    kinds : list of str
        Those it tells apart.
    figures : dict
        How good it was on letters it had not seen, beside the rules of this package.
    """

    def __init__(self, state: Mapping[str, Any]) -> None:
        self.kinds: list[Kind] = state["kinds"]
        self.figures: dict[str, Any] = state["figures"]
        self._state = state
        self._values: list[list[float]] = state["values"]
        self._words: dict[str, list[float]] = state["words"]

    @property
    def better(self) -> bool:
        """Whether its macro F1 beat that of the package's rules on the same letters."""
        return bool(self.figures["macro_f1"] > self.figures["shipped"])

    def screen(self, text: str, title: str = "") -> Screened:
        """Recommend what kind of letter a text is, as `nlp.screen.screen` does.

        Parameters
        ----------
        text, title : str
            The letter; the title may be empty.
        """
        return self.judge(read(text, title))

    def judge(self, letter: Letter) -> Screened:
        """Recommend a kind for a letter that is read already."""
        if letter.rule:
            return letter.rule
        values, words = letter.values, self.weighed(letter.words)
        totals = list(self._state["bias"])
        for weights, value in [
            *zip(self._values, values, strict=True),
            *((self._words[word][1:], value) for word, value in words.items()),
        ]:
            for place, weight in enumerate(weights):
                totals[place] += weight * value
        best = totals.index(max(totals))
        shares = [math.exp(total - totals[best]) for total in totals]
        said = self._speaking(letter, values, words, best)
        return Screened(self.kinds[best], round(1 / sum(shares), 4), shown(said))

    def weighed(self, counts: Counter[str]) -> dict[str, float]:
        """Return the known words of a letter, TF-IDF of length 1."""
        known = {
            word: (1 + math.log(count)) * self._words[word][0]
            for word, count in counts.items()
            if word in self._words
        }
        length = math.sqrt(sum(value * value for value in known.values())) or 1.0
        return {word: value / length for word, value in known.items()}

    def _speaking(
        self, letter: Letter, values: Sequence[float], words: Mapping[str, float], best: int
    ) -> list[str]:
        """Return the words that speak for a kind, weightiest first."""
        pulls: list[tuple[float, list[str]]] = []
        others = len(self.kinds) - 1

        def pull(weights: Sequence[float], value: float) -> float:
            return value * (weights[best] - (sum(weights) - weights[best]) / others)

        cues = len(values) - len(_SAID)
        for place, value in enumerate(values[:cues]):
            if value and (weight := pull(self._values[place], value)) > 0:
                pulls.append((weight, cue_words(place, letter.title, letter.body)))
        for word, value in words.items():
            if segment.keep(word) and (weight := pull(self._words[word][1:], value)) > 0:
                pulls.append((weight, [word]))
        said = sum(pull(self._values[cues + n], value) for n, value in enumerate(values[cues:]))
        if said > 0 and letter.shipped.kind == self.kinds[best]:
            pulls.append((said, list(letter.shipped.words)))
        return [word for _, one in sorted(pulls, key=lambda pair: -pair[0]) for word in one]

    def dumps(self) -> bytes:
        """Return the model as bytes: JSON, no code."""
        whole = {"format": FORMAT, "version": VERSION, "cues": fingerprint(), **self._state}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def loads(cls, data: bytes) -> Learned:
        """Return the model in these bytes, checked; nothing in them is executed.

        Raises
        ------
        ModelError
            If it is no model, of another version, damaged or unreasonably large.
        """
        if len(data) > _LARGEST:
            raise ModelError("larger than a model can be")
        try:
            state = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise ModelError(f"no model ({error})") from error
        _check(state)
        return cls(state)


_SAID = ("建议", "诉求", "咨询", "法定途径", "感谢")  # what the package says, after the cues


def _check(state: Any) -> None:
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise ModelError("no model of this program")
    if state.get("version") != VERSION:
        raise ModelError(
            f"model version {state.get('version')}, this program reads {VERSION}: train it anew"
        )
    if state.get("cues") != fingerprint():
        raise ModelError("learned beside other cue words than these: train it anew")
    try:
        sound = _sound(state)
    except (KeyError, TypeError, AttributeError) as error:
        raise ModelError("damaged model") from error
    if not sound:
        raise ModelError("damaged model")


def _sound(state: dict[str, Any]) -> bool:
    kinds, figures = state["kinds"], state["figures"]
    n = len(kinds)
    return (
        isinstance(kinds, list)
        and n >= 2
        and len(set(kinds)) == n
        and set(kinds) <= set(KINDS)
        and _numbers(state["bias"], n)
        and len(state["values"]) == len(read("", "").values)
        and all(_numbers(row, n) for row in state["values"])
        and all(_numbers(row, n + 1) for row in state["words"].values())
        and _numbers([figures[name] for name in ("macro_f1", "shipped")], 2)
    )


def _numbers(row: Any, n: int) -> bool:
    """Tell whether it is a list of n numbers of reasonable size."""
    return (
        isinstance(row, list)
        and len(row) == n
        and all(type(value) in (int, float) and abs(value) < 1e6 for value in row)
    )
