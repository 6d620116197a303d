"""The records that go into and come out of grouping."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Keywords = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message: only ``id`` and the text matter for grouping."""

    id: str
    title: str = ""
    body: str = ""
    person: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ThemeSeed:
    """A theme that people gave: their number and name, and the words that belong to it.

    Examples
    --------
    >>> ThemeSeed(3, "交通出行", ("公交", "路灯")).name
    '交通出行'
    """

    number: int
    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a message went: a theme, within it an issue, within that a topic.

    ``topic`` is None where a message stands alone; then ``issue`` is the nearest one, as an offer,
    and None where none is near.  With neither it stands on the shelf of those that fit nowhere.
    ``score`` (0..1) is the cosine to the centre of the narrowest of the three that there is, and
    ``words`` are the words that put the message there, heaviest first.
    """

    id: str
    theme: int | None
    issue: int | None
    topic: int | None
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A broad theme: keywords with weights, and representatives as message ids."""

    number: int
    name: str
    size: int
    keywords: Keywords
    representatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """One kind of problem, wherever it is: one topic or several, and what stands near to them.

    ``size`` counts the lone messages that it is offered to, ``score`` is the mean of all.
    """

    number: int
    theme: int
    name: str
    size: int
    score: float
    keywords: Keywords
    representatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One specific matter at one place; ``score`` (0..1) is the mean score of its members."""

    number: int
    theme: int
    issue: int
    name: str
    size: int
    score: float
    keywords: Keywords
    representatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The outcome of one run: placements in the order of the messages given."""

    placements: tuple[Placed, ...]
    themes: tuple[Theme, ...]
    issues: tuple[Issue, ...]
    topics: tuple[Topic, ...]
    report: dict[str, Any] = field(default_factory=dict)
