"""The kinds of letters, and a recommendation of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["建议", "诉求", "咨询", "法定途径", "紧急", "无效"]
KINDS: tuple[Kind, ...] = ("建议", "诉求", "咨询", "法定途径", "紧急", "无效")
LEARNED: tuple[Kind, ...] = ("建议", "诉求", "咨询")
"""The kinds that are weighed; the other three are told by rules."""

_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Screened:
    """A recommendation.

    Attributes
    ----------
    kind : Kind
        One of 建议, 诉求, 咨询, 法定途径, 紧急, 无效.
    score : float
        How sure the recommendation is, 0 to 1.
    words : tuple of str
        The words of the text that speak for it, weightiest first.
    """

    kind: Kind
    score: float
    words: tuple[str, ...]


def shown(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words as a recommendation shows them: each once, none long, not too many."""
    short = (word.strip() for word in words)
    return tuple(dict.fromkeys(word for word in short if 0 < len(word) <= 16))[:_MOST_WORDS]
