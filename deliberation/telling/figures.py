"""The numbers of the public board: who met, what was decided, what residents confirmed.

Each is one grouped query over narrow indexes, and travels with its whole: a share without a
denominator says nothing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr

from deliberation.models import Council, Meeting, Resolution
from suggestions.models import Area
from suggestions.telling.shares import percent, share

MONTHS = 12
Status = Resolution.Status


@dataclass(frozen=True)
class Tally:
    """How far things have come in one place."""

    councils: int = 0
    met: int = 0
    open: int = 0
    overdue: int = 0
    done: int = 0
    confirmed: int = 0

    @property
    def decided(self) -> int:
        """Resolutions that stand: repealed ones are left out."""
        return self.open + self.done + self.confirmed

    @property
    def met_percent(self) -> int:
        return percent(self.met, self.councils)

    @property
    def met_share(self) -> str:
        return share(self.met, self.councils)

    @property
    def confirmed_percent(self) -> int:
        return percent(self.confirmed, self.decided)

    @property
    def confirmed_share(self) -> str:
        return share(self.confirmed, self.decided)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.councils + other.councils,
            self.met + other.met,
            self.open + other.open,
            self.overdue + other.overdue,
            self.done + other.done,
            self.confirmed + other.confirmed,
        )


@dataclass(frozen=True)
class Line:
    """One row of the board: a place below, or a council where there is none below."""

    name: str
    tally: Tally
    area: Area | None = None
    council: Council | None = None


@dataclass(frozen=True)
class Column:
    """One month of the chart: how many of the planned meetings were held."""

    month: dt.date
    planned: int
    held: int

    @property
    def percent(self) -> int:
        return percent(self.held, self.planned)

    @property
    def share(self) -> str:
        return share(self.held, self.planned)


@dataclass(frozen=True)
class Board:
    month: dt.date
    whole: Tally
    lines: list[Line] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)


def month_before(month: dt.date, back: int = 1) -> dt.date:
    """The first day of the month `back` months earlier; a negative one is later."""
    index = month.year * 12 + month.month - 1 - back
    return dt.date(index // 12, index % 12 + 1, 1)


def board(area: Area | None, *, month: dt.date, on: dt.date) -> Board:
    """The board of an area, or of all there is; `month` by its first day, `on` is today."""
    below = _places_below(area)
    councils = _within(Council.objects.active(), area, "area")
    key = _council_key if not below else _area_key(below[0].depth)
    tallies = _tallies(councils, area, key, month=month, on=on)
    if below:
        lines = [Line(a.name, tallies.pop(a.path, Tally()), area=a) for a in below]
        # Councils of the area itself: no place below holds them.
        own = councils.filter(area=area) if area else councils.none()
        tallies = _tallies(own, area, _council_key, month=month, on=on)
        lines += _council_lines(own, tallies)
    else:
        lines = _council_lines(councils, tallies)
    lines = [line for line in lines if line.tally.councils]
    whole = sum((line.tally for line in lines), Tally())
    return Board(month, whole, lines, _columns(area, month))


def _council_lines(councils: QuerySet[Council], tallies: dict) -> list[Line]:
    rows = councils.order_by("name", "pk")
    return [Line(c.name, tallies.get(c.pk, Tally()), council=c) for c in rows]


def _places_below(area: Area | None) -> list[Area]:
    """The areas one level below; a city that stands alone is opened at once."""
    if area is None:
        roots = list(Area.get_root_nodes())
        return list(roots[0].get_children()) if len(roots) == 1 else roots
    return list(area.get_children()) if area.level != Area.Level.COMMUNITY else []


def _within(rows: QuerySet, area: Area | None, prefix: str) -> QuerySet:
    return rows.filter(**{f"{prefix}__path__startswith": area.path}) if area else rows


def _area_key(depth: int):
    def key(prefix: str):
        return Substr(f"{prefix}area__path", 1, depth * Area.steplen)

    return key


def _council_key(prefix: str):
    return F(f"{prefix}id")


def _tallies(councils: QuerySet, area: Area | None, key, *, month: dt.date, on: dt.date) -> dict:
    """`{key: Tally}` from three grouped queries."""
    ids = councils.order_by().values("pk") if area else None
    # The 议事日 alone, as the columns and the ledger count: an extra meeting is none.
    regular = Meeting.objects.in_month(month).filter(kind=Meeting.Kind.REGULAR)
    meetings = regular.held().filter(council__active=True)
    resolutions = Resolution.objects.public().filter(council__active=True)
    if ids is not None:
        meetings = meetings.filter(council_id__in=ids)
        resolutions = resolutions.filter(council_id__in=ids)
    seats = _grouped(councils, key(""), Count("pk"))
    met = _grouped(meetings, key("council__"), Count("council", distinct=True))
    stages = _stages(resolutions, key("council__"), on)
    return {
        k: Tally(councils=seats.get(k, 0), met=met.get(k, 0), **stages.get(k, {}))
        for k in {*seats, *met, *stages}
    }


def _grouped(rows: QuerySet, key, count) -> dict:
    rows = rows.order_by().annotate(_key=key).values_list("_key").annotate(_number=count)
    return dict(rows)


def _stages(resolutions: QuerySet, key, on: dt.date) -> dict:
    late = Count("pk", filter=Q(status=Status.CARRIED, due_on__lt=on))
    rows = resolutions.order_by().annotate(_key=key).values_list("_key", "status")
    found: dict = {}
    for k, status, number, overdue in rows.annotate(_number=Count("pk"), _late=late):
        counts = found.setdefault(k, Counter())
        counts["overdue"] += overdue
        if status in (Status.PUBLISHED, Status.CARRIED):
            counts["open"] += number
        elif status in (Status.DONE, Status.CONFIRMED):
            counts[str(status)] += number
    return found


def _columns(area: Area | None, month: dt.date) -> list[Column]:
    first = month_before(month, MONTHS - 1)
    meetings = Meeting.objects.filter(
        kind=Meeting.Kind.REGULAR, month__gte=first, month__lte=month
    ).exclude(status=Meeting.Status.CANCELLED)
    rows = _within(meetings, area, "council__area").order_by().values_list("month")
    held = Count("pk", filter=Q(status__in=Meeting.HELD))
    found = {m: (planned, met) for m, planned, met in rows.annotate(n=Count("pk"), held=held)}
    months = (month_before(month, back) for back in range(MONTHS - 1, -1, -1))
    return [Column(m, *found.get(m, (0, 0))) for m in months]


@dataclass(frozen=True)
class Drawn:
    """A column in the drawing: the held part stands in front of the planned one."""

    column: Column
    x: float
    width: float
    planned_y: float
    planned_height: float
    held_y: float
    held_height: float


def drawn(columns: Iterable[Column], *, width: int = 360, height: int = 100) -> list[Drawn]:
    """The columns as rectangles, in the units of an SVG view box."""
    columns = list(columns)
    top = max((c.planned for c in columns), default=0) or 1
    slot = width / max(len(columns), 1)
    rows = []
    for i, column in enumerate(columns):
        planned, held = (round(n / top * height, 2) for n in (column.planned, column.held))
        rows.append(
            Drawn(
                column,
                x=round(i * slot + slot * 0.15, 2),
                width=round(slot * 0.7, 2),
                planned_y=round(height - planned, 2),
                planned_height=planned,
                held_y=round(height - held, 2),
                held_height=held,
            )
        )
    return rows
