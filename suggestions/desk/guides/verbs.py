"""The buttons beside a clause, and the one on a topic."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from suggestions.actions import adopting, adopting_answers
from suggestions.desk.guides.forms import HandAllOnForm, HandOnForm, RetieForm, TieForm, WriteInForm
from suggestions.models import ClauseLink, GuideClause, Suggestion, Topic, User
from suggestions.staff.forms import ReasonForm
from suggestions.staff.verbs import DeskVerb


def _public(clause: GuideClause) -> QuerySet[Suggestion]:
    """Also those that are tied already: whoever comes second is told so."""
    return Suggestion.objects.public().select_related("area")


def _links(clause: GuideClause) -> QuerySet[ClauseLink]:
    rows = ClauseLink.objects.filter(clause=clause)
    return rows.select_related("clause__guide", "suggestion__area", "by", "topic")


def _hand_on(
    subject: ClauseLink,
    *,
    links: list[ClauseLink],
    to: GuideClause,
    by: User,
    at: dt.datetime,
) -> tuple[int, str]:
    return adopting.hand_on(links, to=to, by=by, at=at), to.label


def _moved(done: Any) -> str:
    number, label = done.result
    return f"{number} 条建议已改到{label}。"


def _all_moved(done: Any) -> str:
    suggestions, answers = done.result
    counted = [(suggestions, "条建议"), (answers, "条问卷意见")]
    moved = "、".join(f"{number} {what}" for number, what in counted if number)
    return f"{moved}已改到{done.data['to'].label}。"


TIE = DeskVerb(
    "write-in",
    "对上这一条",
    calls=adopting.tie,
    told="已对上这一条：“{subject.public_title}”。",
    form=TieForm,
    subjects=_public,
    style="",
)
LINKS = (
    DeskVerb(
        "retie",
        "改怎样采纳",
        calls=adopting.retie,
        told="已改好；已经告诉过建议人的，会再告诉一次。",
        form=RetieForm,
        subjects=_links,
    ),
    DeskVerb(
        "hand-on",
        "改到别的条",
        calls=_hand_on,
        told=_moved,
        form=HandOnForm,
        subjects=_links,
    ),
    DeskVerb(
        "untie",
        "取消",
        calls=adopting.untie,
        told="已取消；已经告诉过建议人的，会把理由告诉他们。",
        form=ReasonForm,
        subjects=_links,
    ),
)
CLAUSE = (
    DeskVerb(
        "explain",
        "说明为什么去掉",
        calls=adopting.explain,
        told="理由公开了，已告诉 {result} 位建议人。",
        form=ReasonForm,
        offered=lambda clause: clause.dropped_at is not None and not clause.dropped_reason,
        style="",
    ),
    DeskVerb(
        "hand-on-all",
        "全部改到别的条",
        calls=adopting_answers.hand_on_all,
        told=_all_moved,
        form=HandAllOnForm,
        offered=lambda clause: clause.links.exists() or clause.answer_ties.standing().exists(),
    ),
)
WRITE_IN = DeskVerb(
    "write-in",
    "写进第几条",
    calls=adopting.tie_topic,
    told="{result} 条建议已对上《{clause.guide.title}》{clause}。",
    form=WriteInForm,
    offered=lambda topic: topic.status not in Topic.HIDDEN,
    apart=True,  # beside the ticks of the list
)
