"""转办: the buttons that send a topic to departments, keep it moving, and bring it back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet

from suggestions.actions import answering, referring
from suggestions.desk.referrals.forms import (
    AnswerForm,
    DecideExtensionForm,
    NoteForm,
    ReassignForm,
    ReferForm,
)
from suggestions.models import ExtensionRequest, Referral, Topic
from suggestions.staff.forms import ReasonForm
from suggestions.staff.verbs import DeskVerb, Done
from suggestions.work import tasks

# --- what is arranged around an action, and what is told of it -------------------------------


def _refer(topic: Topic, **errand: Any) -> list[Referral]:
    """Every choice of a department is one more to learn from."""
    sent = referring.refer(topic, **errand)
    tasks.start_learning()
    return sent


def _reassign(referral: Referral, **errand: Any) -> Referral:
    sent = referring.reassign(referral, **errand)
    tasks.start_learning()
    return sent


def _referred(done: Done) -> str:
    names = "、".join(referral.department.short_name for referral in done.result)
    return f"已转办给{names}，答复期限 {done.result[0].due_on:%Y-%m-%d}。"


def _answered(done: Done) -> str:
    return f"答复已送达 {done.result.deliveries.count()} 条建议的作者。"


# --- the buttons -----------------------------------------------------------------------------


def _is(*statuses: str) -> Callable[[Any], bool]:
    return lambda record: record.status in statuses


def _referrals(topic: Topic) -> QuerySet[Referral]:
    return Referral.objects.filter(topic=topic).select_related("topic__campaign", "department")


def _extensions(topic: Topic) -> QuerySet[ExtensionRequest]:
    asked = ExtensionRequest.objects.filter(referral__topic=topic)
    return asked.select_related("referral__topic", "referral__department")


REFERRING = (
    DeskVerb(
        "refer",
        "转办",
        calls=_refer,
        told=_referred,
        form=ReferForm,
        offered=_is(Topic.Status.CONFIRMED),
        style="",
    ),
    DeskVerb(
        "refer-again",
        "再次转办",
        calls=_refer,
        told=_referred,
        form=ReferForm,
        offered=_is(Topic.Status.REOPENED),
        style="",
    ),
    DeskVerb(
        "answer",
        "直接答复",
        calls=answering.answer,
        told=_answered,
        form=AnswerForm,
        offered=_is(Topic.Status.CONFIRMED, Topic.Status.REOPENED),
        hint="不需要承办单位办理时，由征集办直接答复；答复会立即送达每一位建议人。",
    ),
    DeskVerb(
        "keep-answer",
        "维持原答复",
        calls=answering.keep_answer,
        told="已维持原答复，并把理由告知了建议人。",
        form=ReasonForm,
        offered=_is(Topic.Status.REOPENED),
        hint="理由会告知提出意见的建议人。",
    ),
    DeskVerb(
        "recall",
        "撤回转办",
        calls=referring.recall_all,
        told="已从全部承办单位撤回，问题回到征集办。",
        form=ReasonForm,
        offered=_is(Topic.Status.FORWARDED),
        hint="建议人会收到这条理由。",
    ),
    DeskVerb(
        "close",
        "办结",
        calls=answering.close,
        told="“{subject.name}”已办结。",
        offered=_is(Topic.Status.ANSWERED),
    ),
)
REFERRAL_VERBS = (
    DeskVerb(
        "remind",
        "催办",
        calls=referring.remind,
        told="已向{subject.department.short_name}催办。",
        form=NoteForm,
        offered=_is(*Referral.WITH_DEPARTMENT),
        subjects=_referrals,
    ),
    DeskVerb(
        "reassign",
        "改派",
        calls=_reassign,
        told="已从{subject.department.short_name}改派给{to.short_name}。",
        form=ReassignForm,
        offered=_is(*Referral.OPEN),
        subjects=_referrals,
    ),
    DeskVerb(
        "refuse-objection",
        "异议不成立",
        calls=referring.refuse_objection,
        told="异议不成立，仍由{subject.department.short_name}承办。",
        form=ReasonForm,
        offered=_is(Referral.Status.OBJECTED),
        subjects=_referrals,
    ),
    # The one button of the supervisors, who change nothing else.
    DeskVerb(
        "escalate",
        "督办",
        calls=referring.escalate,
        told="已对{subject.department.short_name}督办。",
        form=NoteForm,
        offered=_is(*Referral.WITH_DEPARTMENT),
        timely=lambda referral, at: referral.is_late(at),
        subjects=_referrals,
    ),
)
EXTENSION_VERBS = (
    DeskVerb(
        "grant",
        "同意延期",
        calls=partial(referring.decide_extension, grant=True),
        told="已同意延期至 {subject.until:%Y-%m-%d}。",
        form=DecideExtensionForm,
        offered=_is(ExtensionRequest.Status.ASKED),
        subjects=_extensions,
        style="",
    ),
    DeskVerb(
        "refuse",
        "不同意延期",
        calls=partial(referring.decide_extension, grant=False),
        told="没有同意延期，理由已告知承办单位。",
        form=DecideExtensionForm,
        offered=_is(ExtensionRequest.Status.ASKED),
        subjects=_extensions,
    ),
)
