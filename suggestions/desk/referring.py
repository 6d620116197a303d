"""转办: the buttons that send a topic to departments, keep it moving, and bring it back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet

from suggestions import actions, tasks
from suggestions.desk.access import DeskVerb
from suggestions.desk.forms import (
    AnswerForm,
    DecideExtensionForm,
    NoteForm,
    ReasonForm,
    ReassignForm,
    ReferForm,
)
from suggestions.models import ExtensionRequest, Referral, Topic

REFER = "refer_topic"


def _refer(topic: Topic, data: dict, **who: Any) -> str:
    sent = actions.refer(
        topic,
        lead=data["lead"],
        supporting=list(data["supporting"]),
        note=data["note"],
        dates=data["dates"],
        **who,
    )
    tasks.start_learning()
    names = "、".join(r.department.short_name for r in sent)
    return f"已转办给{names}，答复期限 {sent[0].due_on:%Y-%m-%d}。"


def _answer(topic: Topic, data: dict, **who: Any) -> str:
    written = actions.answer(topic, **data, **who)
    return f"答复已送达 {written.deliveries.count()} 条建议的作者。"


def _recall(topic: Topic, data: dict, **who: Any) -> str:
    actions.recall_all(topic, reason=data["reason"], **who)
    return "已从全部承办单位撤回，问题回到征集办。"


def _keep(topic: Topic, data: dict, **who: Any) -> str:
    actions.keep_answer(topic, reason=data["reason"], **who)
    return "已维持原答复，并把理由告知了建议人。"


def _close(topic: Topic, data: dict, **who: Any) -> str:
    actions.close(topic, **who)
    return f"“{topic.name}”已办结。"


def _reassign(referral: Referral, data: dict, **who: Any) -> str:
    actions.reassign(referral, to=data["to"], reason=data["reason"], dates=data["dates"], **who)
    tasks.start_learning()
    return f"已从{referral.department.short_name}改派给{data['to'].short_name}。"


def _refuse_objection(referral: Referral, data: dict, **who: Any) -> str:
    actions.refuse_objection(referral, reason=data["reason"], **who)
    return f"异议不成立，仍由{referral.department.short_name}承办。"


def _remind(referral: Referral, data: dict, **who: Any) -> str:
    actions.remind(referral, note=data["note"], **who)
    return f"已向{referral.department.short_name}催办。"


def _escalate(referral: Referral, data: dict, **who: Any) -> str:
    actions.escalate(referral, note=data["note"], **who)
    return f"已对{referral.department.short_name}督办。"


def _decide(request: ExtensionRequest, data: dict, *, grant: bool, **who: Any) -> str:
    actions.decide_extension(request, grant=grant, decision=data["decision"], **who)
    return (
        f"已同意延期至 {request.until:%Y-%m-%d}。"
        if grant
        else "没有同意延期，理由已告知承办单位。"
    )


def _is(*statuses: str) -> Callable[[Model], bool]:
    return lambda record: record.status in statuses


def _referrals(topic: Topic) -> QuerySet[Referral]:
    return Referral.objects.filter(topic=topic).select_related("topic__campaign", "department")


def _extensions(topic: Topic) -> QuerySet[ExtensionRequest]:
    asked = ExtensionRequest.objects.filter(referral__topic=topic)
    return asked.select_related("referral__topic", "referral__department")


OPEN = _is(*Referral.OPEN)
WITH_DEPARTMENT = _is(*Referral.WITH_DEPARTMENT)
REFERRING = (
    DeskVerb("refer", "转办", REFER, _refer, ReferForm, _is(Topic.Status.CONFIRMED), style=""),
    DeskVerb(
        "refer-again", "再次转办", REFER, _refer, ReferForm, _is(Topic.Status.REOPENED), style=""
    ),
    DeskVerb(
        "answer",
        "直接答复",
        REFER,
        _answer,
        AnswerForm,
        _is(Topic.Status.CONFIRMED, Topic.Status.REOPENED),
        hint="不需要承办单位办理时，由征集办直接答复；答复会立即送达每一位建议人。",
    ),
    DeskVerb(
        "keep-answer",
        "维持原答复",
        REFER,
        _keep,
        ReasonForm,
        _is(Topic.Status.REOPENED),
        hint="理由会告知提出意见的建议人。",
    ),
    DeskVerb("recall", "撤回转办", REFER, _recall, ReasonForm, _is(Topic.Status.FORWARDED)),
    DeskVerb("close", "办结", REFER, _close, offered=_is(Topic.Status.ANSWERED)),
)
REFERRAL_VERBS = (
    DeskVerb(
        "remind", "催办", REFER, _remind, NoteForm, _is(*Referral.WITH_DEPARTMENT), _referrals
    ),
    DeskVerb("reassign", "改派", REFER, _reassign, ReassignForm, OPEN, _referrals),
    DeskVerb(
        "refuse-objection",
        "异议不成立",
        REFER,
        _refuse_objection,
        ReasonForm,
        _is(Referral.Status.OBJECTED),
        _referrals,
    ),
    # The one button of the supervisors, who change nothing else.
    DeskVerb(
        "escalate",
        "督办",
        "supervise",
        _escalate,
        NoteForm,
        WITH_DEPARTMENT,
        _referrals,
    ),
)
WAITING = _is(ExtensionRequest.Status.ASKED)
EXTENSION_VERBS = (
    DeskVerb(
        "grant",
        "同意延期",
        REFER,
        partial(_decide, grant=True),
        DecideExtensionForm,
        WAITING,
        _extensions,
        style="",
    ),
    DeskVerb(
        "refuse",
        "不同意延期",
        REFER,
        partial(_decide, grant=False),
        DecideExtensionForm,
        WAITING,
        _extensions,
    ),
)
