"""The changes that a run proposes: accept, refuse, undo. What people have placed never moves."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max

from suggestions.actions.rules import (
    Overtaken,
    Refused,
    event,
    move,
    move_all,
    overtaken,
    record_all,
)
from suggestions.actions.subsuming import Issues, movable, point_out, put_under
from suggestions.models import (
    CampaignPage,
    GroupingRun,
    Placement,
    Suggestion,
    Theme,
    Topic,
    TopicChange,
    User,
    Verb,
)

BORN = (TopicChange.Kind.BORN, TopicChange.Kind.SPLIT)
STATE = (
    *("status", "name", "named_by_id", "theme_id", "run_id", "merged_into_id", "score"),
    *("keywords", "representatives", "issue_id", "issue_by_id"),
)
MANY = 400  # from so many topics on all of the campaign are read


def accept_changes(
    run: GroupingRun, *, changes: Sequence[TopicChange] | None = None, by: User, at: dt.datetime
) -> int:
    """Carry out some changes of a run, or all that are still open; gives how many it moved."""
    try:
        with transaction.atomic():
            lock(run.campaign)
            asked = run.changes.open()
            if changes is not None:
                asked = asked.filter(pk__in=[change.pk for change in changes])
            rows = [row for row, _ in move_all(asked, TopicChange.Status.ACCEPTED, by=by, at=at)]
            if not rows or (changes is not None and len(rows) < len(changes)):
                raise _decided(changes)
            moved = apply(run, rows, by=by, at=at)
            point_out(run)
            TopicChange.objects.bulk_update(rows, ["topic", "issue", "undo"], batch_size=100)
    except IntegrityError as error:
        raise Overtaken("有同事正在整理这些建议，请刷新页面后再试一次。") from error
    return moved


def refuse_change(change: TopicChange, *, by: User, at: dt.datetime) -> None:
    """Leave everything as it is; the same change is not proposed again."""
    with transaction.atomic():
        move(change, TopicChange.Status.REFUSED, by=by, at=at)


def lock(campaign: CampaignPage) -> None:
    """Who changes the topics of one campaign in bulk, or opens one, does it one after another."""
    CampaignPage.objects.select_for_update(no_key=True, of=("self",)).get(pk=campaign.pk)


def topics_held(campaign: CampaignPage, named: Set[int] | None = None) -> dict[int, Topic]:
    """The topics of a campaign (of those named, where they are few), held until the transaction
    ends: nobody forwards one meanwhile, whose status would then be written over. Under `lock`."""
    rows = Topic.objects.select_for_update(of=("self",), no_key=True).filter(campaign=campaign)
    if named is not None and len(named) <= MANY:
        rows = rows.filter(pk__in=named)
    return {topic.pk: topic for topic in rows.order_by("pk")}


def next_number(campaign: CampaignPage) -> int:
    """A number that no topic of this campaign has had. Under `lock`."""
    last = Topic.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _decided(changes: Sequence[TopicChange] | None) -> Refused:
    if changes:
        return overtaken(changes[0])
    return Overtaken("这次归类的变化都已经处理过了，请刷新页面。")


# --- carrying out ---------------------------------------------------------------------------


def apply(run: GroupingRun, rows: list[TopicChange], *, by: User | None, at: dt.datetime) -> int:
    """Carry out changes, within the caller's transaction, and note on each how to undo it."""
    if not rows:
        return 0
    desk = _Desk(run, rows, by=by, at=at)
    moved = sum(desk.carry_out(change) for change in rows)
    desk.write()
    return moved


class _Desk:
    """Everything that the changes touch, read once and written once."""

    def __init__(
        self, run: GroupingRun, rows: list[TopicChange], *, by: User | None, at: dt.datetime
    ) -> None:
        self.run, self.by, self.at = run, by, at
        result = run.result
        self.groups = {group["number"]: group for group in result.topics}
        self.found_themes = {theme["number"]: theme for theme in result.themes}
        self.themes: dict[int, Theme] = {}
        named = _named(rows)
        self.topics = topics_held(run.campaign, named)
        self.events: list = []
        placing = [row for row in rows if row.kind != TopicChange.Kind.ISSUE]
        self.placed = _read([m[0] for row in placing for m in row.moves])
        # What a run saw may be gone since, with an import that was taken back.
        self.there = standing(m[0] for row in placing for m in row.moves if m[1] is None)
        self.sizes = _sizes(run.campaign) if named else Counter()
        self.fresh: list[Placement] = []
        self.moved: list[Placement] = []
        self.touched: set[int] = set()
        self.issues = Issues(run, at)
        self._open(rows)

    def _open(self, changes: list[TopicChange]) -> None:
        """The new issues and topics of these changes, numbered after all there ever were."""
        rows, number = [row for row in changes if row.kind in BORN], next_number(self.run.campaign)
        wanted = [self.groups[row.group].get("issue") for row in rows]
        wanted += [
            row.group
            for row in changes
            if row.kind == TopicChange.Kind.ISSUE
            and any(movable(m, self.topics) for m in row.moves)
        ]
        self.issues.open(wanted, self._theme)
        made = []
        for place, row in enumerate(rows):
            topic = Topic(campaign=self.run.campaign, number=number + place)
            self._tell(topic, self.groups[row.group])
            topic.issue = self.issues.of(self.groups[row.group].get("issue"))
            made.append(topic)
        Topic.objects.bulk_create(made, batch_size=500)
        for row, topic in zip(rows, made, strict=True):
            row.topic, self.topics[topic.pk] = topic, topic
            self.events.append(
                event(Verb.PROPOSED, topic, at=self.at, moved=("", Topic.Status.PROPOSED))
            )

    def _tell(self, topic: Topic, group: dict[str, Any]) -> None:
        """What the run says of a topic, as far as no person has said otherwise."""
        if topic.named_by_id is None:
            topic.name = group["name"][:60]
        topic.theme = self._theme(group["theme"])
        topic.keywords, topic.score = group["keywords"], group["score"]
        topic.representatives, topic.run = group["representatives"], self.run

    def _theme(self, number: int | None) -> Theme | None:
        """The theme that a found one continues, or a new one."""
        if number is None:
            return None
        if number not in self.themes:
            found = self.found_themes[number]
            theme = Theme.objects.filter(pk=found["theme"], campaign=self.run.campaign).first()
            self.themes[number] = theme or self._new_theme(found)
        return self.themes[number]

    def _new_theme(self, found: dict[str, Any]) -> Theme:
        own = Theme.objects.filter(campaign=self.run.campaign)
        last = own.aggregate(last=Max("number"))["last"] or 0
        return Theme.objects.create(
            campaign=self.run.campaign,
            number=last + 1,
            name=found["name"][:40],
            keywords=found["keywords"],
        )

    def carry_out(self, change: TopicChange) -> int:
        """Move what still stands where the run saw it; gives how many."""
        if change.kind == TopicChange.Kind.ISSUE:
            return self._put_under(change)
        near = {change.topic_id or 0} | {key for m in change.moves for key in m[1:3] if key}
        stood = {pk: state(self.topics[pk]) for pk in near if pk in self.topics}
        self.touched |= stood.keys()
        moved = [before for m in change.moves if (before := self._move(change, m)) is not None]
        topic = self.topics.get(change.topic_id or 0)
        grown = change.kind == TopicChange.Kind.GROWN
        if topic and grown and topic.status == Topic.Status.PROPOSED:
            self._tell(topic, self.groups[change.group])
        if topic and change.kind in BORN:
            stood.pop(topic.pk)
        change.undo = {"placements": moved, "topics": stood}
        change.status, change.by, change.at = TopicChange.Status.ACCEPTED, self.by, self.at
        self._end(change)
        change.undo["after"] = {
            pk: state(self.topics[pk]) for pk in {*stood, change.topic_id} if pk in self.topics
        }
        return len(moved)

    def _put_under(self, change: TopicChange) -> int:
        """The topics of a change under its issue."""
        stood = {m[0]: state(self.topics[m[0]]) for m in change.moves if m[0] in self.topics}
        moved = put_under(change, self.issues.of(change.group), self.topics)
        self.touched |= set(moved)
        change.undo = {
            "placements": [],
            "topics": {pk: stood[pk] for pk in moved},
            "after": {pk: state(self.topics[pk]) for pk in moved},
        }
        change.status, change.by, change.at = TopicChange.Status.ACCEPTED, self.by, self.at
        return len(moved)

    def _move(self, change: TopicChange, m: list) -> list | None:
        pk, origin, to, score, words, theme = m
        before = self.placed.get(pk)
        stands = before is None if origin is None else before and (before.topic_id or 0) == origin
        if not stands or (before and before.by_id) or (before is None and pk not in self.there):
            return None
        goal = self.topics.get((change.topic_id or 0) if to is None else to)  # none at 0
        if to != 0 and (goal is None or goal.status == Topic.Status.MERGED):
            return None
        new = Placement(
            suggestion_id=pk,
            topic=goal,
            theme=goal.theme if goal else self._theme(theme),
            score=score,
            words=words,
            run=self.run,
            at=self.at,
        )
        (self.moved if before else self.fresh).append(new)
        self.sizes[origin] -= 1
        self.sizes[new.topic_id] += 1
        return [pk, goal.pk if goal else 0, _row(before) if before else None]

    def _end(self, change: TopicChange) -> None:
        """Proposals of the machine that hold nothing any more have come to their end."""
        gone = {m[1] for m in change.moves if m[1]}
        for topic in (self.topics[pk] for pk in gone if pk in self.topics):
            left = topic.status
            if left != Topic.Status.PROPOSED or topic.named_by_id or self.sizes[topic.pk] > 0:
                continue
            if change.kind == TopicChange.Kind.MERGED and change.topic_id == topic.pk:
                topic.merged_into = self.topics[change.others[0][0]]
                topic.status, verb = Topic.Status.MERGED, Verb.MERGED
            else:
                topic.status, verb = Topic.Status.SET_ASIDE, Verb.SET_ASIDE
            self.events.append(
                event(
                    verb,
                    topic,
                    at=self.at,
                    by=self.by,
                    moved=(left, topic.status),
                    reason=change.reason,
                )
            )

    def write(self) -> None:
        Topic.objects.bulk_update(
            [self.topics[pk] for pk in sorted(self.touched)],
            [name.removesuffix("_id") for name in STATE],
            batch_size=100,
        )
        # A person may place what had no place at this very moment: then the constraint says so.
        Placement.objects.bulk_create(self.fresh, batch_size=500)
        overwrite(self.moved)
        record_all(self.events)


def _named(rows: list[TopicChange]) -> set[int]:
    """The topics that these changes are about: where something leaves and where it goes."""
    found = {row.topic_id or 0 for row in rows}
    for row in rows:
        found |= {other[0] for other in row.others}
        issue = row.kind == TopicChange.Kind.ISSUE
        found |= {m[0] for m in row.moves} if issue else {k or 0 for m in row.moves for k in m[1:3]}
    return found - {0}


def _read(pks: list[int]) -> dict[int, Placement]:
    """The placements of these suggestions, held until the transaction ends."""
    found, wanted = {}, sorted(pks)
    for start in range(0, len(wanted), 500):
        rows = Placement.objects.select_for_update(of=("self",))
        some = rows.filter(suggestion_id__in=wanted[start : start + 500]).order_by("pk")
        found.update({placement.suggestion_id: placement for placement in some})
    return found


def standing(pks: Iterable[int]) -> set[int]:
    """Which of these suggestions there are. Under `lock`, so that no import takes them along."""
    wanted, found = sorted(set(pks)), set[int]()
    for start in range(0, len(wanted), 500):
        rows = Suggestion.objects.filter(pk__in=wanted[start : start + 500]).order_by()
        found.update(rows.values_list("pk", flat=True))
    return found


def _sizes(campaign: CampaignPage) -> Counter:
    """How many suggestions lie in each topic now, whoever placed them."""
    rows = Placement.objects.filter(topic__campaign=campaign).order_by().values_list("topic")
    return Counter(dict(rows.annotate(number=Count("pk"))))


def overwrite(placements: Iterable[Placement]) -> None:
    """Put these in the place of the machine's placements that `_read` holds."""
    Placement.objects.bulk_create(
        placements,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["suggestion"],
        update_fields=["topic", "theme", "issue", "score", "words", "run", "at"],
    )


def state(topic: Topic) -> dict[str, Any]:
    return {name: getattr(topic, name) for name in STATE}


def _row(placement: Placement) -> list:
    p = placement
    return [p.topic_id, p.theme_id, p.score, p.words, p.run_id, p.at.isoformat(), p.issue_id]
