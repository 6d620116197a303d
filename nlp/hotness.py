"""热点问题表: which topics matter most to most people now, and how that was reckoned.

Pure: what is ranked and the moment of ranking are passed in; nothing is read from a clock.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log1p, sqrt

from nlp.copies import copies
from nlp.vectors import headline
from nlp.whereabouts import READ, whereabouts

__all__ = ["Hot", "Voice", "rank_topics"]

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
class Hot:
    """One row of the table.

    Attributes
    ----------
    rank : int
        From 1.
    heat : float
        热度指数, 0 to 100; the hottest topic of the table has 100.
    topic : int
    place : str
        地点/人群, empty where the texts name neither.
    problem : str
        问题描述: the title, or the first sentence, of the topic's first message.
    since, until : datetime or None
        时间范围.
    people, messages, supports : int
    copies : int
        The largest flood in it: 同文 N 份 (1: no two texts are alike).
    texts : int
        What is left to read when every flood is read once.
    burst : float
        0 to 1: how much the busiest fortnight stands out.
    """

    rank: int
    heat: float
    topic: int
    place: str
    problem: str
    since: datetime | None
    until: datetime | None
    people: int
    messages: int
    supports: int
    copies: int
    texts: int
    burst: float


@dataclass(frozen=True, slots=True)
class _Measured:
    topic: int
    raw: float
    burst: float
    people: int
    supports: int
    times: list[datetime]


def rank_topics(
    voices: Sequence[Voice],
    *,
    at: datetime,
    top: int | None = None,
    leaders: Sequence[int] | None = None,
) -> list[Hot]:
    """Rank topics by distinct people, supports, recency and burst.

    Parameters
    ----------
    voices
        The messages of all topics; within a topic those that stand for it first.
    at
        The moment of ranking.  All times carry a zone, or none does.
    top
        How many rows; by default all.
    leaders
        What `nlp.copies.copies` says of the voices' texts, where it is known already.

    Returns
    -------
    list of Hot
        Hottest first; equal heat by more people, then by number.

    Notes
    -----
    ::

        fresh(t) = 0.25 + 0.75 · 0.5^((at - t) / 60 days)
        crowd    = Σ over people of fresh(their latest message) + √supports · fresh(latest message)
        burst    = max(0, k - λ) / (k + 5)
        heat     = 100 · log(1 + crowd · (1 + burst / 2)) / log(1 + the largest of these)

    People, not messages: one person who writes ten times is one voice, and a flood of one text
    counts as many voices as it has writers.  Supports count by their square root: a tap costs
    less than a letter, and the square root of a count is what carries the same spread at every
    size (Anscombe 1948), so one popular message does not outweigh sixty letters.  Ageing is
    exponential (Cormode et al. 2009, forward decay) above a floor.  k is the number of messages
    in the topic's busiest 14 days and λ how many there would be had they come when everybody's
    came (the same share of all messages as in those days), so that a campaign's busy week heats
    nothing by itself; + 5 keeps two letters from being a burst (cf. Kleinberg 2003).  The
    logarithm keeps a table with one very large topic readable.

    Examples
    --------
    >>> now = datetime(2026, 6, 1)
    >>> lift = [Voice(7, "幸福里小区电梯停运", person=p, at=now) for p in "甲乙丙"]
    >>> lamp = [Voice(8, "和平路红绿灯坏了", person="丁", at=datetime(2026, 1, 1), supports=1)]
    >>> [(hot.rank, hot.topic, hot.place, hot.copies) for hot in rank_topics(lift + lamp, at=now)]
    [(1, 7, '幸福里小区', 3), (2, 8, '和平路', 1)]
    """
    grouped: defaultdict[int, list[Voice]] = defaultdict(list)
    for voice in voices:
        grouped[voice.topic].append(voice)
    everybody = sorted(voice.at for voice in voices if voice.at)
    measured = [_measure(topic, inside, everybody, at) for topic, inside in grouped.items()]
    measured.sort(key=lambda one: (-one.raw, -one.people, one.topic))
    most = log1p(measured[0].raw) if measured else 1.0
    shown = measured[:top]
    places = whereabouts([[(v.title, v.body) for v in grouped[one.topic][:READ]] for one in shown])
    if leaders is None:
        leaders = copies([f"{voice.title}\n{voice.body}" for voice in voices])
    floods: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for voice, leader in zip(voices, leaders, strict=True):
        floods[voice.topic][leader] += 1
    return [
        Hot(
            rank,
            round(100 * log1p(one.raw) / most, 1),
            one.topic,
            place,
            _problem(grouped[one.topic][0]),
            one.times[0] if one.times else None,
            one.times[-1] if one.times else None,
            one.people,
            len(grouped[one.topic]),
            one.supports,
            max(floods[one.topic].values()),
            len(floods[one.topic]),
            round(one.burst, 3),
        )
        for rank, (one, place) in enumerate(zip(shown, places, strict=True), start=1)
    ]


def _measure(
    topic: int, inside: list[Voice], everybody: Sequence[datetime], at: datetime
) -> _Measured:
    latest: dict[str, float] = {}
    for number, voice in enumerate(inside):
        who = voice.person or f"\0{number}"
        latest[who] = max(latest.get(who, 0.0), _fresh(voice.at, at))
    supports = sum(max(voice.supports, 0) for voice in inside)
    crowd = sum(sorted(latest.values())) + sqrt(supports) * max(latest.values())
    times = sorted(voice.at for voice in inside if voice.at)
    burst = _burst(times, everybody)
    return _Measured(topic, crowd * (1 + BURST * burst), burst, len(latest), supports, times)


def _fresh(when: datetime | None, at: datetime) -> float:
    if when is None:
        return FLOOR
    age = max((at - when) / HALF_LIFE, 0.0)
    return FLOOR + (1 - FLOOR) * 0.5**age


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


def _problem(voice: Voice) -> str:
    return headline(voice.title, voice.body).strip()
