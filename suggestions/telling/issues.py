"""Public issues (类问题): one kind of problem, unfolding to its topics with the stage of each.

Public is what a person has confirmed, with those of its public topics that a person put there.
An issue of one topic is that topic.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Count, QuerySet
from django.urls import reverse

from suggestions.models import Issue, Topic
from suggestions.telling import figures
from suggestions.telling.figures import Bar
from suggestions.telling.outcomes import Stage
from suggestions.telling.shares import percent

FOLDED = 2  # so many public topics at least


@dataclass(frozen=True)
class Line:
    """One line of a list: a topic, or an issue with its topics inside, how many, their stages."""

    bar: Bar
    inside: Sequence[Bar] = field(default_factory=tuple)
    places: int = 0
    stages: str = ""


def topics_inside(issue: int | None = None) -> QuerySet[Topic]:
    """Public topics that people put under an issue that people confirmed."""
    rows = Topic.objects.public().filter(issue_by__isnull=False)
    rows = rows.filter(issue__status=Issue.Status.CONFIRMED)
    return rows if issue is None else rows.filter(issue=issue)


def spoken(rows: QuerySet[Topic]) -> list[Topic]:
    """Those of the topics of which people speak in public, with their `size`, largest first."""
    topics = {topic.pk: topic for topic in rows.only("name", "status")}
    members = figures.members().filter(topic__in=topics)
    for key, size in members.values_list("topic_id").annotate(size=Count("*")):
        topics[key].size = size
    heard = (topic for topic in topics.values() if hasattr(topic, "size"))
    return sorted(heard, key=lambda topic: (-topic.size, topic.pk))


Kinds = dict[int, tuple[int, str]]  # topic → key and name of its issue


def issue_of(campaign: int | None, shown: Iterable[int]) -> Kinds:
    """The issues of those of the topics shown that share one; without a campaign of all."""
    rows = topics_inside().order_by()
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    wanted = set(shown)
    found = rows.values_list("pk", "issue_id", "issue__name")
    return _shared({pk: (issue, name) for pk, issue, name in found if pk in wanted})


def issue_of_read(topics: Iterable[Topic]) -> Kinds:
    """The same for public topics that were read with their issue."""
    found = {t.pk: issue for t in topics if (issue := public_issue(t))}
    return _shared({pk: (issue.pk, issue.name) for pk, issue in found.items()})


def public_issue(topic: Topic) -> Issue | None:
    """The kind of problem that a topic is, where people have said so."""
    issue = topic.issue if topic.issue_by_id else None
    return issue if issue and issue.status == Issue.Status.CONFIRMED else None


def _shared(found: Kinds) -> Kinds:
    sizes = Counter(issue for issue, _ in found.values())
    return {pk: kind for pk, kind in found.items() if sizes[kind[0]] >= FOLDED}


def issue_url(pk: int) -> str:
    return reverse("suggestions:issue", args=[pk])


def leading(topics: Iterable[Topic], kinds: Kinds, limit: int) -> list[Topic]:
    """The topics, largest first, of the first `limit` lines that they would make."""
    topics = list(topics)
    totals: Counter[tuple] = Counter()
    for topic in topics:
        totals[kinds.get(topic.pk, (-topic.pk,))] += topic.size
    first = {unit for unit, _ in totals.most_common(limit)}
    return [topic for topic in topics if kinds.get(topic.pk, (-topic.pk,)) in first]


def lines(
    bars: Sequence[tuple[int, Bar]],
    kinds: Kinds,
    *,
    counts: Mapping[int, int] | None = None,
    shown: int | None = None,
) -> list[Line]:
    """Bars of topics, by their keys, with those of one issue in one line; the largest first.

    `counts`: of each issue, where it is not the sum over its topics; `shown`: how many topics of
    one are told, if not all.
    """
    inside: dict[tuple[int, str], list[Bar]] = {}
    for key, bar in bars:
        if key in kinds:
            inside.setdefault(kinds[key], []).append(bar)
    totals = {
        kind: (counts or {}).get(kind[0]) or sum(bar.count for bar in some)
        for kind, some in inside.items()
    }
    alone = [bar for key, bar in bars if key not in kinds]
    longest = max([*totals.values(), *(bar.count for bar in alone)], default=0)
    found = [Line(_scaled(bar, longest)) for bar in alone]
    for kind, some in inside.items():
        bar = _scaled(Bar(kind[1], totals[kind], 0, issue_url(kind[0])), longest)
        inside_shown = [_scaled(one, longest) for one in some[:shown]]
        found.append(Line(bar, inside_shown, len(some), stages(some)))
    return sorted(found, key=lambda line: -line.bar.count)


def _scaled(bar: Bar, longest: int) -> Bar:
    return replace(bar, percent=max(1, percent(bar.count, longest)))


def stages(bars: Iterable[Bar]) -> str:
    """How many stand where, in the order of the way: 办理中 2、已答复 1."""
    counts = Counter(bar.status_label for bar in bars)
    order = [stage.label for stage in Stage]
    return "、".join(f"{label} {counts[label]}" for label in order if counts[label])
