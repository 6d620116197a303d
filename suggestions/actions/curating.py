"""The desk's verbs over topics. What a person decided carries their name from then on."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from suggestions.actions import merging, pouring
from suggestions.actions.answering import catch_up
from suggestions.actions.changes import lock, next_number
from suggestions.actions.rules import (
    Overtaken,
    Refused,
    event,
    gone,
    move,
    move_all,
    needed,
    overtaken,
    record,
    record_all,
)
from suggestions.models import (
    CampaignPage,
    Event,
    Placement,
    ShelfReading,
    Suggestion,
    Theme,
    Topic,
    TopicMerge,
    User,
    Verb,
)

NAME_LIMIT = 60


def confirm(topic: Topic, *, by: User, at: dt.datetime) -> int:
    """Vouch for a topic and for everything that lies in it now; gives how many were new.

    For a topic that was confirmed before it vouches for what the machine has added since.
    """
    with transaction.atomic():
        left = topic.status
        if left == Topic.Status.PROPOSED:
            move(topic, Topic.Status.CONFIRMED)
        elif left in (Topic.Status.MERGED, Topic.Status.SET_ASIDE):
            raise overtaken(topic)
        pks = list(topic.placements.by_machine().values_list("suggestion_id", flat=True))
        topic.placements.by_machine().update(by=by, at=at)
        record(
            Verb.CONFIRMED, topic, at=at, by=by, moved=(left, topic.status), data={"members": pks}
        )
        catch_up(topic, Suggestion.objects.filter(pk__in=pks), by=by, at=at)
    return len(pks)


def confirm_early(
    rows: QuerySet[Topic], *, by: User, at: dt.datetime, reason: str = ""
) -> list[Topic]:
    """Vouch for topics that are not on their way yet and for what lies in them, set by set;
    gives those of which something was new."""
    with transaction.atomic(savepoint=False):
        moved = move_all(rows.only("status", "name", "campaign"), Topic.Status.CONFIRMED)
        placed = Placement.objects.by_machine().filter(topic__in=[topic for topic, _ in moved])
        fresh: dict[int | None, list[int]] = {}
        for topic, pk in placed.values_list("topic_id", "suggestion_id"):
            fresh.setdefault(topic, []).append(pk)
        placed.update(by=by, at=at)
        vouched = [
            (topic, left)
            for topic, left in moved
            if left == Topic.Status.PROPOSED or topic.pk in fresh
        ]
        record_all(
            event(
                Verb.CONFIRMED,
                topic,
                at=at,
                by=by,
                moved=(left, topic.status),
                reason=reason,
                data={"members": fresh.get(topic.pk, [])},
            )
            for topic, left in vouched
        )
    return [topic for topic, _ in vouched]


def rename(topic: Topic, *, name: str, seen: str, by: User, at: dt.datetime) -> None:
    """Name a topic. `seen` is the name the person was looking at."""
    name = needed(name, "问题名称", NAME_LIMIT)
    with transaction.atomic():
        rows = Topic.objects.filter(pk=topic.pk, name=seen)
        if not rows.update(name=name, named_by=by):
            raise Overtaken("别的同事刚刚改过这个问题的名称，请刷新页面后再改。")
        topic.name, topic.named_by = name, by
        record(Verb.RENAMED, topic, at=at, by=by, reason=f"{seen} → {name}")


def set_theme(topic: Topic, *, theme: Theme | None, by: User, at: dt.datetime) -> None:
    """Put a topic under another theme."""
    if theme and theme.campaign_id != topic.campaign_id:
        raise Refused("这个主题属于别的征集。")
    with transaction.atomic():
        before = topic.theme.name if topic.theme else "无"
        Topic.objects.filter(pk=topic.pk).update(theme=theme)
        topic.theme = theme
        record(Verb.MOVED, topic, at=at, by=by, reason=f"主题：{before} → {theme or '无'}")


def merge(source: Topic, *, into: Topic, by: User, at: dt.datetime) -> TopicMerge:
    """Pour one topic into another, of whatever campaign; `unmerge` restores it exactly.

    The target keeps its name, unless only the source was named by a person.
    """
    if source.pk == into.pk:
        raise Refused("请选择另一个问题。")
    with transaction.atomic():
        pouring.hold(source, into)
        if into.status in (Topic.Status.MERGED, Topic.Status.SET_ASIDE):
            raise overtaken(into)
        left = move(source, Topic.Status.MERGED, merged_into=into)
        members = pouring.pour(source, into, by=by)
        note = TopicMerge.objects.create(
            source=source,
            target=into,
            source_status=left,
            target_name=merging.take(source, into),
            members=[[m.suggestion_id, m.by_id] for m in members],
            by=by,
            at=at,
        )
        reason = f"{merging.direction(note)}，{len(members)} 条建议"
        moved = (left, source.status)
        merging.tell(Verb.MERGED, note, reason=reason, moved=moved, by=by, at=at)
        pks = [m.suggestion_id for m in members]
        catch_up(into, Suggestion.objects.filter(pk__in=pks), by=by, at=at)
    return note


def unmerge(note: TopicMerge, *, by: User, at: dt.datetime) -> None:
    """Undo a merge: the members that still lie in the target go back as they were."""
    source, target = note.source, note.target
    with transaction.atomic():
        pouring.hold(source, target)
        merging.refuse_poured_on(target)
        if target.status not in Topic.CURATABLE:
            raise Refused("合并后的问题已经转办，不能再撤销合并。")
        if not TopicMerge.objects.filter(pk=note.pk, undone_at=None).update(undone_at=at):
            raise Overtaken("这次合并已经撤销过了。")
        move(source, note.source_status, merged_into=None)
        merging.give_back(note)
        back = pouring.pour_back(note)
        reason = f"“{source.name}”从“{target.name}”中分出，{back} 条建议"
        moved = (Topic.Status.MERGED, source.status)
        merging.tell(Verb.UNMERGED, note, reason=reason, moved=moved, by=by, at=at)


def split(
    topic: Topic, *, suggestions: Sequence[Suggestion], name: str, by: User, at: dt.datetime
) -> Topic:
    """Take some suggestions out of a topic into a new one."""
    name = needed(name, "新问题的名称", NAME_LIMIT)
    if topic.status not in Topic.CURATABLE:
        raise overtaken(topic)
    pks = {s.pk for s in suggestions}
    inside = topic.placements.filter(suggestion_id__in=pks)
    if not pks or inside.count() != len(pks):
        raise Refused("请选择这个问题中的建议；有的可能刚刚被移走了。")
    with transaction.atomic():
        new = create_topic(topic.campaign, name=name, theme=topic.theme, by=by, at=at)
        # The same kind of problem, as far as anybody has said what kind it is.
        Topic.objects.filter(pk=new.pk).update(issue=topic.issue_id, issue_by=topic.issue_by_id)
        inside.update(topic=new, by=by, at=at)
        record(
            Verb.SPLIT,
            topic,
            at=at,
            by=by,
            reason=f"分出“{name}”，{len(pks)} 条建议",
            data={"to": new.pk, "members": sorted(pks)},
        )
    return new


def create_topic(
    campaign: CampaignPage, *, name: str, by: User, at: dt.datetime, theme: Theme | None = None
) -> Topic:
    """A topic that a person opens, confirmed from the start."""
    name = needed(name, "问题名称", NAME_LIMIT)
    with transaction.atomic():
        lock(campaign)
        topic = Topic.objects.create(
            campaign=campaign,
            number=next_number(campaign),
            name=name,
            theme=theme,
            status=Topic.Status.CONFIRMED,
            named_by=by,
        )
        record(Verb.CONFIRMED, topic, at=at, by=by, moved=("", topic.status))
    return topic


def place(
    suggestions: Sequence[Suggestion], *, topic: Topic | None, by: User, at: dt.datetime
) -> None:
    """Move suggestions into a topic, of whatever campaign, or onto their shelf (`topic` None).
    It stays so."""
    with transaction.atomic():
        if topic:
            pouring.hold(topic)
            if topic.status in (Topic.Status.MERGED, Topic.Status.SET_ASIDE):
                raise overtaken(topic)
        wanted = {s.pk: s for s in suggestions}
        # Held first: who takes a whole import back holds them in the same order.
        there = Suggestion.objects.filter(pk__in=wanted).order_by("pk")
        held = there.select_for_update(of=("self",), no_key=True).values_list("pk", "status")
        status = dict(held)
        if len(status) < len(wanted):
            raise gone("建议")
        places = pouring.places_held(wanted)
        for suggestion in wanted.values():
            _refuse_move(suggestion, status[suggestion.pk], places.get(suggestion.pk))
        pouring.put(wanted.values(), places, topic, by=by, at=at)
        record_all(_moved(s, places.get(s.pk), topic, by, at) for s in wanted.values())
        if topic:
            catch_up(topic, Suggestion.objects.filter(pk__in=wanted), by=by, at=at)


def _refuse_move(suggestion: Suggestion, status: str, before: Placement | None) -> None:
    if status not in Suggestion.ACTIVE:
        raise Refused(f"“{suggestion.title}”还没有受理，不能归类。")
    # What the machine has guessed into a forwarded topic is no member of it yet.
    if before and before.topic and before.by_id and before.topic.status not in Topic.CURATABLE:
        raise Refused(f"“{suggestion.title}”所在的问题已经转办，不能移出。")


def _moved(
    suggestion: Suggestion, before: Placement | None, topic: Topic | None, by: User, at: dt.datetime
) -> Event:
    origin = before.topic.name if before and before.topic else "书架"
    return event(
        Verb.MOVED,
        suggestion,
        at=at,
        by=by,
        reason=f"{origin} → {topic.name if topic else '书架'}",
        data={"from": before and before.topic_id, "to": topic and topic.pk},
    )


def set_aside(topic: Topic, *, reason: str, by: User, at: dt.datetime) -> None:
    """Put a topic aside: nothing to do with it now. Its suggestions stay in it."""
    reason = needed(reason, "搁置的理由", 500)
    with transaction.atomic():
        left = move(topic, Topic.Status.SET_ASIDE)
        topic.placements.by_machine().update(by=by, at=at)
        record(Verb.SET_ASIDE, topic, at=at, by=by, moved=(left, topic.status), reason=reason)


def restore(topic: Topic, *, by: User, at: dt.datetime) -> None:
    """Take a topic up again that had been set aside."""
    with transaction.atomic():
        left = move(topic, Topic.Status.CONFIRMED)
        record(Verb.RESTORED, topic, at=at, by=by, moved=(left, topic.status))


def read_from_shelf(suggestion: Suggestion, *, by: User, at: dt.datetime) -> None:
    """Note that this person has read this suggestion of the shelf."""
    ShelfReading.objects.get_or_create(suggestion=suggestion, reader=by, defaults={"at": at})
