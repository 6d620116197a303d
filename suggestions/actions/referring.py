"""转办: forward a topic to departments, and what each side may do until it is answered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from suggestions.actions.answering import members, set_forwarded
from suggestions.actions.rules import Overtaken, Refused, move, needed, overtaken, record, step
from suggestions.models import (
    Department,
    ExtensionRequest,
    Referral,
    Topic,
    User,
    Verb,
    WorkCalendar,
)
from suggestions.text.language import clean_text
from suggestions.work.clocks import ANSWER, EXTENSION, OBJECTION, SIGNING, CalendarMissing


@dataclass(frozen=True)
class Deadlines:
    sign_by: dt.date
    object_by: dt.date
    due_on: dt.date


def deadlines(at: dt.datetime, *, due_on: dt.date | None = None) -> Deadlines:
    """The clocks of a referral made at `at`. Raises CalendarMissing (also without `due_on`)."""
    today = localdate(at)
    table = WorkCalendar.load(today.year)
    return Deadlines(
        sign_by=table.ends(today, SIGNING),
        object_by=table.ends(today, OBJECTION),
        due_on=due_on or table.ends(today, ANSWER),
    )


def refer(
    topic: Topic,
    *,
    lead: Department,
    supporting: Sequence[Department] = (),
    note: str = "",
    by: User,
    at: dt.datetime,
    dates: Deadlines,
) -> list[Referral]:
    """Send a topic to one lead and any supporting departments."""
    if lead in supporting:
        raise Refused("主办单位不能同时是协办单位。")
    if dates.due_on <= localdate(at):
        raise Refused("答复期限要晚于今天。")
    note = clean_text(note, limit=2000)
    if not members(topic).exists():
        raise Refused("这个问题里还没有确认的建议，不能转办。")
    try:
        with transaction.atomic():
            left = move(topic, Topic.Status.FORWARDED)
            roles = [(lead, Referral.Role.LEAD)]
            roles += [(department, Referral.Role.SUPPORTING) for department in supporting]
            sent = [
                _send(topic, department, role, note, by, at, dates, left)
                for department, role in roles
            ]
            set_forwarded(members(topic), topic, by=by, at=at)
    except IntegrityError as error:
        raise Overtaken("这个问题已经转给其中的单位了，请刷新页面后再看。") from error
    return sent


def add_supporting(
    topic: Topic,
    *,
    department: Department,
    note: str = "",
    by: User,
    at: dt.datetime,
    dates: Deadlines,
) -> Referral:
    """增加协办: while it is being worked on another department turns out to be needed."""
    if topic.status != Topic.Status.FORWARDED:
        raise overtaken(topic)
    note = clean_text(note, limit=2000)
    try:
        with transaction.atomic():
            return _send(topic, department, Referral.Role.SUPPORTING, note, by, at, dates)
    except IntegrityError as error:
        raise Refused(f"{department.name}已经在承办这个问题了。") from error


def _send(
    topic: Topic,
    department: Department,
    role: str,
    note: str,
    by: User,
    at: dt.datetime,
    dates: Deadlines,
    left: str = "",
    why: dict[str, str] | None = None,
) -> Referral:
    # A department that had answered before works on the same file again.
    done = Referral.objects.filter(topic=topic, department=department, status=Referral.Status.DONE)
    if referral := done.first():
        was = move(referral, Referral.Status.SIGNED, due_on=dates.due_on, note=note)
    else:
        was = ""
        referral = Referral.objects.create(
            topic=topic,
            department=department,
            role=role,
            note=note,
            sent_by=by,
            sent_at=at,
            **vars(dates),
        )
    record(
        Verb.REFERRED,
        referral,
        topic,
        at=at,
        by=by,
        reason=note,
        moved=(was, referral.status),
        data={
            "department": department.name,
            "role": role,
            "due_on": dates.due_on.isoformat(),
            "topic_from": left,
            **(why or {}),
        },
    )
    return referral


def sign(referral: Referral, *, by: User, at: dt.datetime) -> None:
    """签收: the department takes it on; the authors are told who has it now."""
    with transaction.atomic():
        step(
            referral,
            Referral.Status.SIGNED,
            Verb.SIGNED,
            at=at,
            by=by,
            public=True,
            data={"department": referral.department.name},
        )


def object_to(referral: Referral, *, reason: str, by: User, at: dt.datetime) -> None:
    """异议: "not ours", with a reason, within the clock."""
    reason = needed(reason, "异议理由", 1000)
    if localdate(at) > referral.object_by:
        raise Refused(f"提出异议的期限（{referral.object_by:%Y-%m-%d}）已过，请联系征集办协调。")
    with transaction.atomic():
        step(referral, Referral.Status.OBJECTED, Verb.OBJECTED, at=at, by=by, reason=reason)


def refuse_objection(referral: Referral, *, reason: str, by: User, at: dt.datetime) -> None:
    """The objection does not hold: it stays with this department."""
    reason = needed(reason, "异议不成立的理由", 1000)
    with transaction.atomic():
        step(referral, Referral.Status.SENT, Verb.OBJECTION_REFUSED, at=at, by=by, reason=reason)


def reassign(
    referral: Referral,
    *,
    to: Department,
    reason: str,
    by: User,
    at: dt.datetime,
    dates: Deadlines,
) -> Referral:
    """改派: the objection holds, or the officer thinks again; another department takes over."""
    reason = needed(reason, "改派的理由", 1000)
    if to.pk == referral.department_id:
        raise Refused("请选择另一个单位。")
    upheld = referral.status == Referral.Status.OBJECTED
    verb = Verb.OBJECTION_UPHELD if upheld else Verb.RECALLED
    if referral.status == Referral.Status.DONE:
        raise overtaken(referral)
    try:
        with transaction.atomic():
            step(referral, Referral.Status.RECALLED, verb, at=at, by=by, reason=reason)
            why = {"instead_of": referral.department.name, "because": reason}
            return _send(referral.topic, to, referral.role, referral.note, by, at, dates, why=why)
    except IntegrityError as error:
        raise Refused(f"{to.name}已经在承办这个问题了。") from error


def recall_all(topic: Topic, *, reason: str, by: User, at: dt.datetime) -> None:
    """撤回转办: take a topic back from all departments, to the desk."""
    reason = needed(reason, "撤回的理由", 1000)
    with transaction.atomic():
        left = move(topic, Topic.Status.CONFIRMED)
        for referral in topic.referrals.open():
            was = move(referral, Referral.Status.RECALLED)
            record(
                Verb.RECALLED,
                referral,
                at=at,
                by=by,
                reason=reason,
                moved=(was, referral.status),
            )
        record(Verb.RECALLED, topic, at=at, by=by, reason=reason, moved=(left, topic.status))


def remind(referral: Referral, *, note: str, by: User, at: dt.datetime) -> None:
    """催办: on record, and on top of the department's desk."""
    if referral.status not in Referral.WITH_DEPARTMENT:
        raise overtaken(referral)
    note = needed(note, "催办内容", 500)
    record(Verb.REMINDED, referral, referral.topic, at=at, by=by, reason=note)


def escalate(referral: Referral, *, note: str, by: User, at: dt.datetime) -> None:
    """督办: late, and the supervisor's name stands under it."""
    if not referral.is_late(at):
        raise Refused("没有超过答复期限，还不能督办。")
    note = needed(note, "督办意见", 500)
    record(Verb.ESCALATED, referral, referral.topic, at=at, by=by, reason=note)


def latest_extension(referral: Referral) -> dt.date:
    """The last day an extension may reach. Where next year's holidays are not known yet, the
    plain thirtieth day: the rule that a day off moves it can only be in the asker's favour."""
    try:
        return WorkCalendar.load(referral.due_on.year).ends(referral.due_on, EXTENSION)
    except CalendarMissing:
        return referral.due_on + dt.timedelta(days=EXTENSION.days)


def ask_extension(
    referral: Referral, *, until: dt.date, reason: str, by: User, at: dt.datetime
) -> ExtensionRequest:
    """延期: once, with a reason that the authors are told when it is granted."""
    reason = needed(reason, "延期理由", 500)
    if referral.status != Referral.Status.SIGNED:
        raise overtaken(referral)
    latest = latest_extension(referral)
    if not referral.due_on < until <= latest:
        raise Refused(f"延期要晚于原期限，最迟到{latest:%Y-%m-%d}。")
    try:
        with transaction.atomic():
            request = ExtensionRequest.objects.create(
                referral=referral, until=until, reason=reason, asked_by=by, asked_at=at
            )
            record(Verb.EXTENSION_ASKED, referral, referral.topic, at=at, by=by, reason=reason)
    except IntegrityError as error:
        raise Refused("已经申请过延期；每次转办只能延期一次。") from error
    return request


def decide_extension(
    request: ExtensionRequest, *, grant: bool, by: User, at: dt.datetime, decision: str = ""
) -> None:
    """Grant or refuse more time."""
    to = ExtensionRequest.Status.GRANTED if grant else ExtensionRequest.Status.REFUSED
    decision = clean_text(decision, limit=500) if grant else needed(decision, "不同意的理由", 500)
    referral = request.referral
    with transaction.atomic():
        move(request, to, decided_by=by, decided_at=at, decision=decision)
        if grant:
            Referral.objects.filter(pk=referral.pk).update(due_on=request.until, extended=True)
            referral.due_on, referral.extended = request.until, True
        record(
            Verb.EXTENSION_GRANTED if grant else Verb.EXTENSION_REFUSED,
            referral,
            referral.topic,
            at=at,
            by=by,
            reason=request.reason if grant else decision,
            public=grant,
            data={"until": request.until.isoformat()},
        )
