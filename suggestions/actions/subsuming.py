"""What a run finds of issues (类问题): proposed, carried out, and pointed out on the shelf.

A topic whose issue a person decided is never moved; the others are moved when somebody accepts.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Max

from suggestions.actions.rules import event, record_all
from suggestions.models import (
    CampaignPage,
    GroupingResult,
    GroupingRun,
    Issue,
    Placement,
    Theme,
    Topic,
    TopicChange,
    Verb,
)
from suggestions.models.issues import GONE
from suggestions.text import regrouping
from suggestions.text.language import Grouping

PUT_ASIDE = 0  # in a result: the issue was merged away or put aside; nothing goes under it
NAMED = 5  # topics that a reason names


# --- what was found ---------------------------------------------------------------------------


def numbers(campaign: CampaignPage) -> tuple[dict[str, int], dict[int, int]]:
    """What the engine is told: suggestion → number of the issue that its topic stands under, and
    number of a topic → that of its issue where people decided."""
    topics = Topic.objects.standing().filter(campaign=campaign, issue__isnull=False)
    under = topics.values_list("number", "pk", "issue__number", "issue_by_id")
    issue_of, fixed = {}, {}
    for number, pk, issue, by in under:
        issue_of[pk] = issue
        if by:
            fixed[number] = issue
    rows = Placement.objects.filter(topic__in=topics).values_list("suggestion_id", "topic_id")
    return {str(pk): issue_of[topic] for pk, topic in rows.iterator()}, fixed


def found_issues(
    run: GroupingRun, grouping: Grouping, given: set[int], pairs: Callable[[Any], list]
) -> list[dict[str, Any]]:
    """The issues of a run for its result; `given` are the numbers that the engine was told, so
    that one opened by a person meanwhile is not taken for one that it made up."""
    stood = dict(Issue.objects.filter(campaign=run.campaign).values_list("number", "pk"))
    standing = set(
        Issue.objects.standing().filter(campaign=run.campaign).values_list("pk", flat=True)
    )
    near: dict[int, list[int]] = {}
    for placed in grouping.placements:
        if placed.topic is None and placed.issue is not None:
            near.setdefault(placed.issue, []).append(int(placed.id))

    def continued(number: int) -> int | None:
        pk = stood.get(number) if number in given else None
        return pk if pk is None or pk in standing else PUT_ASIDE

    return [
        {
            "number": issue.number,
            "name": issue.name,
            "theme": issue.theme,
            "score": issue.score,
            "keywords": pairs(issue.keywords),
            "representatives": [int(pk) for pk in issue.representatives],
            "issue": continued(issue.number),
            "near": near.get(issue.number, []),
        }
        for issue in grouping.issues
    ]


def proposals(
    run: GroupingRun, result: GroupingResult, known: Mapping[int, regrouping.Known]
) -> list[TopicChange]:
    """The topics that would stand under another issue than now: one change an issue."""
    free = Topic.objects.standing().filter(campaign=run.campaign, issue_by=None)
    now = {pk: (issue, name) for pk, issue, name in free.values_list("pk", "issue_id", "name")}
    inside: dict[int, list[int]] = {}
    for group in result.topics:
        topic = known.get(group["number"])
        if topic and topic.pk in now:
            inside.setdefault(group["issue"], []).append(topic.pk)
    rows = []
    for found in result.issues:
        goal = found["issue"]
        moving = [
            pk for pk in inside.get(found["number"], []) if goal is None or now[pk][0] != goal
        ]
        if moving and goal != PUT_ASIDE:
            rows.append(_proposed(run, found, [(pk, *now[pk]) for pk in sorted(moving)]))
    return rows


def _proposed(
    run: GroupingRun, found: dict, moving: list[tuple[int, int | None, str]]
) -> TopicChange:
    goal, kind = found["issue"], TopicChange.Kind.ISSUE
    moves = [(pk, origin, goal) for pk, origin, _ in moving]
    change = regrouping.Change(kind, topic=goal, name=found["name"], moves=moves)
    named = "、".join(f"“{name}”" for _, _, name in moving[:NAMED])
    more = f"等 {len(moving)} 个具体问题" if len(moving) > NAMED else ""
    if goal:
        reason = f"{named}{more}说的也是这一类事。"
    elif len(moving) > 1:
        reason = f"{named}{more}说的是同一类事，只是地方不同。"
    else:
        reason = f"{named}自成一类。"
    return TopicChange(
        run=run,
        kind=kind,
        issue_id=goal,
        name=found["name"][:60],
        group=found["number"],
        others=[[pk, name, 1] for pk, _, name in moving],
        size=len(moves),
        moves=[list(move) for move in moves],
        reason=reason,
        digest=change.digest(run.campaign_id),
    )


def takes_effect(row: TopicChange, *, first: bool) -> bool:
    """Whether nobody need be asked: while there are no issues at all, and where a topic under
    none gets one of its own, which changes nothing that anybody sees."""
    if row.kind != TopicChange.Kind.ISSUE:
        return False
    return first or (row.issue_id is None and row.size == 1 and row.moves[0][1] is None)


# --- carrying out -----------------------------------------------------------------------------


class Issues:
    """The issues that a run found: those that stand, and new ones, opened when topics need them."""

    def __init__(self, run: GroupingRun, at: dt.datetime) -> None:
        self.run, self.at = run, at
        self.result: GroupingResult = run.result
        self.found = {found["number"]: found for found in self.result.issues}
        own = Issue.objects.standing().filter(campaign=run.campaign)
        self.standing = {issue.pk: issue for issue in own.only("theme", "status")}

    def of(self, number: int | None) -> Issue | None:
        found = self.found.get(number or 0)
        return self.standing.get(found["issue"] or 0) if found else None

    def open(
        self, wanted: Iterable[int | None], theme: Callable[[int | None], Theme | None]
    ) -> None:
        """The new ones among these, numbered after all there ever were. Under `lock`."""
        fresh = [
            found
            for found in (self.found.get(number or 0) for number in dict.fromkeys(wanted))
            if found and found["issue"] is None
        ]
        if not fresh:
            return
        number = next_number(self.run.campaign)
        made = [
            Issue(
                campaign=self.run.campaign,
                number=number + place,
                name=found["name"][:60],
                theme=theme(found["theme"]),
                keywords=found["keywords"],
                representatives=found["representatives"],
                score=found["score"],
                run=self.run,
            )
            for place, found in enumerate(fresh)
        ]
        Issue.objects.bulk_create(made, batch_size=500)
        for found, issue in zip(fresh, made, strict=True):
            found["issue"], self.standing[issue.pk] = issue.pk, issue
        # Whoever accepts the next change of this run finds them.
        self.result.save(update_fields=["issues"])
        proposed = ("", Issue.Status.PROPOSED)
        record_all(event(Verb.PROPOSED, issue, at=self.at, moved=proposed) for issue in made)


def movable(move: list, topics: Mapping[int, Topic]) -> bool:
    """Whether a topic still stands where the run saw it, and no person said where it belongs."""
    topic = topics.get(move[0])
    return (
        topic is not None
        and topic.issue_by_id is None
        and topic.issue_id == move[1]
        and topic.status not in GONE
    )


def put_under(change: TopicChange, goal: Issue | None, topics: Mapping[int, Topic]) -> list[int]:
    """Put the topics of one change under its issue; gives those that moved."""
    moving = [topics[m[0]] for m in change.moves if movable(m, topics)] if goal else []
    for topic in moving:
        topic.issue = goal
    change.issue = goal
    return [topic.pk for topic in moving]


def next_number(campaign: CampaignPage) -> int:
    """A number that no issue of this campaign has had. Under `lock`."""
    last = Issue.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def drop_empty(run: GroupingRun) -> None:
    """Issues that a run opened and that hold nothing once it is undone."""
    mine = Issue.objects.filter(campaign=run.campaign, run=run, named_by=None)
    mine.filter(status=Issue.Status.PROPOSED, topics=None, merged_issues=None).delete()


# --- the shelf --------------------------------------------------------------------------------


def point_out(run: GroupingRun) -> None:
    """Note beside each suggestion on the shelf the issue that it comes nearest to.

    An issue that nobody has accepted yet is not there to be pointed to: then the last one stays.
    """
    of = {pk: found["issue"] for found in run.result.issues for pk in found["near"]}
    shelf = Placement.objects.by_machine().on_shelf().filter(suggestion__campaign=run.campaign)
    changed = []
    for pk, suggestion, issue in shelf.values_list("pk", "suggestion_id", "issue_id"):
        near = of.get(suggestion, PUT_ASIDE)
        if near is not None and (near or None) != issue:
            changed.append(Placement(pk=pk, issue_id=near or None))
    for start in range(0, len(changed), 500):  # each by itself: no long transaction
        Placement.objects.bulk_update(changed[start : start + 500], ["issue"])
