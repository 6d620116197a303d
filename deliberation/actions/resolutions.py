"""决议: made of a passed motion, numbered, answered to every author; repealed or brought back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from deliberation.actions.matters import raise_matter
from deliberation.actions.numbering import next_number, yuan
from deliberation.actions.record import lock, note
from deliberation.actions.wording import open_words
from deliberation.models import (
    Matter,
    MoneySource,
    Motion,
    Resolution,
    ResolutionMoney,
    Step,
    StepTaken,
    Task,
)
from suggestions.actions.answering import answer
from suggestions.actions.rules import Overtaken, Refused, move
from suggestions.models import Answer, Topic, User

HELPERS_LIMIT = 10
ANSWERABLE = (Topic.Status.CONFIRMED, Topic.Status.REOPENED)
UP_TO_THE_VOTE = (Step.Stage.BEFORE, Step.Stage.MEETING)


@dataclass(frozen=True)
class Work:
    """A task as it is laid down: what, by whom, until when."""

    title: str
    lead: str
    due_on: dt.date


@dataclass(frozen=True)
class Decision:
    """What a resolution lays down beyond the motion: who, with whom, with what money, by when."""

    title: str
    text: str
    lead: str
    helpers: Sequence[str] = ()
    money: Mapping[str, Decimal] = field(default_factory=dict)
    tasks: Sequence[Work] = ()


def resolve(
    motion: Motion,
    *,
    decision: Decision,
    by: User,
    at: dt.datetime,
    adoption: str = Answer.Adoption.WORK,
    tell_authors: bool = True,
) -> Resolution:
    """Make the resolution of a motion that was carried.

    Where the matter came from residents' suggestions, its topic is answered at once, so that
    every author hears. `tell_authors=False` only links: for a topic that a department has.
    """
    decision = _checked(decision, at)
    with transaction.atomic():
        # Locked, so that nobody annuls it meanwhile.
        rows = Motion.objects.select_for_update(of=("self",)).filter(pk=motion.pk)
        motion = rows.select_related("item__matter__topic", "item__meeting__council").get()
        _refuse_unfit(motion)
        matter, meeting = motion.item.matter, motion.item.meeting
        lock([meeting.council])
        _confer(matter, meeting, by, at)
        _refuse_skipped_steps(matter)
        if matter.status != Matter.Status.RESOLVED:
            move(matter, Matter.Status.RESOLVED)
        resolution = _written(motion, decision, at)
        note(
            resolution,
            "resolution.made",
            at=at,
            by=by,
            meeting=meeting,
            data=_public(resolution, decision),
        )
        if matter.topic and tell_authors:
            _answer(resolution, matter.topic, adoption, by, at)
    return resolution


def _checked(decision: Decision, at: dt.datetime) -> Decision:
    helpers = [open_words(name, "配合单位", 60) for name in decision.helpers if name.strip()]
    if len(helpers) > HELPERS_LIMIT:
        raise Refused(f"配合单位最多 {HELPERS_LIMIT} 个。")
    for source in decision.money:
        if source not in MoneySource.values:
            raise Refused("请从列表中选择资金来源。")
    money = {source: yuan(amount) for source, amount in decision.money.items()}
    if not decision.tasks:
        raise Refused("请至少写一项落实事项，写明负责人和期限。")
    return Decision(
        title=open_words(decision.title, "决议标题", 80),
        text=open_words(decision.text, "决议内容", 5000),
        lead=open_words(decision.lead, "牵头单位", 60),
        helpers=list(dict.fromkeys(helpers)),
        money=money,
        tasks=[checked_work(work, at) for work in decision.tasks],
    )


def checked_work(work: Work, at: dt.datetime) -> Work:
    """A task that may stand: named, led, and not due in the past."""
    if work.due_on is None:
        raise Refused("请填写落实事项的期限。")
    if work.due_on < localdate(at):
        raise Refused(f"“{work.title}”的期限不能早于今天。")
    return Work(
        open_words(work.title, "落实事项", 80), open_words(work.lead, "负责人", 60), work.due_on
    )


def _refuse_unfit(motion: Motion) -> None:
    if motion.status == Motion.Status.ANNULLED:
        raise Refused("这次表决已经宣布无效，不能形成决议。")
    if motion.status != Motion.Status.CLOSED:
        raise Refused("表决还没有结束，不能形成决议。")
    if not motion.passed:
        raise Refused("这项表决没有通过，不能形成决议。")
    if Resolution.objects.filter(motion=motion).exists():
        raise Overtaken("这项表决已经形成了决议。请刷新页面后再看。")


def _confer(matter: Matter, meeting, by: User, at: dt.datetime) -> None:
    """会审会商 is the meeting itself: it has taken place, whoever forgot to note it."""
    for step in matter.steps_to_take.filter(stage=Step.Stage.MEETING):
        StepTaken.objects.get_or_create(
            matter=matter,
            step=step,
            defaults={
                "note": f"在{meeting}上会商并表决。",
                "on": localdate(meeting.starts_at),
                "by": by,
                "at": at,
            },
        )


def _refuse_skipped_steps(matter: Matter) -> None:
    """No step is skipped silently: taken, or left out with a reason."""
    wanted = matter.steps_to_take.filter(required=True, stage__in=UP_TO_THE_VOTE)
    skipped = wanted.exclude(pk__in=matter.steps.values("step_id"))
    if names := "、".join(step.name for step in skipped):
        raise Refused(
            f"还有必经步骤没有记录：{names}。请先记下是怎么做的，或者写明为什么没有进行。"
        )


def _written(motion: Motion, decision: Decision, at: dt.datetime) -> Resolution:
    council, passed_at = motion.item.meeting.council, motion.closed_at or at
    year = localdate(passed_at).year
    numbered = Resolution.objects.filter(council=council, year=year)
    try:
        with transaction.atomic():
            resolution = Resolution.objects.create(
                council=council,
                motion=motion,
                matter=motion.item.matter,
                year=year,
                number=next_number(numbered),
                title=decision.title,
                text=decision.text,
                worked=motion.verdict.get("worked", ""),
                lead=decision.lead,
                helpers=decision.helpers,
                due_on=max(work.due_on for work in decision.tasks),
                passed_at=passed_at,
            )
    except IntegrityError as error:
        raise Overtaken("这项表决已经形成了决议。请刷新页面后再看。") from error
    ResolutionMoney.objects.bulk_create(
        ResolutionMoney(resolution=resolution, source=source, amount=amount)
        for source, amount in decision.money.items()
    )
    Task.objects.bulk_create(
        Task(resolution=resolution, order=order, title=w.title, lead=w.lead, due_on=w.due_on)
        for order, w in enumerate(decision.tasks, 1)
    )
    return resolution


def _public(resolution: Resolution, decision: Decision) -> dict:
    return {
        "number": resolution.full_number,
        "title": decision.title,
        "text": decision.text,
        "lead": decision.lead,
        "helpers": decision.helpers,
        "motion": resolution.motion_id,
        "money": {source: str(amount) for source, amount in decision.money.items()},
        "tasks": [[w.title, w.lead, w.due_on.isoformat()] for w in decision.tasks],
    }


def _answer(resolution: Resolution, topic: Topic, adoption: str, by: User, at: dt.datetime) -> None:
    """The topic's answer is the resolution: what was decided, who does it, until when."""
    if topic.status not in ANSWERABLE:
        raise Refused(
            f"这个议题来自居民建议“{topic.name}”，它现在的状态是“{topic.get_status_display()}”，"
            "不能由议事会直接答复。请等承办单位答复，或者选择“只关联、不答复”。"
        )
    due = resolution.due_on
    planned = f"，计划{due.year}年{due.month}月{due.day}日前完成" if due else ""
    text = (
        f"{resolution.council}经表决形成决议{resolution.full_number}“{resolution.title}”：\n"
        f"{resolution.text}\n"
        f"由{resolution.lead}牵头落实{planned}。"
    )
    answer(topic, text=text, adoption=adoption, by=by, at=at, done_on=due)


def reschedule_resolution(
    resolution: Resolution, *, due_on: dt.date, reason: str, by: User, at: dt.datetime
) -> None:
    """Another day, with its reason told to everybody; the old one stays in the record."""
    reason = open_words(reason, "调整期限的理由", 300)
    if due_on < localdate(at):
        raise Refused("新的期限不能早于今天。")
    was = resolution.due_on
    if due_on == was:
        raise Refused("新的期限和原来的一样。")
    rows = Resolution.objects.filter(pk=resolution.pk, status=Resolution.Status.CARRIED)
    with transaction.atomic():
        if not rows.update(due_on=due_on, escalated_at=None, escalated_to=None):
            raise Refused("只有落实中的决议可以调整期限。")
        resolution.due_on = due_on
        data = {"from": was.isoformat() if was else "", "to": due_on.isoformat(), "reason": reason}
        note(resolution, "resolution.rescheduled", at=at, by=by, data=data)


def repeal_resolution(resolution: Resolution, *, reason: str, by: User, at: dt.datetime) -> None:
    """不再执行, with the reason that everybody can read."""
    reason = open_words(reason, "不再执行的理由", 1000)
    with transaction.atomic():
        move(resolution, Resolution.Status.REPEALED, repealed_because=reason)
        note(
            resolution,
            "resolution.repealed",
            at=at,
            by=by,
            data={"number": resolution.full_number, "reason": reason},
        )


def bring_back(resolution: Resolution, *, reason: str, by: User, at: dt.datetime) -> Matter:
    """Not carried out: the resolution ends, and its matter is to be deliberated again."""
    with transaction.atomic():
        repeal_resolution(resolution, reason=reason, by=by, at=at)
        return raise_matter(
            resolution.council, by=by, at=at, resolution=resolution, body=resolution.text
        )
