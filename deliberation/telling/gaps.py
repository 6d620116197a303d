"""缺项清单 as it is told: how each stands by the work that fills it, and counts of places."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.timezone import localdate

from deliberation.models import Council, Gap, GapWork, Project, Resolution
from deliberation.telling.places import split
from suggestions.models import Area
from suggestions.telling.shares import percent, share

STATES = {"missing": "还缺", "working": "正在办", "done": "已落地", "dropped": "不再需要"}
# Colour words of a pill.
PILLS = {"missing": "pending", "working": "forwarded", "done": "done", "dropped": "closed"}
FINISHED = Q(resolution__status__in=[Resolution.Status.DONE, Resolution.Status.CONFIRMED]) | Q(
    project__status=Project.Status.DONE
)
IN_HAND = Q(
    resolution__status__in=[Resolution.Status.PUBLISHED, Resolution.Status.CARRIED]
) | Q(
    project__published_at__isnull=False,
    project__status__in=[
        Project.Status.LISTED, Project.Status.PRICED, Project.Status.SHORTLISTED,
        Project.Status.CHOSEN, Project.Status.RUNNING,
    ],
)  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """How many of a place's gaps are filled; what is no longer needed is no gap."""

    missing: int = 0
    working: int = 0
    done: int = 0

    @property
    def all(self) -> int:
        return self.missing + self.working + self.done

    @property
    def done_percent(self) -> int:
        return percent(self.done, self.all)

    @property
    def done_share(self) -> str:
        return share(self.done, self.all)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.missing + other.missing, self.working + other.working, self.done + other.done
        )


@dataclass(frozen=True)
class Place:
    name: str
    tally: Tally
    area: Area | None = None
    council: Council | None = None


def standing(area: Area | None = None) -> QuerySet[Any]:
    """Every gap below an area with how it stands (`state`), by its place and number."""
    works = GapWork.objects.filter(gap=OuterRef("pk"))
    state = Case(
        When(dropped_at__isnull=False, then=Value("dropped")),
        When(Exists(works.filter(FINISHED)), then=Value("done")),
        When(Exists(works.filter(IN_HAND)), then=Value("working")),
        default=Value("missing"),
        output_field=CharField(),
    )
    rows = Gap.objects.annotate(state=state)
    if area:
        rows = rows.filter(council__area__path__startswith=area.path)
    return rows.order_by("council__area__path", "council__name", "listed", "number", "pk")


def shown(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With all that a line says of them."""
    works = ("works__resolution", "works__project__fund")
    return rows.select_related("council__area").prefetch_related(*works)


def places(area: Area | None) -> list[Place]:
    """Counts of the places below, or of the councils where there are none."""
    opened, parts = split(area, _tallies(standing(area), "council__area__path"))
    if parts:
        return [Place(part.name, part.value, area=part.area) for part in parts]
    found = _tallies(standing(opened), "council")
    named = Council.objects.filter(pk__in=list(found)).order_by("area__path", "name")
    return [Place(c.name, found[c.pk], council=c) for c in named]


def whole(listed: list[Place]) -> Tally:
    return sum((place.tally for place in listed), Tally())


def _tallies(rows: QuerySet[Any], key: str) -> dict[Any, Tally]:
    """One grouped query."""
    found: dict[Any, Tally] = {}
    grouped = rows.order_by().exclude(state="dropped").values_list(key, "state")
    for place, state, number in grouped.annotate(_number=Count("pk")):
        found[place] = found.get(place, Tally()) + Tally(**{state: number})
    return found


# --- a file ------------------------------------------------------------------------------------

HEADER = (
    "区域", "议事会", "清单", "编号", "设施", "类型", "地点", "说明", "情况", "由什么落实", "登记",
)  # fmt: skip


def sheet(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """A row a gap, with the public work that fills it."""
    for gap in shown(rows).iterator(1_000):
        works = "；".join(work.title for work in gap.works.all() if work.is_public)
        on = localdate(gap.at)
        yield [
            gap.council.area.full_name, gap.council.name, gap.listed, gap.number, gap.name,
            gap.kind, gap.place, gap.note, STATES[gap.state], works or gap.dropped_because, on,
        ]  # fmt: skip
