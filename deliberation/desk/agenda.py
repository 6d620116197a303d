"""议程安排: what waits on one side, the agenda on the other, and whether the time is enough."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from deliberation import actions, candidates
from deliberation.actions.agenda import OPEN_TO_CHANGE
from deliberation.desk.access import RUN, CouncilRecord
from deliberation.models import AgendaItem, Council, Matter, Meeting, Proposal, Resolution, Step
from suggestions.desk.access import DeskVerb
from suggestions.desk.forms import DeskForm, ReasonForm
from suggestions.models import Topic

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
    return reverse("deliberation_desk:agenda", args=[meeting.council_id, meeting.pk])


def _listed(item: AgendaItem) -> bool:
    return item.status == AgendaItem.Status.LISTED


def _up(item: AgendaItem, data: dict, **who: Any) -> str:
    actions.reorder(item, up=True, **who)
    return f"“{item}”已提前。"


def _down(item: AgendaItem, data: dict, **who: Any) -> str:
    actions.reorder(item, up=False, **who)
    return f"“{item}”已推后。"


def _off(item: AgendaItem, data: dict, **who: Any) -> str:
    actions.take_off_agenda(item, reason=data["reason"], **who)
    return f"“{item}”已移出议程，留待下次。"


def _minutes(item: AgendaItem, data: dict, *, by: Any, at: dt.datetime) -> str:
    actions.set_minutes(item, minutes=data["minutes"])
    return f"“{item}”的时间改为 {item.minutes} 分钟。"


def raise_from(what: str):
    """The button beside a candidate: it becomes a matter of this council."""

    def act(subject: Any, data: dict, **who: Any) -> str:
        council = Council.objects.get(pk=subject.for_council)
        matter = actions.raise_matter(council, **{what: subject}, **who)
        return f"“{matter}”已成为议题。"

    return act


def _arrange(matter: Matter, data: dict, **who: Any) -> str:
    meeting = Meeting.objects.select_related("council").get(pk=matter.for_meeting)
    actions.arrange(meeting, matter, minutes=data["minutes"], **who)
    return f"“{matter}”已列入议程。"


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


VERBS = (
    DeskVerb("arrange", "列入议程", RUN, _arrange, MinutesForm, subjects=matters_for, style=""),
    DeskVerb("earlier", "提前", RUN, _up, offered=_listed, subjects=items_of),
    DeskVerb("later", "推后", RUN, _down, offered=_listed, subjects=items_of),
    DeskVerb("length", "改时间", RUN, _minutes, MinutesForm, _listed, items_of),
    DeskVerb("off", "移出议程", RUN, _off, ReasonForm, _listed, items_of),
    DeskVerb("raise-topic", "作为议题", RUN, raise_from("topic"), subjects=topics_for, style=""),
    DeskVerb(
        "raise-proposal", "作为议题", RUN, raise_from("proposal"), subjects=proposals_for, style=""
    ),
    DeskVerb(
        "raise-resolution",
        "再议",
        RUN,
        raise_from("resolution"),
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
            return reverse("deliberation_desk:agenda_verb", args=args)
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
        matters = list(matters_for(meeting).prefetch_related("steps"))
        before = list(
            Step.objects.in_force(timezone.localdate(self.request.at)).filter(
                stage=Step.Stage.BEFORE, required=True
            )
        )
        for matter in matters:
            done = {taken.step_id for taken in matter.steps.all()}
            matter.missing = [step.name for step in before if step.pk not in done]
        return super().get_context_data(
            changeable=self.changeable,
            items=self.with_buttons(items, "earlier", "later", "length", "off"),
            total=total,
            over=max(total - meeting.minutes, 0),
            matters=self.with_buttons(matters, "arrange"),
            topics=self.with_buttons(topics_for(meeting)[:SHOWN], "raise-topic"),
            proposals=self.with_buttons(proposals_for(meeting)[:SHOWN], "raise-proposal"),
            resolutions=self.with_buttons(resolutions_for(meeting)[:SHOWN], "raise-resolution"),
            **kwargs,
        )
