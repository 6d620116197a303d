"""议程安排: what waits on one side, the agenda on the other, and whether the time is enough."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from deliberation.actions import agenda, copying
from deliberation.actions import matters as matters_actions
from deliberation.actions.agenda import OPEN_TO_CHANGE
from deliberation.desk.access import CouncilRecord
from deliberation.desk.month import copying as copying_desk
from deliberation.desk.month.raising import RaiseForm, RaiseProposalForm
from deliberation.models import (
    AgendaItem,
    Council,
    Matter,
    Meeting,
    Procedure,
    Proposal,
    Resolution,
    Step,
)
from deliberation.telling import candidates
from suggestions.models import Topic, User
from suggestions.staff.forms import DeskForm, ReasonForm
from suggestions.staff.verbs import DeskVerb

SHOWN = 8


class MinutesForm(DeskForm):
    minutes = forms.IntegerField(
        label="分钟",
        initial=15,
        min_value=1,
        max_value=240,
        error_messages={"required": "请填写分钟数。", "invalid": "分钟数应当是整数。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.subject, AgendaItem):
            self.initial.setdefault("minutes", self.subject.minutes)


def agenda_url(meeting: Meeting) -> str:
    return reverse("desk_meetings:agenda", args=[meeting.council_id, meeting.pk])


def _listed(item: AgendaItem) -> bool:
    return item.status == AgendaItem.Status.LISTED


def set_minutes(item: AgendaItem, *, minutes: int, by: User, at: dt.datetime) -> None:
    """How long an item takes is planning: no history is kept of it."""
    agenda.set_minutes(item, minutes=minutes)


def monthly(item: AgendaItem, *, by: User, at: dt.datetime) -> None:
    """A plan for the months to come: no history is kept of it."""
    agenda.set_monthly(item, monthly=True)


def once(item: AgendaItem, *, by: User, at: dt.datetime) -> None:
    agenda.set_monthly(item, monthly=False)


def raise_from(what: str) -> Callable[..., Matter]:
    """The button beside a candidate: it becomes a matter of this council."""

    def raise_matter(subject: Any, **who: Any) -> Matter:
        council = Council.objects.get(pk=subject.for_council)
        return matters_actions.raise_matter(council, **{what: subject}, **who)

    return raise_matter


def arrange(matter: Any, **facts: Any) -> AgendaItem:
    """Onto the agenda of the meeting for which the matter was found."""
    meeting = Meeting.objects.select_related("council").get(pk=matter.for_meeting)
    return agenda.arrange(meeting, matter, **facts)


def _marked(rows: QuerySet, meeting: Meeting) -> QuerySet:
    """Candidates that remember for which meeting they were found."""
    council, pk = Value(meeting.council_id), Value(meeting.pk)
    return rows.annotate(for_council=council, for_meeting=pk)


def items_of(meeting: Meeting) -> QuerySet[AgendaItem]:
    rows = meeting.items.exclude(status=AgendaItem.Status.POSTPONED)
    return rows.select_related("matter", "meeting__council").order_by("order", "pk")


def matters_for(meeting: Meeting) -> QuerySet[Matter]:
    return _marked(candidates.matters(meeting.council), meeting)


def topics_for(meeting: Meeting) -> QuerySet[Topic]:
    return _marked(candidates.topics(meeting.council), meeting)


def proposals_for(meeting: Meeting) -> QuerySet[Proposal]:
    return _marked(candidates.proposals(meeting.council), meeting)


def resolutions_for(meeting: Meeting) -> QuerySet[Resolution]:
    return _marked(candidates.unfinished(meeting.council), meeting)


RAISED = "“{result}”已成为议题。"

VERBS = (
    DeskVerb(
        "copy",
        "抄上月",
        calls=copying.copy_last,
        told=copying_desk.told,
        form=copying_desk.CopyForm,
        offered=copying_desk.can_copy,
        style="",
        hint="按上次议事日的样子准备这一次：勾选的都抄过来，抄来的议题还可以移出。",
    ),
    DeskVerb(
        "monthly",
        "每月都议",
        calls=monthly,
        told="“{subject}”每月都议，抄上月时会自动勾选。",
        offered=lambda item: not item.monthly,
        subjects=items_of,
    ),
    DeskVerb(
        "once",
        "不再每月都议",
        calls=once,
        told="“{subject}”不再每月都议。",
        offered=lambda item: item.monthly,
        subjects=items_of,
    ),
    DeskVerb(
        "arrange",
        "列入议程",
        calls=arrange,
        told="“{subject}”已列入议程。",
        form=MinutesForm,
        subjects=matters_for,
        style="",
    ),
    DeskVerb(
        "earlier",
        "提前",
        calls=partial(agenda.reorder, up=True),
        told="“{subject}”已提前。",
        offered=_listed,
        subjects=items_of,
    ),
    DeskVerb(
        "later",
        "推后",
        calls=partial(agenda.reorder, up=False),
        told="“{subject}”已推后。",
        offered=_listed,
        subjects=items_of,
    ),
    DeskVerb(
        "length",
        "改时间",
        calls=set_minutes,
        told="“{subject}”的时间改为 {subject.minutes} 分钟。",
        form=MinutesForm,
        offered=_listed,
        subjects=items_of,
    ),
    DeskVerb(
        "off",
        "移出议程",
        calls=agenda.take_off_agenda,
        told="“{subject}”已移出议程，留待下次。",
        form=ReasonForm,
        offered=_listed,
        subjects=items_of,
    ),
    DeskVerb(
        "raise-topic",
        "作为议题",
        calls=raise_from("topic"),
        told=RAISED,
        form=RaiseForm,
        subjects=topics_for,
        style="",
    ),
    DeskVerb(
        "raise-proposal",
        "作为议题",
        calls=raise_from("proposal"),
        told=RAISED,
        form=RaiseProposalForm,
        subjects=proposals_for,
        style="",
    ),
    DeskVerb(
        "raise-resolution",
        "再议",
        calls=raise_from("resolution"),
        told=RAISED,
        subjects=resolutions_for,
        style="",
    ),
)


class AgendaPage(CouncilRecord):
    """The agenda of one meeting, arranged by its secretary."""

    model = Meeting
    template_name = "deliberation/desk/agenda.html"
    page_title = "议程安排"
    verbs = VERBS
    header_icon = "list-ol"

    def get_records(self) -> QuerySet[Meeting]:
        return self.council.meetings.select_related("council__area")

    def get_url(self, verb: str = "") -> str:
        if verb:
            args = [self.council.pk, self.object.pk, verb]
            return reverse("desk_meetings:agenda_verb", args=args)
        return agenda_url(self.object)

    def get_page_subtitle(self) -> str:
        return f"{timezone.localtime(self.object.starts_at):%-m月%-d日 %H:%M}"

    def with_buttons(self, rows: Any, *names: str) -> list[tuple[Any, list]]:
        """Each row with the buttons of its kind."""
        verbs = [verb for verb in VERBS if verb.name in names]
        return [(row, self.buttons(row, verbs) if self.changeable else []) for row in rows]

    @property
    def changeable(self) -> bool:
        return self.object.status in OPEN_TO_CHANGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.object
        items = list(items_of(meeting))
        total = sum(item.minutes for item in items)
        matters: list[Any] = list(matters_for(meeting).prefetch_related("steps"))
        before = Step.objects.filter(stage=Step.Stage.BEFORE, required=True)
        own = Procedure.objects.of_council(meeting.council, timezone.localdate(self.request.at))
        asked: dict[int | None, list[Step]] = {}
        for step in before:
            asked.setdefault(step.procedure_id, []).append(step)
        for matter in matters:
            done = {taken.step_id for taken in matter.steps.all()}
            steps = asked.get(matter.procedure_id or (own.pk if own else None), [])
            matter.missing = [step.name for step in steps if step.pk not in done]
        return super().get_context_data(
            changeable=self.changeable,
            items=self.with_buttons(items, "earlier", "later", "length", "off", "monthly", "once"),
            total=total,
            over=max(total - meeting.minutes, 0),
            matters=self.with_buttons(matters, "arrange"),
            topics=self.with_buttons(topics_for(meeting)[:SHOWN], "raise-topic"),
            proposals=self.with_buttons(proposals_for(meeting)[:SHOWN], "raise-proposal"),
            resolutions=self.with_buttons(resolutions_for(meeting)[:SHOWN], "raise-resolution"),
            **kwargs,
        )
