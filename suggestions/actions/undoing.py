"""Undoing what was accepted of a run: everything as it stood, or nothing and the reason why."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db import transaction

from suggestions.actions.changes import BORN, overwrite, standing, state, topics_held
from suggestions.actions.changes import lock as lock_campaign
from suggestions.actions.rules import Overtaken, Refused, event, move_all, record_all
from suggestions.actions.subsuming import drop_empty
from suggestions.models import Event, GroupingRun, Placement, Theme, Topic, TopicChange, User, Verb

NAMED = 5  # topics that a refusal names


def undo_run(run: GroupingRun, *, by: User, at: dt.datetime) -> int:
    """Put back what the accepted changes of a run have moved; gives how many.

    What people have decided on it meanwhile is not torn down: then nothing is undone, and the
    refusal says which topics stand in the way.
    """
    with transaction.atomic():
        lock_campaign(run.campaign)
        accepted = run.changes.accepted()
        rows = list(accepted.order_by("-at", "-pk"))
        if not rows:
            raise Overtaken("这次归类没有采用过的变化，或者已经撤销过了。")
        _refuse_under_later(run)
        topics = topics_held(run.campaign)
        _forget_gone(rows)
        if found := _curated(run, rows, topics):
            raise Refused(
                "不能撤销：有人已经在这次归类的基础上整理过——"
                + "；".join(found[:NAMED])
                + (f"；另有 {len(found) - NAMED} 处" if found[NAMED:] else "")
                + "。"
            )
        moved = _put_back(run, rows, topics, by=by, at=at)
        move_all(accepted.only("status"), TopicChange.Status.UNDONE, by=by, at=at)
    return moved


def _refuse_under_later(run: GroupingRun) -> None:
    later = TopicChange.objects.accepted().filter(run__campaign=run.campaign, run__pk__gt=run.pk)
    if above := later.order_by("-run").values_list("run", flat=True).first():
        raise Refused(f"第 {above} 次归类的变化已经采用，请先撤销那一次。")


def _forget_gone(rows: list[TopicChange]) -> None:
    """What was taken back with its import has no place to go back to; the note stays as it is."""
    there = standing(p[0] for row in rows for p in row.undo["placements"])
    for row in rows:
        kept = [p for p in row.undo["placements"] if p[0] in there]
        row.undo = {**row.undo, "placements": kept}


def gone(run: GroupingRun) -> int:
    """How many that a run had placed were taken back with their import since."""
    notes = run.changes.values_list("undo", flat=True)
    placed = {p[0] for undo in notes for p in (undo or {}).get("placements", ())}
    return len(placed) - len(standing(placed))


def _ended(topics: set[int]) -> set[int]:
    """Those that ended because all that lay in them was taken back with an import."""
    rows = Event.objects.filter(verb=Verb.SET_ASIDE, data__has_key="import", topic__in=topics)
    return set(rows.values_list("topic", flat=True))


def _curated(run: GroupingRun, rows: list[TopicChange], topics: dict[int, Topic]) -> list[str]:
    """Where people have decided since, in words."""
    found: list[str] = []
    latest: dict[int, dict[str, Any]] = {}
    for row in reversed(rows):
        latest |= {int(pk): after for pk, after in row.undo["after"].items()}
    for pk in _ended(set(latest)):
        latest[pk] = {**latest[pk], "status": Topic.Status.SET_ASIDE}
    for pk, after in latest.items():
        topic = topics.get(pk)
        if topic is None or not _stands_as(topic, after):
            name = topic.name if topic else after["name"]
            found.append(f"“{name}”（{topic.get_status_display() if topic else '已不在'}）")
    found += _placed_by_people(run, rows, topics)
    found += _brought(rows, topics)
    merged = {m.pk for m in topics.values() if m.merged_into_id in latest and m.pk not in latest}
    found += [f"“{topics[pk].name}”并入了其中的问题" for pk in sorted(merged)]
    return found


def _stands_as(topic: Topic, noted: dict[str, Any]) -> bool:
    """An older note says less: what it does not name is not compared."""
    return all(getattr(topic, name) == value for name, value in noted.items())


def _placed_by_people(
    run: GroupingRun, rows: list[TopicChange], topics: dict[int, Topic]
) -> list[str]:
    put = {p[0]: p[1] for row in reversed(rows) for p in row.undo["placements"]}
    stand = Placement.objects.select_for_update(of=("self",)).filter(
        suggestion__campaign=run.campaign
    )
    as_put: set[int] = set()
    gone: Counter = Counter()
    who: dict[int, str] = {}
    for p in stand.select_related("by"):
        if p.suggestion_id in put:
            if p.by_id is None and p.run_id == run.pk and (p.topic_id or 0) == put[p.suggestion_id]:
                as_put.add(p.suggestion_id)
            else:
                who[put[p.suggestion_id]] = str(p.by) if p.by_id else "后来的归类"
    for pk, topic in put.items():
        if pk not in as_put:
            gone[topic] += 1
    return [
        f"“{topics[pk].name if pk in topics else '书架'}”有 {count} 条（{who.get(pk, '已移走')}）"
        for pk, count in sorted(gone.items())
    ]


def _brought(rows: list[TopicChange], topics: dict[int, Topic]) -> list[str]:
    """What people put into a topic that would go, and no run: late ones, and those of elsewhere."""
    put = {p[0] for row in rows for p in row.undo["placements"]}
    born = [row.topic_id for row in rows if row.kind in BORN and row.topic_id]
    inside = Placement.objects.by_people().filter(topic__in=born).order_by("topic", "pk")
    count = Counter(
        topic for topic, pk in inside.values_list("topic", "suggestion") if pk not in put
    )
    return [f"“{topics[pk].name}”有 {number} 条是后来归入的" for pk, number in count.items()]


def _put_back(
    run: GroupingRun,
    rows: list[TopicChange],
    topics: dict[int, Topic],
    *,
    by: User,
    at: dt.datetime,
) -> int:
    unplaced: set[int] = set()
    back: dict[int, Placement] = {}
    states: dict[int, dict[str, Any]] = {}
    for row in rows:  # the last one first: the earliest state of each is the one that stays
        for pk, _, before in row.undo["placements"]:
            unplaced.discard(pk)
            back.pop(pk, None)
            if before is None:
                unplaced.add(pk)
            else:
                back[pk] = _placement(pk, before)
        states |= {int(pk): before for pk, before in row.undo["topics"].items()}
    overwrite(back.values())
    mine = Placement.objects.filter(run=run, by__isnull=True)
    for start in range(0, len(chunk := sorted(unplaced)), 500):
        mine.filter(suggestion_id__in=chunk[start : start + 500]).delete()
    for pk in _ended(set(states)):  # nothing lies in it: it stays at its end
        states[pk] = {**states[pk], "status": Topic.Status.SET_ASIDE}
    born = [row.topic_id for row in rows if row.kind in BORN and row.topic_id]
    _write_states(topics, {pk: s for pk, s in states.items() if pk not in born}, by=by, at=at)
    # What came in meanwhile and was guessed into a topic that now goes is read one by one.
    Placement.objects.by_machine().filter(topic_id__in=born).update(topic=None, run=None)
    Topic.objects.filter(pk__in=born).delete()
    drop_empty(run)
    Theme.objects.filter(
        campaign=run.campaign, placements=None, topics=None, named_by=None
    ).delete()
    return len(unplaced) + len(back)


def _placement(pk: int, before: list) -> Placement:
    topic, theme, score, words, run, at, *issue = before  # an older note knows no issues
    return Placement(
        suggestion_id=pk,
        topic_id=topic,
        theme_id=theme,
        issue_id=issue[0] if issue else None,
        score=score,
        words=words,
        run_id=run,
        at=dt.datetime.fromisoformat(at),
    )


def _write_states(
    topics: dict[int, Topic], states: dict[int, dict[str, Any]], *, by: User, at: dt.datetime
) -> None:
    changed, rows = [], []
    for pk, before in states.items():
        topic = topics[pk]
        if _stands_as(topic, before):
            continue
        if topic.status != before["status"]:
            moved = (topic.status, before["status"])
            rows.append(event(Verb.RUN_UNDONE, topic, at=at, by=by, moved=moved))
        for name, value in before.items():
            setattr(topic, name, value)
        changed.append(topic)
    if changed:
        names = [name.removesuffix("_id") for name in state(changed[0])]
        Topic.objects.bulk_update(changed, names, batch_size=100)
    record_all(rows)
