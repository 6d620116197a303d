"""A topic's way in public words: who has it now, by when, and what was answered.

Told from what stands on the topic and its referrals, never from the history rows: those carry
names and remarks of staff and residents that are not for everybody.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse

from suggestions.models import Answer, Event, Referral, Topic, Verb
from suggestions.telling.outcomes import Outcome, Stage
from suggestions.telling.timeline import OFFICE, Step


@dataclass(frozen=True)
class Progress:
    """What the public may know of how a topic is being handled."""

    topic: Topic
    referrals: Sequence[Referral]
    answer: Answer | None
    moments: Mapping[str, dt.datetime] = field(default_factory=dict)  # of the topic, by verb

    @property
    def lead(self) -> Referral | None:
        return next((r for r in self.referrals if r.is_lead), None)

    @property
    def supporting(self) -> list[str]:
        return [r.department.name for r in self.referrals if not r.is_lead]


def read(topic: Topic) -> Progress:
    """A topic's standing referrals, its last accepted answer and its dates, in three queries."""
    referrals = topic.referrals.exclude(status=Referral.Status.RECALLED)
    answers = topic.answers.leading()
    sent = list(referrals.select_related("department").order_by("pk"))
    return Progress(
        topic=topic,
        referrals=sent,
        answer=answers.select_related("referral__department")
        .order_by("-decided_at", "-pk")
        .first(),
        moments=_moments(topic, sent),
    )


_DATED = (Verb.CONFIRMED, Verb.SIGNED, Verb.REOPENED, Verb.CLOSED)


def _moments(topic: Topic, referrals: Sequence[Referral]) -> dict[str, dt.datetime]:
    """When each thing last happened; of the history nothing but verb and moment is read."""
    leads = [referral.pk for referral in referrals if referral.is_lead]
    own = Q(topic=topic) | Q(referral__in=leads)
    rows = Event.objects.filter(own, verb__in=_DATED).order_by("at", "pk")
    return dict(rows.values_list("verb", "at"))


def answer_parts(progress: Progress) -> dict | None:
    """What `components/answer.html` shows, or nothing yet."""
    answer = progress.answer
    if answer is None:
        return None
    told = told_whole(answer, progress.referrals, at=answer.decided_at)
    return {**told, "department_url": department_url(answer)}


def told_whole(
    answer: Answer, referrals: Sequence[Referral], *, at: dt.datetime | None
) -> dict[str, Any]:
    """An answer to the whole topic, with who helped; `at`: when it came to whoever reads it."""
    helped = [
        r.department.name for r in referrals if not r.is_lead and r.status == Referral.Status.DONE
    ]
    return {**_told(answer, at=at), "supporting": helped if answer.referral_id else []}


def _told(answer: Answer, *, at: dt.datetime | None) -> dict[str, Any]:
    """What is said of every answer."""
    return {
        "department_name": answered_by(answer),
        "answered_at": at,
        "text": answer.text,
        "outcome_label": answer.get_adoption_display(),
        "files": files_of(answer),
    }


def parts_of(topic: Topic | None) -> list[dict[str, Any]]:
    """What `components/part_answers.html` shows, the earliest first."""
    if topic is None:
        return []
    rows = Answer.objects.in_part().filter(topic=topic).order_by("decided_at", "pk")
    return [
        {"part": answer.part, **_told(answer, at=answer.decided_at)}
        for answer in rows.select_related("referral__department").prefetch_related("files")
    ]


def files_of(answer: Answer) -> list[dict[str, Any]]:
    """What lies beside an answer, for its readers."""
    return [
        {"name": str(file), "url": file.get_absolute_url(), "size": file.size}
        for file in answer.files.all()
    ]


def answered_by(answer: Answer) -> str:
    return answer.referral.department.name if answer.referral else OFFICE


def department_url(answer: Answer) -> str:
    """The page of the department that answered; none where the office did."""
    if answer.referral is None:
        return ""
    return reverse("suggestions:unit", args=[answer.referral.department_id])


def sentence(progress: Progress, became: Outcome, *, at: dt.datetime) -> str:
    """Who has it now and by when, or what became of it, in one sentence."""
    topic, lead = progress.topic, progress.lead
    if topic.status in (Topic.Status.CLOSED, Topic.Status.ANSWERED):
        who = answered_by(progress.answer) if progress.answer else ""
        return f"{who}已经答复{_became(became)}。"
    if topic.status == Topic.Status.CONFIRMED:
        return "征集办已经把同类建议归在一起，正准备转给承办单位。"
    if lead is None or lead.status not in Referral.OPEN:
        if topic.status == Topic.Status.REOPENED:
            return "有居民说没有办好，征集办正在安排再办。"
        return "征集办正在安排承办单位。"
    return _with_department(lead, at)


def _became(became: Outcome) -> str:
    """What followed the answer; nothing is called done that nobody confirmed."""
    if became.stage == Stage.CONTRADICTED:
        others = f"，{became.done} 位说办好了" if became.done else ""
        return f"，但有 {became.not_done} 位居民说没有办好{others}"
    if became.stage == Stage.DONE:
        return f"，{became.done} 位居民说办好了"
    if became.stage == Stage.CLOSED:
        return "，没有居民提出异议，已经办结"
    if became.promised and became.stage in (Stage.CARRYING_OUT, Stage.OVERDUE):
        day = f"{became.promised.month}月{became.promised.day}日"
        late = "，时间过了，还没有居民确认" if became.stage == Stage.OVERDUE else ""
        return f"，答应{day}前办好{late}"
    return {Stage.CARRYING_OUT: "，正在落实", Stage.NOT_ADOPTED: "，暂未采纳，理由见答复"}.get(
        became.stage, ""
    )


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
    lead, answer, when = progress.lead, progress.answer, progress.moments
    rows = [
        Step(f"收到 {size:,} 条说这件事的建议", at=first),
        Step("归成一个问题", at=when.get(Verb.CONFIRMED), who=OFFICE),
    ]
    if lead is not None:
        rows += _sent(progress, lead)
    if answer is not None:
        rows.append(Step("答复来了", at=answer.decided_at, who=answered_by(answer)))
    if lead is not None and lead.status in Referral.OPEN:
        again = "再次办理并答复" if answer else "承办单位办理并答复"
        rows.append(Step(again, "now", who=lead.department.name, due=lead.due_on))
    elif progress.topic.status == Topic.Status.REOPENED:
        rows.append(Step("重新安排办理", "now", at=when.get(Verb.REOPENED), who=OFFICE))
    elif progress.topic.status == Topic.Status.CONFIRMED and lead is None:
        rows += [Step("转给承办单位", "now", who=OFFICE), Step("承办单位办理并答复", "todo")]
    if progress.topic.status == Topic.Status.CLOSED:
        rows.append(Step("办结", at=when.get(Verb.CLOSED), who=OFFICE))
    return rows


def _sent(progress: Progress, lead: Referral) -> list[Step]:
    helping = "、".join(progress.supporting)
    text = f"由{lead.department.name}主办" + (f"，{helping}协办" if helping else "") + "。"
    sent = Step("转给承办单位", at=lead.sent_at, text=text)
    signed = progress.moments.get(Verb.SIGNED)
    if signed is None or signed < lead.sent_at:
        return [sent]
    return [sent, Step("承办单位签收", at=signed, who=lead.department.name)]
