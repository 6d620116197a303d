"""A suggestion's history in residents' words: what happened, who has it now, what comes next."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate

from suggestions.models import (
    Delivery,
    Event,
    Placement,
    Rating,
    Referral,
    Suggestion,
    Topic,
    Verb,
    WorkCalendar,
)
from suggestions.models.history import RESIDENT
from suggestions.models.suggestions import Route
from suggestions.work.clocks import FORWARDING, CalendarMissing

OFFICE, AUTHOR, MACHINE = "征集办", "您本人", "系统自动"
# What is still to come, in order; a suggestion stands before one of them.
AHEAD = ("征集办审核", "转给承办单位", "承办单位办理并答复", "请您评价满意不满意")
SCREENING, GROUPING, WITH_DEPARTMENT, RATING, NOTHING = range(5)
_FROM_DEPARTMENTS = (Verb.SIGNED, Verb.EXTENSION_GRANTED, Verb.PART_ANSWERED)


@dataclass(frozen=True)
class Step:
    """One line of the timeline (`components/timeline.html`)."""

    title: str
    state: str = "done"
    at: dt.datetime | None = None
    who: str = ""
    text: str = ""
    due: dt.date | None = None


@dataclass(frozen=True)
class Standing:
    """Where it stands now, in one sentence; who has it; by when."""

    sentence: str
    who: str = ""
    due: dt.date | None = None
    late: bool = False
    next: int = NOTHING


@dataclass(frozen=True)
class Course:
    """All that a tracking page says about the way of a suggestion."""

    standing: Standing
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class File:
    """What is known about a suggestion, read once."""

    suggestion: Suggestion
    events: Sequence[Event]
    topic: Topic | None
    referrals: Sequence[Referral]
    deliveries: Sequence[Delivery]

    def lead(self) -> Referral | None:
        """The department that has it now, if one has."""
        open_leads = (r for r in self.referrals if r.is_lead and r.status in Referral.OPEN)
        return next(open_leads, None)

    def unrated(self) -> Delivery | None:
        """The answer about which the author may say something now."""
        if self.suggestion.status != Suggestion.Status.ANSWERED or not self.deliveries:
            return None
        last = self.deliveries[0]
        wanted = 2 if last.asked_again_at else 1
        return None if any(r.round >= wanted for r in last.ratings.all()) else last


def read(suggestion: Suggestion) -> File:
    """Everything for one tracking page, in seven queries."""
    placement = (
        Placement.objects.by_people()
        .filter(suggestion=suggestion, topic__isnull=False)
        .select_related("topic")
        .first()
    )
    topic = placement.topic if placement else None
    own = list(Event.objects.filter(suggestion=suggestion).for_resident())
    referrals = list(topic.referrals.select_related("department")) if topic else []
    deliveries = suggestion.deliveries.select_related("answer__referral__department")
    forwarded = next((e.at for e in own if e.verb == Verb.REFERRED), None)
    theirs = _from_departments(topic, forwarded) if topic and forwarded else []
    return File(
        suggestion=suggestion,
        events=sorted([*own, *theirs], key=lambda e: (e.at, e.pk)),
        topic=topic,
        referrals=referrals,
        deliveries=list(deliveries.prefetch_related("ratings", "answer__files")),
    )


def _from_departments(topic: Topic, since: dt.datetime) -> list[Event]:
    public = Event.objects.for_resident().filter(Q(verb__in=_FROM_DEPARTMENTS), at__gte=since)
    return list(public.filter(referral__topic=topic).select_related("referral__department"))


def course(file: File, *, at: dt.datetime) -> Course:
    """The whole timeline as seen at `at`."""
    standing = stands(file, at=at)
    done = [told(event, file) for event in file.events]
    steps = done
    if standing.next < NOTHING:
        now = Step(AHEAD[standing.next], "now", who=standing.who, due=standing.due)
        later = [Step(title, "todo") for title in AHEAD[standing.next + 1 :]]
        steps = [*done, now, *later]
    return Course(standing, tuple(steps))


# --- what happened ----------------------------------------------------------------------------


def told(event: Event, file: File) -> Step:
    """One line of what happened."""
    title, text = _WORDS.get(event.verb, _plain)(event, file)
    return Step(title=title, at=event.at, who=_who(event), text=text)


def _who(event: Event) -> str:
    """The office or the department, never the clerk's name."""
    if event.referral and event.verb == Verb.SIGNED:
        return event.referral.department.name
    if event.by_id:
        return OFFICE
    return AUTHOR if event.actor == RESIDENT else MACHINE


def _plain(event: Event, file: File) -> tuple[str, str]:
    return event.get_verb_display(), event.reason


def _accepted(event: Event, file: File) -> tuple[str, str]:
    shown = event.data.get("published")
    return "审核通过，正式受理", "已经公开，大家都能看到。" if shown else "内容没有公开。"


def _declined(event: Event, file: File) -> tuple[str, str]:
    route = event.data.get("route", "")
    if route == Route.INVALID or route not in Route.values:
        return "这条建议不再办理", event.reason
    text = f"请到这里办理：{Route(route).label}。"
    return "这件事不属于建议征集", f"{text}{event.reason}"


def _referred(event: Event, file: File) -> tuple[str, str]:
    again = (e.at for e in file.events if e.verb == Verb.REFERRED and e.at > event.at)
    until = next(again, None)
    sent = [r for r in file.referrals if event.at <= r.sent_at and (not until or r.sent_at < until)]
    standing = [r for r in sent if r.status != Referral.Status.RECALLED]
    # Of those that were taken back the others are told, unless all were.
    named = standing or sent or [r for r in file.referrals if r.status != Referral.Status.RECALLED]
    lead = "、".join(r.department.name for r in named if r.is_lead)
    helping = "、".join(r.department.name for r in named if not r.is_lead)
    text = f"由{lead}主办" if lead else ""
    if lead and helping:
        text += f"，{helping}协办"
    if before := "、".join(r.department.name for r in sent if r.is_lead and r not in named):
        text += f"；先转给{before}，后来改派"
    return "转给承办单位", f"{text}。" if text else ""


def _signed(event: Event, file: File) -> tuple[str, str]:
    return "承办单位签收，开始办理", ""


def _extended(event: Event, file: File) -> tuple[str, str]:
    until = dt.date.fromisoformat(event.data["until"])
    return f"办理时间延长到{until.month}月{until.day}日", f"原因：{event.reason}"


def _part_answered(event: Event, file: File) -> tuple[str, str]:
    return f"先答复了一部分：{event.reason}", "全文在这一页的“先答复的部分”里，其余的继续办理。"


def _rated(event: Event, file: File) -> tuple[str, str]:
    said = (
        Rating.Satisfaction(event.data["satisfaction"]).label,
        Rating.Done(event.data["done"]).label,
    )
    return f"您的评价：{said[0]}，{said[1]}", event.reason


def _says(title: str, text: str = "") -> Callable[[Event, File], tuple[str, str]]:
    """Fixed words; a reason given to the author stands under them."""
    return lambda event, file: (title, event.reason or text)


def _into_clause(words: str) -> Callable[[Event, File], tuple[str, str]]:
    """With the text and the place that it had on that day; what it says now stands above."""

    def told(event: Event, file: File) -> tuple[str, str]:
        return f"{words}{event.data.get('text', '')}{event.data.get('place', '')}", event.reason

    return told


_WORDS: dict[str, Callable[[Event, File], tuple[str, str]]] = {
    Verb.SUBMITTED: _says("您提交了建议"),
    Verb.IMPORTED: _says("征集办收到了您的建议"),
    Verb.ACCEPTED: _accepted,
    Verb.DECLINED: _declined,
    Verb.UNDECIDED: _says("前一步撤销了", "征集办会重新审核。"),
    Verb.PUBLISHED: _says("建议公开了", "大家都能看到。"),
    Verb.CORRECTED: _says("您更正了内容或者联系方式"),
    Verb.ERASED: _says("您删除了这条建议的内容", "文字、照片、联系方式都删除了。"),
    Verb.WITHDRAWN: _says("您撤回了这条建议"),
    Verb.RECEIPT_ISSUED: _says("补发了查询码", "原来的查询码不能再用。"),
    Verb.LINKS_ENDED: _says("以前发出的个人链接失效了"),
    Verb.REFERRED: _referred,
    Verb.SIGNED: _signed,
    Verb.EXTENSION_GRANTED: _extended,
    Verb.PART_ANSWERED: _part_answered,
    Verb.ANSWERED: _says("答复来了", "全文在这一页的“部门答复”里。"),
    Verb.RATED: _rated,
    Verb.ASKED_AGAIN: _says("回访：事情真的办好了吗"),
    Verb.REOPENED: _says("按您的评价，重新办理"),
    Verb.WRITTEN_IN: _into_clause("您的话写进了"),
    Verb.WEIGHED: _into_clause("您的建议对照了"),
    Verb.TAKEN_OUT: _into_clause("您的话不再写在"),
    Verb.CLOSED: _says("征集办复核后，维持原来的答复"),
}


# --- where it stands --------------------------------------------------------------------------


def stands(file: File, *, at: dt.datetime) -> Standing:
    """One sentence for the question people come with."""
    suggestion = file.suggestion
    words = {
        Suggestion.Status.PENDING: _pending,
        Suggestion.Status.ACCEPTED: _taken_up,
        Suggestion.Status.FORWARDED: _with_department,
        Suggestion.Status.ANSWERED: _answered,
        Suggestion.Status.DECLINED: _sent_elsewhere,
    }.get(Suggestion.Status(suggestion.status))
    return words(file, at) if words else Standing("您已经撤回了这条建议。")


def _pending(file: File, at: dt.datetime) -> Standing:
    due = file.suggestion.screen_by
    late = bool(due and due < localdate(at))
    sentence = (
        "您的建议还在审核，比预定的日子晚了，我们会尽快看完。"
        if late
        else "您的建议已经收到，征集办正在审核。"
    )
    return Standing(sentence, OFFICE, due, late, SCREENING)


def _taken_up(file: File, at: dt.datetime) -> Standing:
    due = _forward_by(file)
    if file.topic:
        sentence = f"已归入“{file.topic.name}”，正准备转给承办单位。"
    else:
        sentence = "审核通过了，正在和大家提的同类建议归到一起。"
    late = bool(due and due < localdate(at))
    return Standing(sentence, OFFICE, due, late, GROUPING)


def _forward_by(file: File) -> dt.date | None:
    taken = [event.at for event in file.events if event.verb == Verb.ACCEPTED]
    if not taken:
        return None
    day = localdate(taken[-1])
    try:
        return WorkCalendar.load(day.year).ends(day, FORWARDING)
    except CalendarMissing:
        return None


def _with_department(file: File, at: dt.datetime) -> Standing:
    lead = file.lead()
    if lead is None:
        again = file.topic and file.topic.status == Topic.Status.REOPENED
        sentence = (
            "已按您的评价重新打开，征集办正在安排再办。"
            if again
            else "征集办正在重新安排承办单位。"
        )
        return Standing(sentence, OFFICE, next=WITH_DEPARTMENT)
    name = lead.department.name
    if lead.status == Referral.Status.OBJECTED:
        sentence = f"{name}提出不归本单位管，征集办正在协调。"
        return Standing(sentence, OFFICE, next=WITH_DEPARTMENT)
    if lead.status == Referral.Status.ANSWERED:
        sentence = f"{name}写好了答复，征集办正在把关。"
        return Standing(sentence, OFFICE, lead.due_on, next=WITH_DEPARTMENT)
    late = lead.is_late(at)
    if late:
        sentence = f"{name}正在办理，已经过了预定的日子，征集办会催办。"
    elif lead.status == Referral.Status.SENT:
        sentence = f"已经转给{name}，正等签收。"
    else:
        sentence = f"{name}正在办理。"
    return Standing(sentence, name, lead.due_on, late, WITH_DEPARTMENT)


def _answered(file: File, at: dt.datetime) -> Standing:
    if delivery := file.unrated():
        if delivery.asked_again_at:
            return Standing("答复有一段时间了，事情真的办好了吗？", AUTHOR, next=RATING)
        return Standing("答复来了，请您看看满意不满意。", AUTHOR, next=RATING)
    return Standing("您的建议已经答复，谢谢您的评价。")


def _sent_elsewhere(file: File, at: dt.datetime) -> Standing:
    route = file.suggestion.decline_route
    if route == Route.INVALID:
        return Standing("这条建议没有继续办理，理由写在下面。")
    office = Route(route).label.split("（")[0]
    return Standing(f"这件事不属于建议征集，请到{office}办理。")
