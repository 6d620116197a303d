"""How much a topic matters to how many people now.

::

    fresh(t) = 0.25 + 0.75 · 0.5^((at - t) / 60 days)
    crowd    = Σ over people of fresh(their latest message) + √supports · fresh(latest message)
    burst    = max(0, k - λ) / (k + 5)
    raw      = crowd · (1 + burst / 2)

People, not messages: one person who writes ten times is one voice, and a flood of one text counts
as many voices as it has writers.  Supports count by their square root: a tap costs less than a
letter, and the square root of a count is what carries the same spread at every size (Anscombe
1948), so one popular message does not outweigh sixty letters.  Ageing is exponential (Cormode et
al. 2009, forward decay) above a floor.  k is the number of messages in the topic's busiest 14 days
and λ how many there would be had they come when everybody's came (the same share of all messages
as in those days), so that a campaign's busy week heats nothing by itself; + 5 keeps two letters
from being a burst (cf. Kleinberg 2003).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

HALF_LIFE = timedelta(days=60)
"""After this long a voice has lost half of what it can lose by age."""

FLOOR = 0.25
"""What a voice keeps however old it is: an unanswered matter cools, it does not vanish."""

WINDOW = timedelta(days=14)
"""A burst is looked for in windows of this length."""

BURST = 0.5
"""How much a perfect burst adds to the heat."""

PATIENCE = 5
"""So many messages are needed before half of a burst is believed."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One message as far as heat goes.

    Attributes
    ----------
    topic : int
        Which topic it stands in.
    title, body : str
    person : str
        Who wrote it; messages of one person count once.  Empty: unknown, a person of its own.
    at : datetime, optional
        When; without it the message counts as old and takes no part in bursts.
    supports : int
        How many others tapped 附议.
    """

    topic: int
    title: str = ""
    body: str = ""
    person: str = ""
    at: datetime | None = None
    supports: int = 0


@dataclass(frozen=True, slots=True)
class Heat:
    """What was reckoned of one topic."""

    topic: int
    raw: float
    burst: float
    people: int
    supports: int
    times: list[datetime]


def heat_of(
    topic: int, inside: Sequence[Voice], everybody: Sequence[datetime], at: datetime
) -> Heat:
    """Reckon one topic among the times of all messages, at a moment."""
    latest: dict[str, float] = {}
    for number, voice in enumerate(inside):
        who = voice.person or f"\0{number}"
        latest[who] = max(latest.get(who, 0.0), _fresh(voice.at, at))
    supports = sum(max(voice.supports, 0) for voice in inside)
    crowd = sum(sorted(latest.values())) + sqrt(supports) * max(latest.values())
    times = sorted(voice.at for voice in inside if voice.at)
    burst = _burst(times, everybody)
    return Heat(topic, crowd * (1 + BURST * burst), burst, len(latest), supports, times)


def _fresh(when: datetime | None, at: datetime) -> float:
    if when is None:
        return FLOOR
    age = max((at - when) / HALF_LIFE, 0.0)
    left: float = 0.5**age
    return FLOOR + (1 - FLOOR) * left


def _burst(times: Sequence[datetime], everybody: Sequence[datetime]) -> float:
    """Return how far the busiest window stands above what the whole corpus leads to expect."""
    best = 0.0
    for number, start in enumerate(times):
        end = start + WINDOW
        inside = bisect_right(times, end) - number
        among = bisect_right(everybody, end) - _before(everybody, start)
        expected = len(times) * among / len(everybody)
        best = max(best, (inside - expected) / (inside + PATIENCE))
    return best


def _before(times: Sequence[datetime], start: datetime) -> int:
    return bisect_right(times, start - timedelta.resolution)
