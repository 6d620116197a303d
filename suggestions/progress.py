"""A topic's way in public words: who has it now, by when, and what was answered.

Told from what stands on the topic and its referrals, never from the history rows: those carry
names and remarks of staff and residents that are not for everybody.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from suggestions.models import Answer, Referral, Topic
from suggestions.timeline import OFFICE, Step

# Colour and words of a topic's pill for residents (`components/status.html`).
PILLS = {
    Topic.Status.CONFIRMED: ("accepted", "准备转办"),
    Topic.Status.FORWARDED: ("forwarded", "办理中"),
    Topic.Status.ANSWERED: ("answered", "已答复"),
    Topic.Status.REOPENED: ("reopened", "重新办理"),
    Topic.Status.CLOSED: ("done", "已办结"),
}


@dataclass(frozen=True)
class Progress:
    """What the public may know of how a topic is being handled."""

    topic: Topic
    referrals: Sequence[Referral]
    answer: Answer | None

    @property
    def lead(self) -> Referral | None:
        return next((r for r in self.referrals if r.is_lead), None)

    @property
    def supporting(self) -> list[str]:
        return [r.department.name for r in self.referrals if not r.is_lead]


def pill(topic: Topic) -> tuple[str, str]:
    """(colour word, label) of a public topic."""
    return PILLS[topic.status]


def read(topic: Topic) -> Progress:
    """A topic's standing referrals and its last accepted answer, in two queries."""
    referrals = topic.referrals.exclude(status=Referral.Status.RECALLED)
    answers = topic.answers.filter(status=Answer.Status.ACCEPTED)
    leading = answers.exclude(referral__role=Referral.Role.SUPPORTING)
    return Progress(
        topic=topic,
        referrals=list(referrals.select_related("department").order_by("pk")),
        answer=leading.select_related("referral__department")
        .order_by("-decided_at", "-pk")
        .first(),
    )


def answer_parts(progress: Progress) -> dict | None:
    """What `components/answer.html` shows, or nothing yet."""
    answer = progress.answer
    if answer is None:
        return None
    helped = [
        r.department.name
        for r in progress.referrals
        if not r.is_lead and r.status == Referral.Status.DONE
    ]
    return {
        "department_name": answered_by(answer),
        "supporting": helped if answer.referral_id else [],
        "answered_at": answer.decided_at,
        "text": answer.text,
        "outcome_label": answer.get_adoption_display(),
    }


def answered_by(answer: Answer) -> str:
    return answer.referral.department.name if answer.referral_id else OFFICE


def sentence(progress: Progress, *, at: dt.datetime) -> str:
    """Who has it now and by when, in one sentence."""
    topic, lead = progress.topic, progress.lead
    if topic.status == Topic.Status.CLOSED:
        return "这件事已经办结。"
    if topic.status == Topic.Status.ANSWERED:
        return f"{answered_by(progress.answer)}已经答复。" if progress.answer else "已经答复。"
    if topic.status == Topic.Status.CONFIRMED:
        return "征集办已经把同类建议归在一起，正准备转给承办单位。"
    if lead is None or lead.status not in Referral.OPEN:
        if topic.status == Topic.Status.REOPENED:
            return "有居民说没有办好，征集办正在安排再办。"
        return "征集办正在安排承办单位。"
    return _with_department(lead, at)


def _with_department(lead: Referral, at: dt.datetime) -> str:
    name, due = lead.department.name, f"{lead.due_on.month}月{lead.due_on.day}日"
    if lead.status == Referral.Status.OBJECTED:
        return "承办单位提出不归本单位管，征集办正在协调。"
    if lead.status == Referral.Status.ANSWERED:
        return f"{name}写好了答复，征集办正在把关。"
    if lead.is_late(at):
        return f"{name}正在办理，原定{due}前答复，现在晚了。"
    if lead.status == Referral.Status.SENT:
        return f"已经转给{name}，最晚{due}答复。"
    return f"{name}正在办理，最晚{due}答复。"


def steps(progress: Progress, *, size: int, first: dt.datetime | None) -> list[Step]:
    """The way of a topic: what is done, what is going on, what is still to come."""
    lead, answer = progress.lead, progress.answer
    rows = [Step(f"收到 {size:,} 条说这件事的建议", at=first), Step("归成一个问题", who=OFFICE)]
    working = lead is not None and lead.status in Referral.OPEN
    if lead is not None:
        helping = "、".join(progress.supporting)
        text = f"由{lead.department.name}主办" + (f"，{helping}协办" if helping else "") + "。"
        rows.append(Step("转给承办单位", at=lead.sent_at, text=text))
    if answer is not None:
        rows.append(Step("答复来了", at=answer.decided_at, who=answered_by(answer)))
    if working:
        again = "再次办理并答复" if answer else "承办单位办理并答复"
        rows.append(Step(again, "now", who=lead.department.name, due=lead.due_on))
    elif progress.topic.status == Topic.Status.REOPENED:
        rows.append(Step("重新安排办理", "now", who=OFFICE))
    elif progress.topic.status == Topic.Status.CONFIRMED and lead is None:
        rows += [Step("转给承办单位", "now", who=OFFICE), Step("承办单位办理并答复", "todo")]
    if progress.topic.status == Topic.Status.CLOSED:
        rows.append(Step("办结"))
    return rows
