"""各期对比: what was said of each matter in a period, in the one before and a year ago; and which
of them were suddenly said more often.

Suddenly (突增) is judged by rates a day, as two Poisson counts are compared (Przyborowski and
Wilenski 1940): given both numbers together, the later one is binomial if nothing has changed. Of
many lines some are high by chance, so that the line is drawn after Benjamini and Hochberg.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, inf, lgamma, log
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.timezone import get_current_timezone, localtime

from suggestions.models import Issue, Placement, Suggestion, Theme, Topic
from suggestions.telling import kept, voices

LEAST = 5  # suggestions of a period below which nothing is called sudden
FALSE = 0.01  # the share of what is called sudden that may be so by chance
MONTHS = 13  # of a drawing: this month and the year before it
LONGEST = 366  # days of a period
SHOWN = 100  # lines of the page; the file has them all
DAY = dt.timedelta(days=1)


# --- periods ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """From a day to a day, both of them in it, in the city's own time."""

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"

    @property
    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """Its first moment, and the first one after it."""
        return _midnight(self.first), _midnight(self.last + DAY)

    def days(self, at: dt.datetime) -> float:
        """How long it has lasted by now."""
        start, end = self.bounds
        return max(0.0, (min(end, at) - start) / DAY)

    @property
    def is_month(self) -> bool:
        return self == month_of(self.first)

    def before(self) -> "Period":
        """The month before a month, also before one that still runs; else as many days before."""
        if self.first.day == 1 and self.last <= month_of(self.first).last:
            return month_of(self.first - DAY)
        length = self.last - self.first + DAY
        return Period(self.first - length, self.first - DAY)

    def year_ago(self) -> "Period":
        if self.first.day == 1 and self.last <= month_of(self.first).last:
            return month_of(self.first.replace(year=self.first.year - 1))
        return Period(_year_before(self.first), _year_before(self.last))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), get_current_timezone())


def _year_before(day: dt.date) -> dt.date:
    last = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if last else day.day)


def month_of(day: dt.date) -> Period:
    first = day.replace(day=1)
    return Period(first, (first + 31 * DAY).replace(day=1) - DAY)


def this_month(today: dt.date) -> Period:
    """Until today: what is to come has not been said yet."""
    return Period(today.replace(day=1), today)


def months_until(day: dt.date) -> list[dt.date]:
    """The first days of the months of a drawing, the earliest first."""
    last = day.year * 12 + day.month - 1
    return [dt.date(i // 12, i % 12 + 1, 1) for i in range(last - MONTHS + 1, last + 1)]


# --- the rule ---------------------------------------------------------------------------------


def chance(now: int, days: float, then: int, days_then: float) -> float:
    """How likely so many or more of both fall into the later period if nothing has changed."""
    if not (now and days > 0 and days_then > 0):
        return 1.0
    both, share = now + then, days / (days + days_then)
    if now <= both * share:
        return 1.0
    total = term = exp(
        lgamma(both + 1)
        - lgamma(now + 1)
        - lgamma(then + 1)
        + now * log(share)
        + then * log(1 - share)
    )
    for number in range(now, both):
        term *= (both - number) / (number + 1) * share / (1 - share)
        total += term
        if term <= total * 1e-17:
            break
    return min(1.0, total)


def sudden(chances: Mapping[int, float], among: int) -> set[int]:
    """Which of them stand out `among` so many lines."""
    ordered = sorted(chances, key=lambda key: (chances[key], key))
    kept = 0
    for rank, key in enumerate(ordered, 1):
        if chances[key] <= FALSE * rank / among:
            kept = rank
    return set(ordered[:kept])


# --- the lines --------------------------------------------------------------------------------


@dataclass
class Line:
    """One matter: how often it was said in each period, and whether that came suddenly."""

    key: int
    now: int
    before: int
    year_ago: int
    name: str = ""
    number: int = 0
    campaign: str = ""
    chance: float = 1.0
    is_sudden: bool = False
    is_sudden_in_year: bool = False
    months: Sequence[int] = field(default_factory=tuple)

    @property
    def told(self) -> str:
        found = [("比上期突增", self.is_sudden), ("比去年同期突增", self.is_sudden_in_year)]
        return "、".join(word for word, it_is in found if it_is)


@dataclass(frozen=True)
class Level:
    label: str
    unit: str  # of a placement
    standing: Callable[[], QuerySet[Any]]


LEVELS = {
    "topic": Level("具体问题", "topic", lambda: Topic.objects.standing()),
    "issue": Level("类问题", "topic__issue", lambda: Issue.objects.standing()),
    "theme": Level("主题", "topic__theme", lambda: Theme.objects.all()),
}


@dataclass(frozen=True)
class Comparison:
    now: Period
    before: Period
    year_ago: Period
    lines: Sequence[Line]
    known: int  # lines in all


def compare(
    period: Period,
    *,
    level: str,
    at: dt.datetime,
    campaign: int | None = None,
    shown: int | None = None,
) -> Comparison:
    """What was said in three periods: what came suddenly first, then what was said most."""
    known = None
    if campaign is None and shown == SHOWN:
        known = kept.standing(kept_name(period, level), at=at)
    found = known or _compared(period, level=level, at=at, campaign=campaign, shown=shown)
    return replace(found, lines=_named(found.lines, LEVELS[level]))


def kept_name(period: Period, level: str) -> str:
    return f"periods:{level}:{period.first}:{period.last}"


def of_these_months(at: dt.datetime) -> dict[str, Comparison]:
    """What the page opens with and what it offers first, for the worker of a large city."""
    this = this_month(localtime(at).date())
    return {
        kept_name(period, level): _compared(period, level=level, at=at, campaign=None, shown=SHOWN)
        for period in (this, this.before())
        for level in LEVELS
    }


def _compared(
    period: Period, *, level: str, at: dt.datetime, campaign: int | None, shown: int | None
) -> Comparison:
    """The same without names."""
    three = (period, period.before(), period.year_ago())
    found = _counted(three, LEVELS[level], campaign, at)
    _judge(found, three, at)
    found.sort(key=lambda line: (not line.told, line.chance if line.told else inf, -line.now,
                                 -line.before, -line.year_ago, line.key))  # fmt: skip
    lines = found[:shown]
    _draw(lines, LEVELS[level], campaign, min(period.last, localtime(at).date()), at)
    return Comparison(*three, lines, len(found))


def _members(level: Level, campaign: int | None) -> QuerySet[Placement]:
    """What counts: of suggestions in the process, in topics that stand."""
    rows = Placement.objects.filter(
        voices.said_in(campaign),
        suggestion__status__in=Suggestion.ACTIVE,
        topic__in=Topic.objects.standing().order_by().values("pk"),
    )
    return rows.filter(**{f"{level.unit}__in": level.standing().order_by().values("pk")})


def _within(period: Period, at: dt.datetime) -> Q:
    start, end = period.bounds
    said = Q(suggestion__submitted_at__gte=start, suggestion__submitted_at__lt=end)
    return said & Q(suggestion__submitted_at__lte=at)


def _counted(
    three: Sequence[Period], level: Level, campaign: int | None, at: dt.datetime
) -> list[Line]:
    now, before, year_ago = (_within(period, at) for period in three)
    rows = _members(level, campaign).filter(now | before | year_ago).order_by()
    numbers = [Count("pk", filter=within) for within in (now, before, year_ago)]
    found = rows.values_list(level.unit).annotate(
        in_now=numbers[0], in_before=numbers[1], in_year=numbers[2]
    )
    return [Line(*row) for row in found]


def _judge(lines: Sequence[Line], three: Sequence[Period], at: dt.datetime) -> None:
    """Against the period before and against last year, each a family of tests of its own."""
    days, *others = (period.days(at) for period in three)
    for name, mark, days_then in zip(
        ("before", "year_ago"), ("is_sudden", "is_sudden_in_year"), others, strict=True
    ):
        chances = {
            line.key: chance(line.now, days, getattr(line, name), days_then)
            for line in lines
            if line.now >= LEAST
        }
        stand_out = sudden(chances, len(lines))
        for line in lines:
            setattr(line, mark, line.key in stand_out)
            if line.key in stand_out:
                line.chance = min(line.chance, chances[line.key])


def _named(lines: Sequence[Line], level: Level) -> list[Line]:
    """Those that still stand, by their names of now."""
    rows = level.standing().filter(pk__in=[line.key for line in lines])
    words = {pk: told for pk, *told in rows.values_list("pk", "name", "number", "campaign__title")}
    return [
        replace(line, name=name, number=number, campaign=campaign)
        for line in lines
        if line.key in words
        for name, number, campaign in (words[line.key],)
    ]


def _draw(
    lines: Sequence[Line], level: Level, campaign: int | None, last: dt.date, at: dt.datetime
) -> None:
    """How often in each month of a year, in one query for all lines shown."""
    starts = months_until(last)
    rows = _members(level, campaign).filter(
        _within(Period(starts[0], month_of(starts[-1]).last), at),
        **{f"{level.unit}__in": [line.key for line in lines]},
    )
    month = TruncMonth("suggestion__submitted_at", tzinfo=get_current_timezone())
    found = rows.order_by().annotate(month=month, unit=F(level.unit))
    counts: dict[tuple[int, dt.date], int] = {}
    for key, start, number in found.values_list("unit", "month").annotate(number=Count("pk")):
        counts[key, localtime(start).date()] = number
    for line in lines:
        line.months = [counts.get((line.key, start), 0) for start in starts]


def bars(numbers: Iterable[int], *, width: int = 7, height: int = 24) -> list[dict[str, int]]:
    """The geometry of a small drawing: a column a month, at least a pixel where there is one."""
    numbers = list(numbers)
    top = max([*numbers, 1])
    tall = [max(1, number * height // top) if number else 0 for number in numbers]
    return [
        {"x": place * (width + 1), "y": height - tall[place], "width": width, "height": tall[place]}
        for place in range(len(numbers))
    ]
