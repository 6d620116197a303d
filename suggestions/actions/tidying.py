"""Many topics decided at once: each by the verb that one topic goes by.

What cannot go is left whole and named with the reason; the others go. Nothing is half done.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from suggestions.actions import curating, gathering, referring
from suggestions.actions.handling import Outcome, each, refer_each
from suggestions.actions.rules import Refused
from suggestions.models import Department, Issue, Theme, Topic, TopicMerge, User

MOST = 1_000  # topics of one decision


def _asked(topics: Sequence[Topic]) -> Sequence[Topic]:
    if not topics:
        raise Refused("请先勾选问题。")
    if len(topics) > MOST:
        raise Refused(f"一次最多处理 {MOST} 个问题，现在勾选了 {len(topics)} 个。请分几次办。")
    return topics


def _itself(topic: Topic) -> Topic:
    return topic


def _all(topics: Sequence[Topic], verb: Callable[[Topic], Any]) -> Outcome:
    """Each by itself; `done` are the topics that went."""

    def act(topic: Topic) -> Topic:
        verb(topic)
        return topic

    return each(_asked(topics), _itself, act)


def confirm(
    topics: Sequence[Topic], *, issues: Sequence[Issue] = (), by: User, at: dt.datetime
) -> Outcome:
    """Vouch for topics and what lies in them: set by set, what is on its way one by one; and for
    issues that were ticked as a whole, so that what stands under them belongs there."""
    keys = [topic.pk for topic in _asked(topics)]
    with transaction.atomic():
        early = Topic.objects.filter(pk__in=keys, status__in=Topic.CURATABLE)
        confirmed = curating.confirm_early(early, by=by, at=at)
        for issue in issues:
            if issue.status not in gathering.CLOSED:
                gathering.confirm(issue, by=by, at=at)
    outcome = Outcome(list(confirmed))
    done = {topic.pk for topic in confirmed}
    rest = list(Topic.objects.filter(pk__in=[pk for pk in keys if pk not in done]))
    for topic in rest:
        if topic.status in Topic.CURATABLE:
            outcome.leave(topic, "已经确认过，里面也没有新增的建议")
    late = [topic for topic in rest if topic.status not in Topic.CURATABLE]
    ended = _all(late, lambda topic: curating.confirm(topic, by=by, at=at)) if late else Outcome()
    return Outcome([*outcome.done, *ended.done], {**outcome.left, **ended.left})


def set_theme(
    topics: Sequence[Topic], *, theme: Theme | None, by: User, at: dt.datetime
) -> Outcome:
    """Put topics under one theme, or under none."""
    return _all(topics, lambda topic: curating.set_theme(topic, theme=theme, by=by, at=at))


def set_issue(
    topics: Sequence[Topic], *, issue: Issue | None, by: User, at: dt.datetime
) -> Outcome:
    """Say what kind of problem they all are, or that they are of none."""
    return _all(topics, lambda topic: gathering.set_issue(topic, issue=issue, by=by, at=at))


def merge(
    topics: Sequence[Topic], *, into: Topic | None, by: User, at: dt.datetime
) -> tuple[Topic, Outcome]:
    """Pour them all into one: the one named, else the largest of them. `done` are the notes."""
    keys = [topic.pk for topic in _asked(topics)]
    if into is None:
        if len(keys) < 2:
            raise Refused("请至少勾选两个问题，或者填写并入哪一个。")
        sized = Topic.objects.filter(pk__in=keys, status__in=Topic.CURATABLE).with_sizes()
        into = sized.order_by("-size", "number").first()
    if into is None:
        raise Refused("勾选的问题都已经转办或者不再单独存在，不能合并。")
    goal = into

    def act(topic: Topic) -> TopicMerge:
        return curating.merge(topic, into=goal, by=by, at=at)

    others = [topic for topic in topics if topic.pk != goal.pk]
    if not others:
        raise Refused("只勾选了目标问题本身，没有可以并入它的问题。")
    return goal, each(others, _itself, act)


def unmerge(notes: Sequence[TopicMerge], *, by: User, at: dt.datetime) -> Outcome:
    """Undo merges, the last one first."""
    latest = sorted(notes, key=lambda note: -note.pk)

    def act(note: TopicMerge) -> TopicMerge:
        curating.unmerge(note, by=by, at=at)
        return note

    return each(latest, lambda note: note.source, act)


def set_aside(topics: Sequence[Topic], *, reason: str, by: User, at: dt.datetime) -> Outcome:
    """Put topics aside, all for one reason."""
    return _all(topics, lambda topic: curating.set_aside(topic, reason=reason, by=by, at=at))


def restore(topics: Sequence[Topic], *, by: User, at: dt.datetime) -> Outcome:
    """Take topics up again that were put aside."""
    return _all(topics, lambda topic: curating.restore(topic, by=by, at=at))


def refer(
    topics: Sequence[Topic],
    *,
    lead: Department,
    by: User,
    at: dt.datetime,
    dates: referring.Deadlines,
    supporting: Sequence[Department] = (),
    note: str = "",
) -> Outcome:
    """转办: each topic to the same departments by the same day."""
    ready, outcome = [], Outcome()
    for topic in _asked(topics):
        if topic.status == Topic.Status.PROPOSED:
            outcome.leave(topic, "还没有确认，请先确认")
        else:
            ready.append(topic)
    return refer_each(
        ready, outcome, lead=lead, supporting=supporting, note=note, by=by, at=at, dates=dates
    )
