"""Families of everyday cue words, weighed: a suggestion, a demand or a question."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from nlp.screen.kinds import LEARNED, Screened, shown

_MOST_COUNTED = 5
_END = 30
_FIRST = re.compile(r"[^。！!？?\n]{0,40}[？?]?")


@dataclass(frozen=True, slots=True)
class _Cue:
    where: str
    pattern: re.Pattern[str]
    weights: tuple[float, ...]


def weighed(title: str, body: str) -> Screened:
    """Return the likeliest of the kinds that are learned, and the words that speak for it."""
    _, cues = _model()
    values = cue_values(title, body)
    sums = totals(values)
    shares = [math.exp(total - max(sums)) for total in sums]
    best = sums.index(max(sums))
    # What speaks for the kind against the mean of the others.
    pulls = [
        (value * (cue.weights[best] - (sum(cue.weights) - cue.weights[best]) / 2), place)
        for place, (cue, value) in enumerate(zip(cues, values, strict=True))
        if value
    ]
    words: list[str] = []
    for pull, place in sorted(pulls, key=lambda pair: -pair[0]):
        if pull > 0:
            words += cue_words(place, title, body)
    return Screened(LEARNED[best], round(shares[best] / sum(shares), 4), shown(words))


def totals(values: Sequence[float]) -> list[float]:
    """Return what the families together say for each of the kinds that are learned."""
    bias, cues = _model()
    sums = list(bias)
    for cue, value in zip(cues, values, strict=True):
        for place, weight in enumerate(cue.weights):
            sums[place] += weight * value
    return sums


def cue_words(place: int, title: str, body: str) -> list[str]:
    """Return the words by which one family, counted from 0, stands in a text."""
    cue = _model()[1][place]
    return [found.group() for found in cue.pattern.finditer(_place(cue.where, title, body))]


def cue_values(title: str, body: str) -> list[float]:
    """Return how strongly each family of cue words stands in a text, in the order of the model.

    Parameters
    ----------
    title, body : str
        Cleaned texts.

    Returns
    -------
    list of float
        For the title 1 where the family stands in it; for the body log(1 + count up to 5).
    """
    values = []
    for cue in _model()[1]:
        place = _place(cue.where, title, body)
        if cue.where == "body":
            values.append(math.log1p(min(len(cue.pattern.findall(place)), _MOST_COUNTED)))
        else:
            values.append(float(cue.pattern.search(place) is not None))
    return values


@cache
def fingerprint() -> str:
    """Return what tells these families and weights from those of another version."""
    return hashlib.sha256(_raw().encode()).hexdigest()[:16]


def first_sentence(body: str) -> str:
    """Return what stands for a title that is missing: it says what the letter wants.

    >>> first_sentence("路灯不亮。已经三天了。")
    '路灯不亮'
    """
    found: list[str] = _FIRST.findall(body)
    return found[0]


def _place(where: str, title: str, body: str) -> str:
    if where == "title":
        return title
    return body if where == "body" else body.rstrip("。！!谢，, \n")[-_END:]


def _raw() -> str:
    return resources.files("nlp").joinpath("data", "screening.json").read_text(encoding="utf-8")


@cache
def _model() -> tuple[list[float], list[_Cue]]:
    data = json.loads(_raw())
    if data["version"] != 1 or tuple(data["kinds"]) != LEARNED:
        raise ValueError("data/screening.json is of another version than this code")
    cues = [
        _Cue(cue["where"], re.compile(cue["pattern"]), tuple(cue["weights"]))
        for cue in data["cues"]
    ]
    return data["bias"], cues
