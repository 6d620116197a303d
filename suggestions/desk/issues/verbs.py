"""The buttons over issues: what kind of problem topics are, and the whole kind handled at once."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from suggestions.actions import gathering, handling, merging
from suggestions.actions.rules import Refused
from suggestions.desk.issues.forms import (
    ConfirmIssueForm,
    MergeIssueForm,
    MoveTopicsForm,
    OpenIssueForm,
    PickedTopicsForm,
    RenameIssueForm,
    ToIssueForm,
    UnderForm,
)
from suggestions.desk.referrals.forms import AnswerForm, ReferForm
from suggestions.models import Delivery, Issue, IssueMerge, Suggestion, Topic, User
from suggestions.models.topics import TopicQuerySet
from suggestions.staff.forms import ReasonForm
from suggestions.staff.verbs import DeskVerb, Done
from suggestions.work import tasks


def topics_of(issue: Issue) -> TopicQuerySet:
    return Topic.objects.standing().filter(issue=issue)


def _stands(issue: Issue) -> bool:
    return issue.status in (Issue.Status.PROPOSED, Issue.Status.CONFIRMED)


def _has_news(issue: Issue) -> bool:
    """Something of the machine's waits here for a person's word."""
    if issue.status == Issue.Status.PROPOSED:
        return True
    inside = issue.topics.standing()
    waits = inside.filter(issue_by=None) | inside.filter(status=Topic.Status.PROPOSED)
    return _stands(issue) and waits.exists()


def _ready(issue: Issue) -> bool:
    """Something under it waits to be sent or answered."""
    waiting = (Topic.Status.CONFIRMED, Topic.Status.REOPENED)
    confirmed = issue.status == Issue.Status.CONFIRMED
    return confirmed and issue.topics.filter(status__in=waiting).exists()


# --- what is arranged around an action, and what is told of it -------------------------------


def _refer(issue: Issue, **errand: Any) -> handling.Outcome:
    outcome = handling.refer_all(issue, **errand)
    tasks.start_learning()
    return outcome


def _release(issue: Issue, *, topics: list[Topic], by: User, at: dt.datetime) -> int:
    return gathering.move_topics(topics, into=None, by=by, at=at)


def _move(issue: Issue, *, topics: list[Topic], into: Issue, by: User, at: dt.datetime) -> int:
    return gathering.move_topics(topics, into=into, by=by, at=at)


def _open(topic: Topic, *, name: str, by: User, at: dt.datetime) -> Issue:
    return gathering.open_issue(topic.campaign, name=name, topics=[topic], by=by, at=at)


def _to_issue(suggestion: Suggestion, *, name: str, by: User, at: dt.datetime) -> Topic:
    placement = getattr(suggestion, "placement", None)
    if placement is None or placement.issue is None:
        raise Refused("这条建议旁边没有最近的类问题了，请刷新页面后再看。")
    return gathering.open_topic_under(
        placement.issue, suggestion=suggestion, name=name, by=by, at=at
    )


def left_over(outcome: handling.Outcome) -> str:
    explained = outcome.explained()
    return f"没有办的：{explained}。" if explained else ""


def _confirmed(done: Done) -> str:
    return f"已确认类问题“{done.subject.name}”，其中 {done.result} 个具体问题新归入。"


def _merged(done: Done) -> str:
    note: IssueMerge = done.result
    told = merging.direction(note)
    return f"已把{told}，{len(note.topics)} 个具体问题随之归入；需要时可以在这一页撤销合并。"


def _merges(issue: Issue) -> QuerySet[IssueMerge]:
    return IssueMerge.objects.filter(target=issue).select_related(
        "source__campaign", "target__merged_into"
    )


def _referred(done: Done) -> str:
    sent = done.result.done
    names = "、".join(referral.department.short_name for referral in sent[0])
    told = f"已把 {len(sent)} 个具体问题一次转办给{names}，答复期限 {sent[0][0].due_on:%Y-%m-%d}。"
    return told + left_over(done.result)


def _answered(done: Done) -> str:
    answers = done.result.done
    reached = Delivery.objects.filter(answer__in=answers).count()
    told = f"一份答复送达 {len(answers)} 个具体问题的 {reached} 条建议的作者。"
    return told + left_over(done.result)


def _under_told(done: Done) -> str:
    issue = done.subject.issue
    return f"已归入类问题“{issue}”。" if issue else "已移出原来的类问题，不归入任何一类。"


# --- the buttons -----------------------------------------------------------------------------

# For the topics that are ticked in the list.
TICKED = (
    DeskVerb(
        "move",
        "移到另一类……",
        calls=_move,
        told="{result} 个具体问题已移到“{into.name}”。",
        form=MoveTopicsForm,
        offered=_stands,
        apart=True,
    ),
    DeskVerb(
        "release",
        "移出这一类",
        calls=_release,
        told="{result} 个具体问题已移出，不归入任何一类。",
        form=PickedTopicsForm,
        offered=_stands,
        apart=True,
    ),
)
GATHERING = (
    DeskVerb(
        "confirm",
        "确认",
        calls=gathering.confirm,
        told=_confirmed,
        form=ConfirmIssueForm,
        offered=_has_news,
        style="",
    ),
    DeskVerb(
        "rename",
        "改名",
        calls=gathering.rename,
        told="已改名为“{subject.name}”。",
        form=RenameIssueForm,
        offered=_stands,
    ),
    DeskVerb(
        "merge",
        "并入另一类……",
        calls=gathering.merge,
        told=_merged,
        form=MergeIssueForm,
        offered=_stands,
        hint="其中的具体问题全部归入目标类问题；合并可以撤销。",
    ),
    DeskVerb(
        "set-aside",
        "搁置",
        calls=gathering.set_aside,
        told="类问题“{subject.name}”已搁置，其中的具体问题照旧各自办理。",
        form=ReasonForm,
        offered=_stands,
        hint="不再作为一类显示和办理；其中的具体问题照旧各自办理。",
    ),
    DeskVerb(
        "restore",
        "恢复",
        calls=gathering.restore,
        told="类问题“{subject.name}”已恢复。",
        offered=lambda issue: issue.status == Issue.Status.SET_ASIDE,
    ),
    *TICKED,
)
MERGE_VERBS = (
    DeskVerb(
        "unmerge",
        "撤销合并",
        calls=gathering.unmerge,
        told="已撤销合并，“{subject.source.name}”恢复原样，{result} 个具体问题回到其中。",
        offered=lambda note: note.undone_at is None and note.target.status != Issue.Status.MERGED,
        subjects=_merges,
    ),
)
HANDLING = (
    DeskVerb(
        "refer",
        "转办整类",
        calls=_refer,
        told=_referred,
        form=ReferForm,
        offered=_ready,
        style="",
        hint="其中已确认、还没有转办的具体问题一次转给同一个单位，每个具体问题一份转办；不能转办的会列出原因。",
    ),
    DeskVerb(
        "answer",
        "一次答复",
        calls=handling.answer_all,
        told=_answered,
        form=AnswerForm,
        offered=_ready,
        hint="不需要承办单位办理时，由征集办用一份答复回复全部已确认的具体问题；答复会立即送达每一位建议人，各一次。",
    ),
)
# On the page of a topic: what kind of problem it is.
ABOUT_TOPIC = (
    DeskVerb(
        "issue",
        "改类问题",
        calls=gathering.set_issue,
        told=_under_told,
        form=UnderForm,
        offered=lambda topic: topic.status not in (Topic.Status.MERGED, Topic.Status.SET_ASIDE),
    ),
    DeskVerb(
        "open-issue",
        "另立一类",
        calls=_open,
        told="已新建类问题“{result.name}”，这个具体问题归入其中。",
        form=OpenIssueForm,
        offered=lambda topic: topic.status not in (Topic.Status.MERGED, Topic.Status.SET_ASIDE),
    ),
)
# On the page of a suggestion of the shelf.
TO_ISSUE = DeskVerb(
    "gather",
    "归入这一类",
    calls=_to_issue,
    told="已在“{result.issue.name}”下新立 {result.number} 号问题“{result.name}”，"
    "{subject.number}归入其中。",
    form=ToIssueForm,
    apart=True,
)
