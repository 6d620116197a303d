"""转办单、催办单、督办单、改派通知、延期告知: papers about one topic with one department."""

import datetime as dt
from collections.abc import Callable

from django.utils.timezone import localdate

from suggestions.documents.lines import BODY, FIELD, Line, day
from suggestions.models import Event, ExtensionRequest, PaperKind, Referral, Verb
from suggestions.papers.facts import Facts, paragraphs, voices
from suggestions.telling import members

# Which row of the history a paper tells, the last one of its verb.
TELLS = {
    PaperKind.REMINDER: Verb.REMINDED,
    PaperKind.SUPERVISION: Verb.ESCALATED,
    PaperKind.REASSIGNMENT: Verb.REFERRED,
    PaperKind.EXTENSION: Verb.EXTENSION_GRANTED,
}


def told_event(kind: str, referral: Referral) -> Event | None:
    """The row that the paper tells; none where nothing of it is recorded."""
    if (verb := TELLS.get(PaperKind(kind))) is None:
        return None
    events = referral.events.filter(verb=verb).order_by("-at", "-pk")
    if kind == PaperKind.REASSIGNMENT:
        return next((event for event in events if event.data.get("instead_of")), None)
    return events.first()


def facts(kind: str, referral: Referral, event: Event | None, at: dt.datetime) -> Facts:
    return _FACTS[PaperKind(kind)](referral, event, at)


def _braces(referral: Referral) -> dict[str, str]:
    topic = referral.topic
    size, people = members.people_of([topic.pk]).get(topic.pk, (0, 0))
    return {
        "问题": topic.name,
        "单位": referral.department.name,
        "条数": str(size),
        "人数": str(people),
        "转办日期": day(localdate(referral.sent_at)),
        "签收期限": day(referral.sign_by),
        "异议期限": day(referral.object_by),
        "答复期限": day(referral.due_on),
    }


def _clocks(referral: Referral) -> list[Line]:
    lines = [
        Line(FIELD, referral.get_role_display(), "分工"),
        Line(FIELD, day(referral.sign_by), "签收期限"),
        Line(FIELD, day(referral.object_by), "异议期限"),
        Line(FIELD, day(referral.due_on), "答复期限"),
    ]
    if referral.note:
        lines += [Line(BODY, "转办意见："), *paragraphs(referral.note)]
    return lines


def _signed(referral: Referral) -> tuple[str, dt.date] | None:
    """Who signed for it in the system, since it was sent."""
    event = referral.events.filter(verb=Verb.SIGNED).order_by("-at", "-pk").first()
    return (event.actor, localdate(event.at)) if event else None


def _way(referral: Referral) -> list[Line]:
    """What happened so far, day by day, as the history has it."""
    verbs = (
        Verb.REFERRED,
        Verb.SIGNED,
        Verb.OBJECTED,
        Verb.OBJECTION_REFUSED,
        Verb.REMINDED,
        Verb.ESCALATED,
        Verb.EXTENSION_GRANTED,
        Verb.ANSWER_SUBMITTED,
        Verb.ANSWER_RETURNED,
    )
    events = referral.events.filter(verb__in=verbs).order_by("at", "pk")
    lines = [
        Line(
            BODY,
            f"{number}.{day(localdate(event.at))}，{event.get_verb_display()}"
            + (f"：{' '.join(event.reason.split())}" if event.reason else "。"),
        )
        for number, event in enumerate(events, 1)
    ]
    if _signed(referral) is None:
        lines.append(Line(BODY, "至今没有签收记录。"))
    return lines


def _reminders(referral: Referral) -> str:
    return str(referral.events.filter(verb=Verb.REMINDED).count())


def _sending(referral: Referral, event: Event | None, at: dt.datetime) -> Facts:
    return Facts(
        title=f"关于转办“{referral.topic.name}”有关建议的通知",
        addressee=referral.department.name,
        braces=_braces(referral),
        sections=(("建议情况", voices(referral.topic)), ("办理要求", _clocks(referral))),
        received=_signed(referral),
    )


def _pressing(referral: Referral, event: Event | None, at: dt.datetime) -> Facts:
    said = list(paragraphs(event.reason)) if event else []
    return Facts(
        title=f"关于催办“{referral.topic.name}”有关建议的通知",
        addressee=referral.department.name,
        braces={**_braces(referral), "催办次数": _reminders(referral)},
        sections=(("办理经过", _way(referral)), ("催办内容", said)),
    )


def _supervising(referral: Referral, event: Event | None, at: dt.datetime) -> Facts:
    said = list(paragraphs(event.reason)) if event else []
    late = max((localdate(at) - referral.due_on).days, 0)
    return Facts(
        title=f"关于督办“{referral.topic.name}”有关建议的通知",
        addressee=referral.department.name,
        braces={
            **_braces(referral),
            "今天": day(localdate(at)),
            "超期天数": str(late),
            "催办次数": _reminders(referral),
        },
        sections=(("办理经过", _way(referral)), ("督办意见", said)),
    )


def _reassigning(referral: Referral, event: Event | None, at: dt.datetime) -> Facts:
    data = event.data if event else {}
    why = list(paragraphs(data.get("because", "")))
    return Facts(
        title=f"关于改派“{referral.topic.name}”有关建议的通知",
        addressee=referral.department.name,
        copies=data.get("instead_of", ""),
        braces={**_braces(referral), "原单位": data.get("instead_of", "")},
        sections=(
            ("改派理由", why),
            ("建议情况", voices(referral.topic)),
            ("办理要求", _clocks(referral)),
        ),
        received=_signed(referral),
    )


def _extending(referral: Referral, event: Event | None, at: dt.datetime) -> Facts:
    granted = referral.extensions.filter(status=ExtensionRequest.Status.GRANTED).first()
    lines = []
    if granted:
        lines = [
            Line(FIELD, referral.department.name, "承办单位"),
            Line(FIELD, day(granted.until), "延至"),
            Line(BODY, "延期理由："),
            *paragraphs(granted.reason),
        ]
    return Facts(
        title=f"关于“{referral.topic.name}”建议延期办理的告知",
        addressee="各位建议人",
        braces={**_braces(referral), "延至": day(granted.until) if granted else ""},
        sections=(("延期情况", lines),),
    )


_FACTS: dict[PaperKind, Callable[[Referral, Event | None, dt.datetime], Facts]] = {
    PaperKind.REFERRAL: _sending,
    PaperKind.REMINDER: _pressing,
    PaperKind.SUPERVISION: _supervising,
    PaperKind.REASSIGNMENT: _reassigning,
    PaperKind.EXTENSION: _extending,
}
