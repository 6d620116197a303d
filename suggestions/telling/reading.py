"""How far the screening has come: by officer, altogether, and when it will be through."""

import datetime as dt
import math
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet
from django.utils.timezone import localdate, localtime

from suggestions.models import Event, Suggestion, User, Verb, WorkCalendar
from suggestions.models.scope import narrowed
from suggestions.telling.shares import percent
from suggestions.work.clocks import Calendar, CalendarMissing

DAY_HOURS = 7  # of a working day spent reading
# Less than this of a day says nothing of the day.
LEAST, LEAST_HOURS = 30, 1.0
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Reader:
    name: str
    today: int
    week: int


@dataclass(frozen=True)
class Progress:
    """Of the campaigns that are being screened: how much is read, by whom, until when."""

    waiting: int
    total: int
    today: int
    readers: list[Reader]
    forecast: str

    @property
    def read(self) -> int:
        return self.total - self.waiting

    @property
    def percent(self) -> int:
        return percent(self.read, self.total) if self.total else 100


def progress(at: dt.datetime, user: User | None = None) -> Progress:
    """Of the city, or of somebody's areas. Three queries. What was decided by the thousand is
    nobody's reading. A campaign stays in the sum for a week after its last letter was read: who
    reads ten sees ten more read, not fewer."""
    waiting = narrowed(Suggestion.objects.waiting(), user)
    left = waiting.count()
    inside = narrowed(Suggestion.objects.all(), user)
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Q(at__gte=midnight)
    lately = _read_lately(at, user)
    inside = inside.filter(
        Q(campaign__in=waiting.order_by().values("campaign"))
        | Q(campaign__in=lately.values("suggestion__campaign"))
    )
    rows = lately.values("by", "by__last_name", "by__first_name").annotate(
        week=Count("pk"), today=Count("pk", filter=today), first=Min("at", filter=today)
    )
    found = sorted(rows, key=lambda row: -row["today"])
    done = sum(row["today"] for row in found)
    first = min((row["first"] for row in found if row["first"]), default=None)
    readers = [
        Reader(f"{row['by__last_name']}{row['by__first_name']}", row["today"], row["week"])
        for row in found
    ]
    until = forecast(left, done, first, at=at)
    return Progress(left, inside.count(), done, readers, until)


def _read_lately(at: dt.datetime, user: User | None) -> QuerySet[Event]:
    """The week's decisions by hand, each the reading of one letter."""
    return (
        narrowed(Event.objects.all(), user)
        .filter(
            verb__in=[Verb.ACCEPTED, Verb.DECLINED], by__isnull=False, at__gt=at - WEEK, at__lte=at
        )
        .exclude(data__has_key="bulk")
        .filter(from_status=Suggestion.Status.PENDING)
        .exclude(suggestion__import_batch__approve=True)
        .order_by()
    )


def forecast(
    left: int,
    done: int,
    first: dt.datetime | None,
    *,
    at: dt.datetime,
    table: Calendar | None = None,
) -> str:
    """When `left` will be read at the pace of `done` since `first`; nothing from too little."""
    if not left:
        return "都读完了。"
    hours = (at - first).total_seconds() / 3600 if first else 0.0
    if done < LEAST or hours < LEAST_HOURS:
        return "今天读得还少，推算不出哪天读完。"
    pace = done / hours * DAY_HOURS
    rest = done / hours * max(0.0, DAY_HOURS - hours)
    if left <= rest:
        return "按今天的速度，今天就能读完。"
    days = math.ceil((left - rest) / pace)
    try:
        day = _working_day(localdate(at), days, table)
    except CalendarMissing:
        return f"按今天的速度，还要 {days} 个工作日。"
    year = f"{day.year} 年 " if day.year != localdate(at).year else ""
    return f"按今天的速度，{year}{day.month} 月 {day.day} 日读完。"


def _working_day(today: dt.date, days: int, table: Calendar | None) -> dt.date:
    """The last of so many working days after today. Raises CalendarMissing."""
    day, one = today, dt.timedelta(days=1)
    while days:
        day += one
        calendar = table or WorkCalendar.load(day.year)
        days -= calendar.is_working(day)
    return day
