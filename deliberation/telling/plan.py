"""项目行动计划表: the work of resolutions and the milestones of projects as one list.

How a piece of work stands (late, soon, ahead, done) is said here alone, as conditions that the
list, its counts and what is due share.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils.timezone import localdate

from deliberation.models import Council, Milestone, Project, Resolution, Task
from deliberation.telling.places import split
from suggestions.models import Area
from suggestions.telling.shares import percent, share

SOON = 7  # days before the last one in which it is told
KINDS = {"task": "决议事项", "milestone": "项目节点"}
STATES = {"late": "已超期", "soon": f"{SOON}天内到期", "ahead": "还没到期", "done": "已完成"}
OPEN = "open"  # all that is not done
# What a choice of states is called.
CHOICES = {OPEN: "没有完成的", **STATES}
CARRIED = Q(resolution__status=Resolution.Status.CARRIED)
RUNNING = Q(project__status=Project.Status.RUNNING)
FINISHED = {"task": Q(status=Task.Status.DONE), "milestone": Q(reached_at__isnull=False)}
# Work of what was taken back, or was never chosen, is no plan.
PLANNED = {
    "task": ~Q(resolution__status=Resolution.Status.REPEALED),
    "milestone": RUNNING | Q(project__status=Project.Status.DONE),
}
PUBLIC = {
    "task": ~Q(resolution__status=Resolution.Status.DRAFT),
    "milestone": Q(project__published_at__isnull=False),
}
COUNCIL = {"task": "resolution__council", "milestone": "project__fund__council"}
WORDS = {
    "task": ("title", "lead", "resolution__title", "resolution__council__name"),
    "milestone": ("title", "project__public_title", "project__fund__council__name"),
}


@dataclass(frozen=True)
class Asked:
    """Which part of the plan: below an area, of some councils, in a state, between two days."""

    area: Area | None = None
    councils: QuerySet[Council] | None = None
    public: bool = True
    kind: str = ""
    state: str = ""
    text: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    # Where a line leads at the door that asks; its public page without it.
    link: Callable[["Line"], str] | None = None


@dataclass(frozen=True)
class Key:
    """Where a line stands, before anything else of it is read."""

    kind: str
    pk: int
    due_on: dt.date


@dataclass(frozen=True)
class Line:
    """One piece of work as anybody may read it."""

    kind: str
    title: str
    whole: str  # the resolution's or the project's name
    council: Council
    lead: str
    starts: dt.date
    due_on: dt.date
    done_on: dt.date | None
    state: str
    of: Resolution | Project
    on: dt.date
    url: str = ""

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def days(self) -> int:
        """Until its day; below zero past it."""
        return (self.due_on - self.on).days

    @property
    def words(self) -> str:
        """How it stands, with the days that somebody would count."""
        if self.state == "done":
            return f"{self.done_on:%Y年%-m月%-d日}完成" if self.done_on else "已完成"
        if self.state == "late":
            return f"超期 {-self.days} 天"
        if self.state == "soon":
            return f"还有 {self.days} 天" if self.days else "今天到期"
        return "还没到期" if self.days >= 0 else "公示中，还没开始办"


@dataclass(frozen=True)
class Tally:
    """How much of the work of a place is late, near, done; `all` is what it is a part of."""

    all: int = 0
    done: int = 0
    late: int = 0
    soon: int = 0

    @property
    def open(self) -> int:
        return self.all - self.done

    @property
    def done_percent(self) -> int:
        return percent(self.done, self.all)

    @property
    def done_share(self) -> str:
        return share(self.done, self.all)

    @property
    def late_percent(self) -> int:
        return percent(self.late, self.open)

    @property
    def late_share(self) -> str:
        return share(self.late, self.open)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, n) + getattr(other, n) for n in COUNTED))


COUNTED = ("all", "done", "late", "soon")


@dataclass(frozen=True)
class Place:
    """An area or a council below, with its counts."""

    name: str
    tally: Tally
    area: Area | None = None
    council: Council | None = None


# --- which -----------------------------------------------------------------------------------


def standing(kind: str, on: dt.date) -> dict[str, Q]:
    """The conditions of each state; every piece of work is in one of them."""
    begun = CARRIED if kind == "task" else RUNNING
    done, late = FINISHED[kind], begun & Q(due_on__lt=on)
    soon = Q(due_on__gte=on, due_on__lte=on + dt.timedelta(days=SOON))
    found = {"done": done, "late": ~done & late, "soon": ~done & soon}
    return {**found, OPEN: ~done, "ahead": ~done & ~late & ~soon}


def rows(kind: str, asked: Asked, on: dt.date) -> QuerySet[Any]:
    """Tasks, or milestones, of what is asked for."""
    model: Any = Task if kind == "task" else Milestone
    council = COUNCIL[kind]
    found = model.objects.filter(PLANNED[kind])
    if asked.public:
        found = found.filter(PUBLIC[kind])
    if asked.area:
        found = found.filter(**{f"{council}__area__path__startswith": asked.area.path})
    if asked.councils is not None:
        found = found.filter(**{f"{council}__in": asked.councils.order_by().values("pk")})
    if asked.state:
        found = found.filter(standing(kind, on)[asked.state])
    if asked.first:
        found = found.filter(due_on__gte=asked.first)
    if asked.last:
        found = found.filter(due_on__lte=asked.last)
    if asked.text:
        words = (Q(**{f"{field}__icontains": asked.text}) for field in WORDS[kind])
        found = found.filter(_any(words))
    return found.order_by()


def _any(conditions: Iterable[Q]) -> Q:
    whole = Q()
    for one in conditions:
        whole |= one
    return whole


def keys(asked: Asked, on: dt.date) -> QuerySet[Any]:
    """Both kinds in one order, by their days, done ones last; the database turns the pages."""
    parts = []
    for kind in KINDS:
        if asked.kind in ("", kind):
            over = Case(When(FINISHED[kind], then=1), default=0, output_field=IntegerField())
            found = rows(kind, asked, on).annotate(kind=Value(kind), key=F("pk"), over=over)
            parts.append(found.values_list("kind", "key", "due_on", "over"))
    whole = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return whole.order_by("over", "due_on", "kind", "key")


# --- lines -----------------------------------------------------------------------------------


def lines(found: Iterable[Sequence[Any]], asked: Asked, on: dt.date) -> list[Line]:
    """What stands behind some keys, in their order; two queries."""
    wanted = [Key(kind, pk, due_on) for kind, pk, due_on, *_ in found]
    tasks = Task.objects.select_related("resolution__council__area")
    steps = Milestone.objects.select_related("project__fund__council__area", "project__contract")
    made: dict[tuple[str, int], Line] = {}
    for task in tasks.filter(pk__in=[k.pk for k in wanted if k.kind == "task"]):
        made["task", task.pk] = _of_task(task, on)
    for step in steps.filter(pk__in=[k.pk for k in wanted if k.kind == "milestone"]):
        made["milestone", step.pk] = _of_milestone(step, on)
    link = asked.link or (lambda line: line.of.get_absolute_url())
    there = [made[k.kind, k.pk] for k in wanted if (k.kind, k.pk) in made]
    return [replace(line, url=link(line)) for line in there]


def _of_task(task: Task, on: dt.date) -> Line:
    whole = task.resolution
    done = task.status == Task.Status.DONE
    begun = whole.status == Resolution.Status.CARRIED
    return Line(
        "task", task.title, whole.title, whole.council, task.lead, localdate(whole.passed_at),
        task.due_on, localdate(task.done_at) if task.done_at else None,
        _state(done, begun, task.due_on, on), whole, on,
    )  # fmt: skip


def _of_milestone(step: Milestone, on: dt.date) -> Line:
    project = step.project
    contract = getattr(project, "contract", None)
    reached = localdate(step.reached_at) if step.reached_at else None
    begun = project.status == Project.Status.RUNNING
    return Line(
        "milestone", step.title, project.public_title, project.council,
        contract.counterparty if contract else "", contract.signed_on if contract else step.due_on,
        step.due_on, reached, _state(bool(reached), begun, step.due_on, on), project, on,
    )  # fmt: skip


def _state(done: bool, begun: bool, due_on: dt.date, on: dt.date) -> str:
    """The same as `standing` says in the database; a test holds the two together."""
    if done:
        return "done"
    if due_on < on:
        return "late" if begun else "ahead"
    return "soon" if (due_on - on).days <= SOON else "ahead"


# --- counts ----------------------------------------------------------------------------------


def whole(listed: Iterable[Place]) -> Tally:
    """Of all places below: of the place itself."""
    return sum((place.tally for place in listed), Tally())


def places(asked: Asked, on: dt.date) -> list[Place]:
    """The places below, or the councils where there are none, by their codes: no ranking."""
    opened, parts = split(asked.area, _tallies(asked, on, "{council}__area__path"))
    if parts:
        return [Place(part.name, part.value, area=part.area) for part in parts]
    found = _tallies(replace(asked, area=opened), on, "{council}")
    named = Council.objects.filter(pk__in=list(found)).order_by("area__path", "name")
    return [Place(c.name, found[c.pk], council=c) for c in named]


def _tallies(asked: Asked, on: dt.date, key: str) -> dict[Any, Tally]:
    """`{key: Tally}` from one grouped query a kind."""
    found: dict[Any, Tally] = {}
    for kind in KINDS:
        if asked.kind not in ("", kind):
            continue
        is_in = standing(kind, on)
        numbers = {n: Count("pk", filter=is_in[n]) for n in ("done", "late", "soon")}
        grouped = rows(kind, asked, on).values_list(key.format(council=COUNCIL[kind]))
        for place, *counted in grouped.annotate(_all=Count("pk"), **numbers):
            found[place] = found.get(place, Tally()) + Tally(*counted)
    return found
