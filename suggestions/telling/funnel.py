"""The figures of the whole: from what came in to what residents call done, and by what.

Suggestions are counted by grouped queries over one narrow index; what an answer came to is
decided per topic by `outcomes`, the one place that does. No text is read.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, fields
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.timezone import localdate

from suggestions.models import (
    Answer,
    Area,
    CampaignPage,
    Suggestion,
    Support,
    Topic,
    TopicSupport,
)
from suggestions.models.suggestions import Channel
from suggestions.telling import figures, kept
from suggestions.telling.outcomes import Stage, outcomes_of

COUNTED = 5 * 60  # seconds that a count stands
MONTHS = 12
Status = Suggestion.Status
OTHER_CAMPAIGNS, NO_PLACE, EARLIER = "没有公开的征集", "没有写到哪个区", "更早"


@dataclass(frozen=True)
class Stages:
    """How many suggestions have come how far; the later ones are among the earlier."""

    received: int = 0
    accepted: int = 0
    forwarded: int = 0
    answered: int = 0
    adopted: int = 0
    done: int = 0

    def __add__(self, other: "Stages") -> "Stages":
        return Stages(*(a + b for a, b in zip(self.numbers, other.numbers, strict=True)))

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class Line:
    """One row of a table: a campaign, a month, a district, a channel."""

    name: str
    stages: Stages
    url: str = ""


@dataclass(frozen=True)
class Participation:
    """Who took part: people are not suggestions, and supports are neither."""

    people: int = 0
    supports: int = 0
    met: int = 0


@dataclass(frozen=True)
class Whole:
    """All that the page of figures tells, as counted at one moment."""

    made: dt.datetime
    stages: Stages
    participation: Participation
    campaigns: list[Line]
    months: list[Line]
    districts: list[Line]
    channels: list[Line]


def whole(*, at: dt.datetime) -> Whole:
    """The figures as they stood a few minutes ago at most."""
    found: Any = kept.known("figures", lambda: counted(at), at=at)
    found = found or cache.get_or_set("figures", lambda: counted(at), COUNTED)
    return found


def counted(at: dt.datetime) -> Whole:
    adopted, done = _settled(at)
    tables = [
        _by_campaign(_table(F("campaign_id"), adopted, done)),
        _by_month(at, adopted, done),
        _by_district(adopted, done),
        _by_channel(_table(F("channel"), adopted, done)),
    ]
    stages = sum((line.stages for line in tables[0]), Stages())
    return Whole(at, stages, _participation(stages.received), *tables)


def _settled(at: dt.datetime) -> tuple[set[int], set[int]]:
    """Topics whose standing answer adopts what was suggested; those that residents call done."""
    last = dict(
        Answer.objects.leading().order_by("decided_at", "pk").values_list("topic", "adoption")
    )
    became = outcomes_of(Topic.objects.filter(pk__in=last).only("status"), at=at)
    adopted = {topic for topic, how in last.items() if how != Answer.Adoption.NOT_ADOPTED}
    return adopted, {topic for topic, one in became.items() if one.stage == Stage.DONE}


def _table(key: Combinable, adopted: set[int], done: set[int]) -> dict[Any, Stages]:
    """`{key: Stages}` in two grouped queries."""
    rows = Suggestion.objects.order_by().annotate(_key=key)
    statuses: dict[Any, Counter] = {}
    for of, status, number in rows.values_list("_key", "status").annotate(n=Count("*")):
        statuses.setdefault(of, Counter())[status] = number
    answered = rows.filter(status=Status.ANSWERED, placement__by__isnull=False)
    taken_up, carried_out = Counter[Any](), Counter[Any]()
    for of, topic, number in answered.values_list("_key", "placement__topic").annotate(
        n=Count("*")
    ):
        taken_up[of] += number * (topic in adopted)
        carried_out[of] += number * (topic in done)
    return {
        of: _stages(by_status, taken_up[of], carried_out[of]) for of, by_status in statuses.items()
    }


def _stages(by_status: Counter, adopted: int, done: int) -> Stages:
    counts = figures.counts(by_status)
    forwarded = by_status[Status.FORWARDED] + by_status[Status.ANSWERED]
    return Stages(counts.received, counts.accepted, forwarded, counts.answered, adopted, done)


def _by_campaign(table: dict[int, Stages]) -> list[Line]:
    pages = CampaignPage.objects.live().public().filter(pk__in=table).order_by("-opens_at", "pk")
    lines = [
        Line(page.title, table.pop(page.pk), page.get_url() or "")
        for page in pages.only("title", "url_path", "locale_id")
    ]
    rest = sum(table.values(), Stages())
    return [*lines, Line(OTHER_CAMPAIGNS, rest)] if rest.received else lines


def _by_month(at: dt.datetime, adopted: set[int], done: set[int]) -> list[Line]:
    starts = _month_starts(localdate(at))
    whens = [When(submitted_at__lt=start, then=Value(i)) for i, start in enumerate(starts)]
    key = Case(*whens, default=Value(len(starts)), output_field=IntegerField())
    table = _table(key, adopted, done)
    names = [EARLIER, *(f"{start:%Y年%-m月}" for start in starts)]
    lines = [Line(name, table.get(i, Stages())) for i, name in enumerate(names)]
    return [line for line in reversed(lines) if line.stages.received]


def _month_starts(today: dt.date) -> list[dt.datetime]:
    """The first moments of the last months in the city's own time, the earliest first."""
    index = today.year * 12 + today.month - 1
    firsts = [dt.date(i // 12, i % 12 + 1, 1) for i in range(index - MONTHS + 1, index + 1)]
    zone = timezone.get_current_timezone()
    return [dt.datetime.combine(day, dt.time(), zone) for day in firsts]


def _by_district(adopted: set[int], done: set[int]) -> list[Line]:
    districts = list(Area.objects.filter(level=Area.Level.DISTRICT).order_by("code"))
    if not districts:
        return []
    length = districts[0].depth * Area.steplen
    table = _table(Substr("area__path", 1, length), adopted, done)
    lines = [Line(area.name, table.pop(area.path, Stages())) for area in districts]
    lines.append(Line(NO_PLACE, sum(table.values(), Stages())))
    return [line for line in lines if line.stages.received]


def _by_channel(table: dict[str, Stages]) -> list[Line]:
    return [Line(str(c.label), table[c.value]) for c in Channel if c.value in table]


def _participation(received: int) -> Participation:
    named = Suggestion.objects.filter(~Q(author_key="")).aggregate(
        letters=Count("*"), people=Count("author_key", distinct=True)
    )
    return Participation(
        people=named["people"] + received - named["letters"],
        supports=Support.objects.count(),
        met=TopicSupport.objects.count(),
    )
