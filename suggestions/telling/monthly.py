"""每月一题 in public: what people said before, what was done, and what they say after.

The numbers before and after come from one function over spans of the same length.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from suggestions.models import MonthlyProblem, MonthlyTask, Suggestion, Topic
from suggestions.models.suggestions import Channel
from suggestions.telling import figures, issues, outcomes
from suggestions.telling.campaigns import topic_bars

SPAN = dt.timedelta(days=90)
SEPARATOR = " · "
Task = MonthlyTask.Status
# Of a task: the colour word (`components/status.html`) and what is said.
PILLS = {
    Task.ASSIGNED: ("forwarded", "办理中"),
    Task.DISPUTED: ("pending", "正在定由谁办"),
    Task.REPORTED: ("submitted", "报完成，正在核实"),
    Task.DONE: ("done", "已完成"),
}
LATE = ("overdue", "过了期限，没有完成")


@dataclass(frozen=True)
class Span:
    """What was said of the matter within some days."""

    name: str
    first: dt.datetime
    last: dt.datetime
    letters: int
    people: int

    @property
    def days(self) -> int:
        return (self.last - self.first) // dt.timedelta(days=1)

    @property
    def until(self) -> dt.date:
        """The last day that counts."""
        return localdate(self.last - dt.timedelta(microseconds=1))


@dataclass(frozen=True)
class TaskLine:
    task: MonthlyTask
    pill: tuple[str, str]


@dataclass(frozen=True)
class Street:
    """A street that sent the matter up by its grid, and how many of its letters are answered."""

    name: str
    letters: int
    answered: int


@dataclass(frozen=True)
class IssueLine:
    """An issue that a problem was made from; the address of its page while that has anything."""

    name: str
    url: str


@dataclass(frozen=True)
class Told:
    """All that the page of a problem says."""

    topics: Sequence[Topic]
    bars: Sequence[figures.Bar]
    issues: Sequence[IssueLine]
    spans: Sequence[Span]
    change: str
    tasks: Sequence[TaskLine]
    done: int
    not_done: int
    streets: Sequence[Street]

    @property
    def finished(self) -> int:
        return sum(line.task.status == Task.DONE for line in self.tasks)


def topics_of(problem: MonthlyProblem) -> QuerySet[Topic]:
    """Public topics that people put under the issues of a problem."""
    return issues.topics_inside().filter(issue__in=problem.issues.values("pk"))


def issues_of(problem: MonthlyProblem, topics: Iterable[Topic]) -> list[IssueLine]:
    """With a link where one of the topics of which people speak lies inside: only then is there
    a page."""
    inside = Topic.objects.filter(pk__in=[topic.pk for topic in topics])
    shown = set(inside.values_list("issue_id", flat=True))
    rows = problem.issues.public().values_list("pk", "name")
    return [IssueLine(name, issues.issue_url(pk) if pk in shown else "") for pk, name in rows]


def span(name: str, topics: Iterable[Topic], first: dt.datetime, last: dt.datetime) -> Span:
    """How many letters of how many people said so within these moments."""
    rows = figures.members().filter(
        topic__in=[topic.pk for topic in topics],
        suggestion__submitted_at__gte=first,
        suggestion__submitted_at__lt=last,
    )
    authors = list(rows.values_list("suggestion__author_key", flat=True))
    return Span(name, first, last, len(authors), figures.people(authors))


def spans(problem: MonthlyProblem, topics: Sequence[Topic], at: dt.datetime) -> list[Span]:
    """Before it was published, while it was worked on, and as long afterwards as there was time."""
    begun, ended = problem.published_at or at, problem.finished_at
    found = [span("办之前", topics, begun - SPAN, begun)]
    if problem.published_at:
        found.append(span("办理期间", topics, begun, ended or at))
    if ended and at > ended:
        found.append(span("办结以后", topics, ended, min(ended + SPAN, at)))
    return found


def change(found: Sequence[Span]) -> str:
    """What the numbers say, once both sides are equally long; until then that they do not yet."""
    if len(found) < 3:
        return "办结以后，再用同样长的一段日子来比。"
    before, _, after = found
    if after.last - after.first < SPAN:
        return f"办结才 {after.days} 天，满 {SPAN.days} 天再和办之前比。"
    less = before.letters - after.letters
    if less == 0:
        return f"办之前和办结以后的 {SPAN.days} 天里，说这件事的建议一样多。"
    words = f"少了 {less:,} 条" if less > 0 else f"多了 {-less:,} 条"
    return f"办结以后的 {SPAN.days} 天，说这件事的建议比办之前的 {SPAN.days} 天{words}。"


def tasks_of(problem: MonthlyProblem, at: dt.datetime) -> list[TaskLine]:
    """The lead's first, then by day; none that was cancelled."""
    rows = problem.tasks.standing().select_related("department")
    lines = [
        TaskLine(task, LATE if task.is_late(at) else PILLS[Task(task.status)]) for task in rows
    ]
    return sorted(lines, key=lambda line: line.task.department_id != problem.lead_id)


def streets(topics: Iterable[Topic]) -> list[Street]:
    """Which streets sent it up by their grid, and how many of them have their answer."""
    rows = figures.members().filter(
        topic__in=[topic.pk for topic in topics], suggestion__channel=Channel.GRID
    )
    letters: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for place, status in rows.values_list("suggestion__area__full_name", "suggestion__status"):
        name = "".join((place or "没有写明街镇").split(SEPARATOR)[:2])
        letters[name] += 1
        answered[name] += status == Suggestion.Status.ANSWERED
    return [Street(name, number, answered[name]) for name, number in letters.most_common()]


def tell(problem: MonthlyProblem, *, at: dt.datetime) -> Told:
    """Everything, in a number of queries that does not grow with topics and tasks."""
    topics = issues.spoken(topics_of(problem))
    found = spans(problem, topics, at)
    became = outcomes.outcomes_of(topics, at=at).values()
    return Told(
        topics=topics,
        bars=topic_bars(topics, at=at),
        issues=issues_of(problem, topics),
        spans=found,
        change=change(found),
        tasks=tasks_of(problem, at),
        done=sum(one.done for one in became),
        not_done=sum(one.not_done for one in became),
        streets=streets(topics),
    )


# --- the list ------------------------------------------------------------------------------------


def with_tasks(rows: QuerySet[MonthlyProblem]) -> QuerySet[MonthlyProblem]:
    """`all_tasks` and `done_tasks`, of those that were not cancelled."""
    standing = ~Q(tasks__status=Task.CANCELLED)
    return rows.annotate(
        all_tasks=Count("tasks", filter=Q(tasks__isnull=False) & standing),
        done_tasks=Count("tasks", filter=Q(tasks__status=Task.DONE)),
    )


def of_year(year: int) -> QuerySet[MonthlyProblem]:
    rows = MonthlyProblem.objects.public().filter(month__year=year)
    found = with_tasks(rows).select_related("area", "lead")
    return found.order_by("-month", "area__path", "pk")


def years() -> list[int]:
    """Years with something to show, the latest first."""
    days = MonthlyProblem.objects.public().dates("month", "year", order="DESC")
    return [day.year for day in days]
