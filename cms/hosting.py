"""What becomes of a question to a live event: on the screen, answered, kept off, or waiting again.

None of it touches the suggestion, which goes its own way to a written answer.
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from cms.models import LiveQuestion, LiveQuestionStep, LiveQuestionSupport
from suggestions.actions.rules import Refused, move, needed
from suggestions.models import Suggestion, User

Status = LiveQuestion.Status


def show(question: LiveQuestion, *, by: User, at: dt.datetime) -> None:
    """Onto the screen and the event's page, in its masked words."""
    _may_be_read(question)
    _step(question, Status.SHOWN, by=by, at=at, shown_at=at)


def mark_answered(
    question: LiveQuestion, *, by: User, at: dt.datetime, seconds: int | None = None
) -> None:
    """Answered in the event: now, or at the `seconds` that somebody noted."""
    _may_be_read(question)
    event = question.event
    if at < event.starts_at:
        raise Refused("直播还没有开始，不能记为已答。")
    if seconds is None and at <= event.ends_at:
        seconds = int((at - event.starts_at).total_seconds())
    answered = at if seconds is None else event.starts_at + dt.timedelta(seconds=seconds)
    if answered > at:
        raise Refused("填写的回答时刻还没有到，请检查。")
    changes = {"shown_at": question.shown_at or at, "answered_at": answered, "seconds": seconds}
    _step(question, Status.ANSWERED, by=by, at=at, **changes)


def keep_off(question: LiveQuestion, *, reason: str, by: User, at: dt.datetime) -> None:
    """Off the screen; the reason is for the staff. As a suggestion it is handled all the same."""
    reason = needed(reason, "不上屏的理由", 500)
    nothing = {"shown_at": None, "answered_at": None, "seconds": None}
    _step(question, Status.KEPT_OFF, by=by, at=at, reason=reason, **nothing)


def put_back(question: LiveQuestion, *, by: User, at: dt.datetime) -> None:
    """As if nobody had looked at it; the steps keep that somebody had."""
    nothing = {"shown_at": None, "answered_at": None, "seconds": None, "reason": ""}
    _step(question, Status.WAITING, by=by, at=at, **nothing)


def support(question: LiveQuestion, *, supporter_key: str, at: dt.datetime) -> bool:
    """我也想问. True when it counts, False when this visitor had said so before."""
    if question.status not in LiveQuestion.PUBLIC:
        raise Refused("这个提问没有公开，不能点“我也想问”。")
    row = LiveQuestionSupport(question=question, supporter_key=supporter_key, at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # of two presses at once the constraint lets one in
        return False
    return True


def _may_be_read(question: LiveQuestion) -> None:
    """Asked anew: its author may have taken the words back since the page was drawn."""
    suggestion = Suggestion.objects.get(pk=question.suggestion_id)
    if suggestion.status == Suggestion.Status.WITHDRAWN or suggestion.erased_at:
        raise Refused("提问的人已经收回这个问题，不能再公开。")
    if not suggestion.may_publish:
        raise Refused("提问的人不同意公开，不能上屏。可以按建议办理和答复。")


def _step(question: LiveQuestion, to: str, *, by: User, at: dt.datetime, **changes: Any) -> None:
    with transaction.atomic():
        move(question, to, **changes)
        LiveQuestionStep.objects.create(
            question=question, to_status=to, reason=changes.get("reason", ""), by=by, at=at
        )
