"""The desk's verbs over issues (类问题): what kind of problem a topic is, people decide."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from suggestions.actions import curating, merging
from suggestions.actions.changes import lock
from suggestions.actions.rules import (
    Overtaken,
    Refused,
    event,
    move,
    needed,
    overtaken,
    record,
    record_all,
)
from suggestions.actions.subsuming import next_number
from suggestions.models import (
    CampaignPage,
    Issue,
    IssueMerge,
    Placement,
    Suggestion,
    Topic,
    User,
    Verb,
)
from suggestions.models.issues import GONE

NAME_LIMIT = 60
CLOSED = (Issue.Status.MERGED, Issue.Status.SET_ASIDE)


def open_issue(
    campaign: CampaignPage,
    *,
    name: str,
    by: User,
    at: dt.datetime,
    topics: Sequence[Topic] = (),
) -> Issue:
    """An issue that a person opens, confirmed from the start, with what belongs to it."""
    name = needed(name, "类问题的名称", NAME_LIMIT)
    with transaction.atomic():
        lock(campaign)
        issue = Issue.objects.create(
            campaign=campaign,
            number=next_number(campaign),
            name=name,
            theme=topics[0].theme if topics else None,
            status=Issue.Status.CONFIRMED,
            named_by=by,
        )
        record(Verb.CONFIRMED, issue, at=at, by=by, moved=("", issue.status))
        for topic in topics:
            set_issue(topic, issue=issue, by=by, at=at)
    return issue


def confirm(issue: Issue, *, by: User, at: dt.datetime, topics: bool = False) -> int:
    """Vouch for an issue and for what stands under it; gives how many topics were new.

    With `topics` also for those of them, and for their suggestions, that nobody has confirmed.
    """
    with transaction.atomic():
        lock(issue.campaign)
        left = issue.status
        if left == Issue.Status.PROPOSED:
            move(issue, Issue.Status.CONFIRMED)
        elif left in CLOSED:
            raise overtaken(issue)
        standing = issue.topics.standing()
        fresh = standing.filter(issue_by=None).update(issue_by=by)
        if topics:
            _confirm_topics(issue, by=by, at=at)
        record(Verb.CONFIRMED, issue, at=at, by=by, moved=(left, issue.status))
    return fresh


def _confirm_topics(issue: Issue, *, by: User, at: dt.datetime) -> None:
    """What is on its way already is left to its own page: there a word also forwards."""
    early = Topic.objects.filter(issue=issue, status__in=Topic.CURATABLE)
    curating.confirm_early(early, by=by, at=at, reason=f"随类问题“{issue.name}”确认")


def rename(issue: Issue, *, name: str, seen: str, by: User, at: dt.datetime) -> None:
    """Name an issue. `seen` is the name the person was looking at."""
    name = needed(name, "类问题的名称", NAME_LIMIT)
    with transaction.atomic():
        rows = Issue.objects.filter(pk=issue.pk, name=seen)
        if not rows.update(name=name, named_by=by):
            raise Overtaken("别的同事刚刚改过这个类问题的名称，请刷新页面后再改。")
        issue.name, issue.named_by = name, by
        record(Verb.RENAMED, issue, at=at, by=by, reason=f"{seen} → {name}")


def set_issue(topic: Topic, *, issue: Issue | None, by: User, at: dt.datetime) -> None:
    """Say what kind of problem a topic is, or that it is of no kind (`issue` None)."""
    move_topics([topic], into=issue, by=by, at=at)


def move_topics(topics: Sequence[Topic], *, into: Issue | None, by: User, at: dt.datetime) -> int:
    """Put topics under another issue, or take them out; a person's word on each from then on."""
    if not topics:
        raise Refused("请先勾选具体问题。")
    if into and any(topic.campaign_id != into.campaign_id for topic in topics):
        raise Refused("这个类问题属于别的征集。")
    with transaction.atomic():
        lock(topics[0].campaign)
        if into:
            into.refresh_from_db(fields=["status"])
            if into.status in CLOSED:
                raise overtaken(into)
        # Held in one order: of two who move the same topics, the second hears about the first.
        pks = [topic.pk for topic in topics]
        held = Topic.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks)
        now = {topic.pk: topic for topic in held.order_by("pk").only("issue", "name", "status")}
        for topic in topics:
            fresh = now.get(topic.pk)
            if fresh is None or fresh.issue_id != topic.issue_id or fresh.status in GONE:
                raise Overtaken(f"同事刚刚动过“{topic.name}”的归类，请刷新页面后再看。")
        names = dict(
            Issue.objects.filter(pk__in={t.issue_id for t in topics}).values_list("pk", "name")
        )
        Topic.objects.filter(pk__in=now).update(issue=into, issue_by=by)
        record_all(
            event(
                Verb.MOVED,
                topic,
                at=at,
                by=by,
                reason=f"类问题：{names.get(topic.issue_id or 0, '无')} → {into or '无'}",
                data={"from_issue": topic.issue_id, "to_issue": into and into.pk},
            )
            for topic in topics
        )
    for topic in topics:
        topic.issue, topic.issue_by = into, by
    return len(pks)


def merge(source: Issue, *, into: Issue, by: User, at: dt.datetime) -> IssueMerge:
    """Pour one issue into another: `source` ends; `unmerge` restores it exactly.

    `into` keeps its name, unless only the source was named by a person.
    """
    if source.pk == into.pk or source.campaign_id != into.campaign_id:
        raise Refused("请选择同一征集中的另一个类问题。")
    with transaction.atomic():
        lock(source.campaign)
        into.refresh_from_db(fields=["status"])
        if into.status in CLOSED:
            raise overtaken(into)
        left = move(source, Issue.Status.MERGED, merged_into=into)
        topics = [list(row) for row in source.topics.order_by("pk").values_list("pk", "issue_by")]
        note = IssueMerge.objects.create(
            source=source,
            target=into,
            source_status=left,
            target_name=merging.take(source, into),
            topics=topics,
            placements=list(source.placements.order_by("pk").values_list("pk", flat=True)),
            by=by,
            at=at,
        )
        source.topics.update(issue=into, issue_by=by)
        source.placements.update(issue=into)
        reason = f"{merging.direction(note)}，{len(topics)} 个具体问题"
        moved = (left, source.status)
        merging.tell(Verb.MERGED, note, reason=reason, moved=moved, by=by, at=at)
    return note


def unmerge(note: IssueMerge, *, by: User, at: dt.datetime) -> int:
    """Undo a merge: the topics still under the target go back as they stood; gives how many."""
    source, target = note.source, note.target
    with transaction.atomic():
        lock(source.campaign)
        if not IssueMerge.objects.filter(pk=note.pk, undone_at=None).update(undone_at=at):
            raise Overtaken("这次合并已经撤销过了。")
        target.refresh_from_db(fields=["status", "merged_into"])
        merging.refuse_poured_on(target)
        move(source, note.source_status, merged_into=None)
        merging.give_back(note)
        owners = dict(note.topics)
        back = list(Topic.objects.filter(pk__in=owners, issue=target))
        for topic in back:
            topic.issue, topic.issue_by_id = source, owners[topic.pk]
        Topic.objects.bulk_update(back, ["issue", "issue_by"], batch_size=200)
        Placement.objects.filter(pk__in=note.placements, issue=target).update(issue=source)
        reason = f"“{source.name}”从“{target.name}”中分出，{len(back)} 个具体问题"
        moved = (Issue.Status.MERGED, source.status)
        merging.tell(Verb.UNMERGED, note, reason=reason, moved=moved, by=by, at=at)
    return len(back)


def set_aside(issue: Issue, *, reason: str, by: User, at: dt.datetime) -> None:
    """Not one kind, or not handled as one: its topics go on each by itself, and stay so."""
    reason = needed(reason, "搁置的理由", 500)
    with transaction.atomic():
        lock(issue.campaign)
        left = move(issue, Issue.Status.SET_ASIDE)
        issue.topics.filter(issue_by=None).update(issue_by=by)
        record(Verb.SET_ASIDE, issue, at=at, by=by, moved=(left, issue.status), reason=reason)


def restore(issue: Issue, *, by: User, at: dt.datetime) -> None:
    """Take an issue up again that had been set aside, with the topics that are still its own."""
    with transaction.atomic():
        left = move(issue, Issue.Status.CONFIRMED)
        record(Verb.RESTORED, issue, at=at, by=by, moved=(left, issue.status))


def open_topic_under(
    issue: Issue, *, suggestion: Suggestion, name: str, by: User, at: dt.datetime
) -> Topic:
    """A lone letter about a common problem: a new topic of that kind, with the letter in it."""
    if issue.status in CLOSED:
        raise overtaken(issue)
    with transaction.atomic():
        topic = curating.create_topic(
            suggestion.campaign, name=name, theme=issue.theme, by=by, at=at
        )
        set_issue(topic, issue=issue, by=by, at=at)
        curating.place([suggestion], topic=topic, by=by, at=at)
    return topic
