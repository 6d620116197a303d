"""What a run has found is written down: the groups, and the changes that they would bring."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from suggestions.actions.changes import apply, lock
from suggestions.actions.rules import move_all
from suggestions.actions.subsuming import found_issues, point_out, proposals, takes_effect
from suggestions.models import (
    GroupingResult,
    GroupingRun,
    Issue,
    Placement,
    Suggestion,
    Topic,
    TopicChange,
)
from suggestions.text import regrouping
from suggestions.text.language import Grouping

HALF = (GroupingRun.Status.FAILED, GroupingRun.Status.RUNNING)  # runs that have not ended well
TOGETHER = 1_000  # suggestions that are placed in one transaction
ENOUGH = 1 / 3  # a theme is continued where so many of its suggestions stood under one before


def propose(run: GroupingRun, grouping: Grouping, *, told: set[int], at: dt.datetime) -> None:
    """Write down what a run found, and what it would change; `told` are the numbers of issues
    that the engine knew.

    The first run of a campaign is carried out at once: there is nothing that people look at
    yet. A later one changes no topic by itself; it only puts on the shelf what had no place.

    Many short transactions, so that nobody waits at the desk: what people move between two of
    them stays where they put it. A run that is cut off and done again begins anew with what it
    has written so far.
    """
    _begin_anew(run)
    first = not Topic.objects.filter(campaign=run.campaign).exclude(run__status__in=HALF).exists()
    no_issues = first or not Issue.objects.filter(campaign=run.campaign).exists()
    stood = _Standing(run)
    result = _result(run, grouping, stood, told)
    facts = {int(p.id): p for p in grouping.placements if int(p.id) not in stood.decided}
    found = {pk: placed.topic for pk, placed in facts.items()}
    names = {group["number"]: group["name"] for group in result.topics}
    made = regrouping.changes(stood.now, found, stood.known, names)
    refused = _refused(run)
    rows = [_row(run, change, facts) for change in made]
    rows += proposals(run, result, stood.known)
    rows = [row for row in rows if row.digest not in refused]
    at_once = [
        row
        for row in rows
        if first or row.kind == TopicChange.Kind.SHELVED or takes_effect(row, first=no_issues)
    ]
    for some in _in_parts(at_once):
        with transaction.atomic():
            lock(run.campaign)
            apply(run, some, by=run.started_by, at=at)
            TopicChange.objects.bulk_create(some, batch_size=200)
        _still_alive(run)
    done = set(map(id, at_once))
    for some in _in_parts([row for row in rows if id(row) not in done]):
        TopicChange.objects.bulk_create(some, batch_size=200)
    point_out(run)


def _begin_anew(run: GroupingRun) -> None:
    """What waited from earlier runs, and what this one has written before it was cut off."""
    with transaction.atomic():
        lock(run.campaign)
        GroupingResult.objects.filter(run=run).delete()
        run.changes.open().delete()
        before = TopicChange.objects.open().filter(run__campaign=run.campaign)
        move_all(before.only("status"), TopicChange.Status.OUTDATED)


def _in_parts(rows: list[TopicChange]) -> Iterator[list[TopicChange]]:
    """The changes, so many together as are carried out within about a second."""
    some: list[TopicChange] = []
    for row in rows:
        if some and sum(one.size for one in some) + row.size > TOGETHER:
            yield some
            some = []
        some.append(row)
    if some:
        yield some


def _still_alive(run: GroupingRun) -> None:
    GroupingRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now())


class _Standing:
    """How the campaign's suggestions and topics stand at this moment."""

    def __init__(self, run: GroupingRun) -> None:
        grouped = Suggestion.objects.grouped_in(run.campaign).order_by().values("pk")
        rows = Placement.objects.filter(suggestion__in=grouped)
        self.now: dict[int, int] = {}
        self.decided: set[int] = set()
        self.theme: dict[int, int] = {}
        held = set()
        fields = ("suggestion_id", "topic_id", "theme_id", "by_id", "comes_from_id")
        for pk, topic, theme, by, comes_from in rows.values_list(*fields).iterator():
            if theme and not comes_from:  # a guest's is one of its own campaign
                self.theme[pk] = theme
            if by:
                self.decided.add(pk)
                held.add(topic)
            else:
                self.now[pk] = topic or regrouping.SHELF
        topics = Topic.objects.filter(campaign=run.campaign).exclude(status=Topic.Status.MERGED)
        self.known = {
            number: regrouping.Known(pk, number, name, pk in held)
            for pk, number, name in topics.values_list("pk", "number", "name")
        }


def _result(
    run: GroupingRun, grouping: Grouping, stood: _Standing, told: set[int]
) -> GroupingResult:
    members: dict[int, list[int]] = {}
    shelf: list[int] = []
    votes: dict[int, Counter] = {}
    for placed in grouping.placements:
        pk = int(placed.id)
        if placed.topic is None:
            shelf.append(pk)
        else:
            members.setdefault(placed.topic, []).append(pk)
        if placed.theme is not None:
            votes.setdefault(placed.theme, Counter())[stood.theme.get(pk)] += 1
    themes = [
        {
            "number": theme.number,
            "name": theme.name,
            "keywords": _pairs(theme.keywords),
            "theme": _continued(votes.get(theme.number, Counter())),
        }
        for theme in grouping.themes
    ]
    topics = [
        {
            "number": topic.number,
            "name": topic.name,
            "theme": topic.theme,
            "issue": topic.issue,
            "score": topic.score,
            "keywords": _pairs(topic.keywords),
            "representatives": [int(pk) for pk in topic.representatives],
            "members": members.get(topic.number, []),
        }
        for topic in grouping.topics
    ]
    issues = found_issues(run, grouping, told, _pairs)
    return GroupingResult.objects.create(
        run=run, topics=topics, issues=issues, themes=themes, shelf=shelf
    )


def _pairs(keywords: tuple) -> list[list]:
    return [[word, round(weight, 4)] for word, weight in keywords]


def _continued(votes: Counter) -> int | None:
    """The theme under which most of these suggestions stood, where they are enough."""
    known = [(count, key) for key, count in votes.items() if key]
    if not known:
        return None
    count, key = max(known, key=lambda pair: (pair[0], -pair[1]))
    return key if count >= ENOUGH * votes.total() else None


def _refused(run: GroupingRun) -> set[str]:
    """What people have refused is not proposed to them again."""
    rows = TopicChange.objects.filter(run__campaign=run.campaign, status=TopicChange.Status.REFUSED)
    return set(rows.values_list("digest", flat=True))


def _row(run: GroupingRun, change: regrouping.Change, facts: dict) -> TopicChange:
    moves = []
    for pk, origin, to in change.moves:
        placed = facts[pk]
        moves.append([pk, origin, to, round(placed.score, 4), list(placed.words), placed.theme])
    return TopicChange(
        run=run,
        kind=change.kind,
        topic_id=change.topic,
        name=change.name[:60],
        group=change.group,
        others=[list(row) for row in change.others],
        size=len(moves),
        moves=moves,
        reason=change.reason,
        digest=change.digest(run.campaign_id),
    )
