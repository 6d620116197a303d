"""An issue (类问题) handled as one: forwarded at once, signed for at once, one answer for all.

Each topic goes by the verb that a topic goes by, in a transaction of its own: what cannot go is
named with the reason and stays whole; nothing is written by half.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction

from suggestions.actions import answering, referring
from suggestions.actions.rules import Overtaken, Refused, overtaken, record
from suggestions.models import Answer, Department, Issue, Referral, Topic, User, Verb

One = TypeVar("One")
NAMED = 5  # topics that one reason names


@dataclass
class Outcome:
    """What went, and what was left with the reason why."""

    done: list[Any] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)  # reason → names of topics

    def leave(self, topic: Topic, reason: str) -> None:
        self.left.setdefault(reason, []).append(topic.name)

    def explained(self) -> str:
        """What was left and why, in words; nothing where nothing was."""
        return "；".join(
            "、".join(f"“{name}”" for name in names[:NAMED])
            + (f"等 {len(names)} 个" if len(names) > NAMED else "")
            + f"：{reason.rstrip('。')}"
            for reason, names in self.left.items()
        )


def each(
    rows: Iterable[One], topic_of: Callable[[One], Topic], act: Callable[[One], Any]
) -> Outcome:
    """Do it with each; who is refused is left, the others are done."""
    outcome = Outcome()
    for row in rows:
        try:
            with transaction.atomic():
                outcome.done.append(act(row))
        except Refused as refusal:
            outcome.leave(topic_of(row), str(refusal))
    return outcome


def refer_each(ready: Iterable[Topic], left: Outcome, **errand: Any) -> Outcome:
    """转办 each of the topics that are ready; `left` says why others are not. An errand is what
    `referring.refer` takes: to whom, by which days, in which words, by whom and when."""
    sent = each(ready, lambda topic: topic, lambda topic: referring.refer(topic, **errand))
    return Outcome(sent.done, {**left.left, **sent.left})


def _told(outcome: Outcome, what: str) -> Outcome:
    """Refuse where nothing went at all."""
    if not outcome.done:
        raise Refused(f"没有可以{what}的具体问题。{outcome.explained()}")
    return outcome


def _topics(issue: Issue) -> list[Topic]:
    if issue.status != Issue.Status.CONFIRMED:
        raise overtaken(issue)
    return list(issue.topics.standing().order_by("number"))


def _sort_out(issue: Issue) -> tuple[list[Topic], Outcome]:
    """The topics that wait for somebody to be sent to, and why the others do not."""
    ready, outcome = [], Outcome()
    for topic in _topics(issue):
        if topic.status == Topic.Status.PROPOSED:
            outcome.leave(topic, "还没有确认，请先确认这个具体问题")
        elif topic.issue_by_id is None:
            outcome.leave(topic, "归入这一类还没有人确认，请先确认类问题")
        elif topic.status in (Topic.Status.CONFIRMED, Topic.Status.REOPENED):
            ready.append(topic)
        else:
            outcome.leave(topic, f"现在的状态是“{topic.get_status_display()}”")
    return ready, outcome


def refer_all(
    issue: Issue,
    *,
    lead: Department,
    by: User,
    at: dt.datetime,
    dates: referring.Deadlines,
    supporting: Sequence[Department] = (),
    note: str = "",
) -> Outcome:
    """转办整类: one referral a topic, all to the same departments by the same day."""
    sent = refer_each(
        *_sort_out(issue), lead=lead, supporting=supporting, note=note, by=by, at=at, dates=dates
    )
    outcome = _told(sent, "转办")
    _note(issue, Verb.REFERRED, f"{len(outcome.done)} 个具体问题转给{lead.name}", outcome, by, at)
    return outcome


def answer_all(
    issue: Issue,
    *,
    text: str,
    adoption: str,
    by: User,
    at: dt.datetime,
    done_on: dt.date | None = None,
) -> Outcome:
    """One answer of the office for all: it reaches each author of each topic once."""

    def reply(topic: Topic) -> Answer:
        return answering.answer(topic, text=text, adoption=adoption, done_on=done_on, by=by, at=at)

    ready, left = _sort_out(issue)
    said = each(ready, lambda topic: topic, reply)
    outcome = _told(Outcome(said.done, {**left.left, **said.left}), "答复")
    _note(issue, Verb.ANSWERED, f"一份答复，{len(outcome.done)} 个具体问题", outcome, by, at)
    return outcome


def _note(
    issue: Issue, verb: Verb, words: str, outcome: Outcome, by: User, at: dt.datetime
) -> None:
    explained = outcome.explained()
    record(
        verb,
        issue,
        at=at,
        by=by,
        reason=f"{words}。" + (f"没有的：{explained}。" if explained else ""),
    )


# --- the departments, and the office's word on their answer ----------------------------------


def siblings(referral: Referral) -> list[Referral]:
    """What this department leads of the same issue, this one first."""
    issue = referral.topic.issue_id
    if issue is None or not referral.is_lead:
        return [referral]
    rows = Referral.objects.filter(
        topic__issue=issue,
        topic__issue__status=Issue.Status.CONFIRMED,
        department=referral.department_id,
        role=referral.role,
    )
    rest = rows.exclude(pk=referral.pk).exclude(status=Referral.Status.RECALLED)
    return [referral, *rest.select_related("topic", "department").order_by("topic__number")]


def sign_all(referral: Referral, *, by: User, at: dt.datetime) -> Outcome:
    """签收整类: all that was sent to this department of one issue."""
    sent = [row for row in siblings(referral) if row.status == Referral.Status.SENT]
    signed = each(sent, lambda row: row.topic, lambda row: referring.sign(row, by=by, at=at))
    return _told(signed, "签收")


def submit_to_all(
    referral: Referral,
    *,
    text: str,
    adoption: str,
    by: User,
    at: dt.datetime,
    done_on: dt.date | None = None,
) -> Outcome:
    """One answer of the department for all of the issue that it has signed for."""

    def submit(row: Referral) -> Answer:
        return answering.submit_answer(
            row, text=text, adoption=adoption, done_on=done_on, by=by, at=at
        )

    rows = [row for row in siblings(referral) if row.status == Referral.Status.SIGNED]
    return _told(each(rows, lambda row: row.topic, submit), "答复")


def alike(answer: Answer) -> list[Answer]:
    """The answers handed in together with this one, this one first."""
    if not answer.referral or answer.part or answer.topic.issue_id is None:
        return [answer]
    rows = Answer.objects.filter(
        topic__issue=answer.topic.issue_id,
        referral__department=answer.referral.department_id,
        referral__role=Referral.Role.LEAD,
        status=Answer.Status.SUBMITTED,
        written_at=answer.written_at,
        text=answer.text,
        part="",
    )
    rest = rows.exclude(pk=answer.pk).select_related("topic", "referral__department")
    return [answer, *rest.order_by("topic__number")]


def accept_alike(answer: Answer, *, by: User, at: dt.datetime) -> tuple[int, Outcome]:
    """整类采用: the one answer reaches each author of each topic; how many, and what was left."""
    if answer.status != Answer.Status.SUBMITTED:
        raise overtaken(answer)
    outcome = each(
        alike(answer),
        lambda row: row.topic,
        lambda row: answering.accept_answer(row, by=by, at=at),
    )
    if not outcome.done:
        raise Overtaken(f"没有采用任何一份答复。{outcome.explained()}")
    return sum(outcome.done), outcome
