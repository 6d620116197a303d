"""热点问题表: which topics matter most to most people now, and how that was reckoned.

Pure: what is ranked and the moment of ranking are passed in; nothing is read from a clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log1p

from nlp.likeness.copies import copies
from nlp.reading.form import headline
from nlp.telling.heat import Heat, Voice, heat_of
from nlp.telling.whereabouts import READ, whereabouts

__all__ = ["Hot", "Voice", "rank_topics"]


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


def rank_topics(
    voices: Sequence[Voice],
    *,
    at: datetime,
    top: int | None = None,
    leaders: Sequence[int] | None = None,
) -> list[Hot]:
    """Rank topics by distinct people, supports, recency and burst (see `nlp.telling.heat`).

    Hottest first; equal heat by more people, then by number.  Within a topic the voices that
    stand for it come first; all times carry a zone, or none does.  ``leaders`` is what
    `nlp.likeness.copies` says of the voices' texts, where it is known already.

    >>> now = datetime(2026, 6, 1)
    >>> lift = [Voice(7, "幸福里小区电梯停运", person=p, at=now) for p in "甲乙丙"]
    >>> lamp = [Voice(8, "和平路红绿灯坏了", person="丁", at=datetime(2026, 1, 1), supports=1)]
    >>> [(hot.rank, hot.topic, hot.place, hot.copies) for hot in rank_topics(lift + lamp, at=now)]
    [(1, 7, '幸福里小区', 3), (2, 8, '和平路', 1)]
    """
    grouped = _by_topic(voices)
    heats = _hottest_first(grouped, at)
    shown = heats[:top]
    places = whereabouts([[(v.title, v.body) for v in grouped[one.topic][:READ]] for one in shown])
    floods = _floods(voices, leaders)
    return [
        _row(rank, one, heats[0], place, grouped[one.topic], floods[one.topic])
        for rank, (one, place) in enumerate(zip(shown, places, strict=True), start=1)
    ]


def _by_topic(voices: Sequence[Voice]) -> dict[int, list[Voice]]:
    grouped: defaultdict[int, list[Voice]] = defaultdict(list)
    for voice in voices:
        grouped[voice.topic].append(voice)
    return grouped


def _hottest_first(grouped: dict[int, list[Voice]], at: datetime) -> list[Heat]:
    everybody = sorted(voice.at for inside in grouped.values() for voice in inside if voice.at)
    heats = [heat_of(topic, inside, everybody, at) for topic, inside in grouped.items()]
    return sorted(heats, key=lambda one: (-one.raw, -one.people, one.topic))


def _floods(voices: Sequence[Voice], leaders: Sequence[int] | None) -> dict[int, Counter[int]]:
    """Return the floods of each topic: how many voices say each text."""
    if leaders is None:
        leaders = copies([f"{voice.title}\n{voice.body}" for voice in voices])
    floods: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for voice, leader in zip(voices, leaders, strict=True):
        floods[voice.topic][leader] += 1
    return floods


def _row(
    rank: int, one: Heat, hottest: Heat, place: str, inside: list[Voice], floods: Counter[int]
) -> Hot:
    """Return a row; the logarithm keeps a table with one very large topic readable."""
    return Hot(
        rank,
        round(100 * log1p(one.raw) / log1p(hottest.raw), 1),
        one.topic,
        place,
        headline(inside[0].title, inside[0].body).strip(),
        one.times[0] if one.times else None,
        one.times[-1] if one.times else None,
        one.people,
        len(inside),
        one.supports,
        max(floods.values()),
        len(floods),
        round(one.burst, 3),
    )
