"""Who is heard and who is not: voices of each cell beside its share of the people, with how sure
that is; and how many of what came in a person has read.

An expected number is the cell's share of the people times all voices that fall into some cell;
what is short is told against it as it is shown, in whole voices. A cell is short where even the
upper end of the 95 % interval of its share of voices stays below its share of the people. Small
numbers are hidden, and with them what would give them away.
"""

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from suggestions.models import (
    Event,
    HearingTarget,
    ParticipationCount,
    Station,
    Suggestion,
    Verb,
)
from suggestions.telling.handling import share
from suggestions.telling.small_cells import hidden
from suggestions.text.language import interval_of_share

COUNTED = 5 * 60  # seconds that a count stands
SESSION, VISIT = 15, 4  # voices that one 座谈 and one 走访 bring, by experience
STATIONS_SHOWN = 2


@dataclass(frozen=True)
class Heard:
    """One cell: what was heard of what would be its part, and what would fill the gap."""

    target: HearingTarget
    heard: int | None  # nothing where it is hidden
    expected: float
    low: float
    high: float
    scarce: bool = False  # chance does not explain that so few were heard
    stations: tuple[Station, ...] = ()

    @property
    def due(self) -> int:
        """按人数应有, in whole voices; half a voice counts as one."""
        return math.floor(self.expected + 0.5)

    @property
    def short(self) -> int:
        """还差: what makes the number heard the one that is shown beside it."""
        return max(self.due - self.heard, 0) if self.scarce and self.heard is not None else 0

    @property
    def shown(self) -> str:
        return "不写明" if self.heard is None else f"{self.heard:,}"

    @property
    def verdict(self) -> str:
        if self.heard is None:
            return "不写明"
        if self.short:
            return "听得少"
        return "听得多" if self.low > self.expected else "合比例"

    @property
    def sessions(self) -> int:
        return math.ceil(self.short / SESSION)

    @property
    def visits(self) -> int:
        return math.ceil(self.short / VISIT)


@dataclass(frozen=True)
class Whole:
    """All cells of a campaign, and how many voices fall into none."""

    cells: tuple[Heard, ...]
    total: int
    outside: int

    @property
    def accepted(self) -> int:
        """All that was taken up: what is weighed here, and never more."""
        return self.total + self.outside

    @property
    def shortfalls(self) -> list[Heard]:
        return sorted((c for c in self.cells if c.short), key=lambda c: -c.short)


def whole(campaign: int) -> Whole:
    """The table of one campaign, by four queries whatever the number of its cells."""
    rows = HearingTarget.objects.filter(campaign=campaign)
    targets = list(rows.select_related("audience", "area"))
    voices = Suggestion.objects.accepted().filter(campaign=campaign).order_by()
    counted = voices.values_list("audience_id", "area__path").annotate(many=Count("pk"))
    numbers, outside = Counter[int](), 0
    for audience, path, many in counted:
        place = next((i for i, t in enumerate(targets) if _holds(t, audience, path or "")), None)
        if place is None:
            outside += many
        else:
            numbers[place] += many
    return Whole(_cells(targets, numbers), sum(numbers.values()), outside)


def _holds(target: HearingTarget, audience: int | None, path: str) -> bool:
    group = target.audience_id is None or target.audience_id == audience
    return group and (target.area is None or path.startswith(target.area.path))


def _cells(targets: list[HearingTarget], numbers: Counter[int]) -> tuple[Heard, ...]:
    total, people = sum(numbers.values()), sum(t.people for t in targets)
    small = hidden([numbers[i] for i in range(len(targets))])
    near = _stations(targets)
    found = []
    for place, target in enumerate(targets):
        part = target.people / people
        if place in small:
            found.append(Heard(target, None, part * total, 0, 0))
            continue
        heard = numbers[place]
        low, high = interval_of_share(heard / total if total else 0, total)
        ends, scarce = (low * total, high * total), bool(total) and high < part
        found.append(Heard(target, heard, part * total, *ends, scarce, near.get(place, ())))
    return tuple(found)


def _stations(targets: list[HearingTarget]) -> dict[int, tuple[Station, ...]]:
    """The open stations in the place of each cell, a few of them."""
    if not targets:
        return {}
    rows = list(Station.objects.standing().select_related("area"))
    found = {}
    for place, target in enumerate(targets):
        path = target.area.path if target.area else ""
        inside = [one for one in rows if path and one.area.path.startswith(path)]
        found[place] = tuple(inside[:STATIONS_SHOWN])
    return found


# --- read by people, and people --------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """Of what came in: what a person read and decided one by one."""

    received: int = 0
    read: int = 0
    waiting: int = 0

    @property
    def shown(self) -> str:
        return share(self.read, self.received)


@dataclass(frozen=True)
class Totals:
    """Of some campaigns: voices by channel, distinct people where they are known, what was read."""

    received: int
    channels: tuple[tuple[str, int, str], ...]  # (label, number, number of whole)
    known: int  # voices whose author can be told from others
    people: int
    read: Read
    by_campaign: dict[int, int]
    aimed: bool = False  # whether somebody entered how many people there are


def totals(campaigns: Collection[int]) -> Totals:
    """Counted together, and kept for a few minutes."""
    keys = sorted(campaigns)
    name = f"hearing-{'-'.join(map(str, keys))}"
    found: Any = cache.get_or_set(name, lambda: counted(keys), COUNTED)
    return found


def counted(campaigns: list[int]) -> Totals:
    rows = Suggestion.objects.filter(campaign__in=campaigns).order_by()
    by = rows.values_list("campaign_id", "channel", "status").annotate(many=Count("pk"))
    channels, own, waiting = Counter[str](), Counter[int](), 0
    for campaign, channel, status, many in by:
        channels[channel] += many
        own[campaign] += many
        waiting += many * (status == Suggestion.Status.PENDING)
    known = rows.exclude(author_key="")
    facts = known.aggregate(voices=Count("pk"), people=Count("author_key", distinct=True))
    received = channels.total()
    labels = dict(Suggestion._meta.get_field("channel").choices or ())
    lines = tuple(
        (str(labels.get(channel, channel)), many, share(many, received))
        for channel, many in channels.most_common()
    )
    read = Read(received, read_one_by_one(campaigns), waiting)
    aimed = HearingTarget.objects.filter(campaign__in=campaigns).exists()
    return Totals(received, lines, facts["voices"], facts["people"], read, dict(own), aimed)


def read_one_by_one(campaigns: Collection[int]) -> int:
    """Letters that a person accepted or declined; not those that went with many at once."""
    steps = Event.objects.filter(
        suggestion__campaign__in=campaigns,
        verb__in=(Verb.ACCEPTED, Verb.DECLINED),
        by__isnull=False,
    ).exclude(data__has_key="bulk")
    found: int = steps.order_by().aggregate(many=Count("suggestion", distinct=True))["many"]
    return found


def counts_of(pages: Collection[int]) -> list[ParticipationCount]:
    """The participation that stands for these pages, newest first."""
    return list(ParticipationCount.objects.standing().filter(page__in=pages))
