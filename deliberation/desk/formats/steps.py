"""环节: the steps of a meeting's form, what is recorded of each, and where the record is made."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from deliberation.actions import form_rows, formats
from deliberation.actions.form_rows import SETTLED
from deliberation.desk.access import CouncilRecord
from deliberation.desk.formats.forms import StepNoteForm, recordable
from deliberation.desk.formats.rows import (
    AnswerRowForm,
    NoRowsForm,
    RaiseRowForm,
    StepRowForm,
    StrikeRowForm,
)
from deliberation.hall.kinds import KINDS, criteria, outstanding, target
from deliberation.hall.row_words import answer_words, words
from deliberation.hall.steps import PROVEN, Standing, in_order, rows_of, standings
from deliberation.models import FormatStep, FormatStepTaken, FormRow, Meeting
from suggestions.staff.verbs import Button, DeskVerb, Done

Proof, Stage, Status = FormatStep.Proof, FormatStep.Stage, Meeting.Status
# Where the record of a step is made that is not written by hand.
PAGES = {
    Proof.AGENDA: "agenda",
    Proof.NOTICES: "notices",
    Proof.PRESENT: "attendance",
    Proof.REMARKS: "conduct",
    Proof.VOTES: "conduct",
    Proof.MINUTES: "minutes",
}


def steps_url(meeting: Meeting) -> str:
    return reverse("desk_meetings:steps", args=[meeting.council_id, meeting.pk])


def steps_with_rows(meeting: Meeting) -> QuerySet[FormatStep]:
    return FormatStep.objects.filter(format=meeting.format_id, proof__in=KINDS)


def steps_of_rows(meeting: Meeting) -> QuerySet[FormatStep]:
    """Those that are made of rows, or of what becomes of them."""
    rows = FormatStep.objects.filter(format=meeting.format_id)
    return rows.exclude(proof__in=[Proof.NOTE, *PROVEN])


def rows_at(meeting: Meeting) -> QuerySet[FormRow]:
    return meeting.form_rows.select_related("step", "meeting__council", "meeting__format", "matter")


def _open_to_rows(step: FormatStep) -> bool:
    """Whether a row may be written down now; what holds it up says so beside it."""
    meeting: Meeting = step.at_meeting
    if step.proof not in KINDS or meeting.status == Status.CANCELLED:
        return False
    if step.stage != Stage.AFTER and meeting.status in SETTLED:
        return False
    return step.stage != Stage.AT or meeting.status in Meeting.HELD


def _may_be_empty(step: FormatStep) -> bool:
    meeting: Meeting = step.at_meeting
    return step.proof not in (Proof.NOTE, *PROVEN) and meeting.status != Status.CANCELLED


def _add(step: FormatStep, **given: Any) -> FormRow:
    return form_rows.add_form_row(step.at_meeting, step=step, **given)


def _leave_empty(step: FormatStep, **given: Any) -> FormatStepTaken:
    return formats.take_format_step(step.at_meeting, step=step, **given)


def _struck(done: Done) -> str:
    return f"已撤销“{done.result}”。"


class StepsPage(CouncilRecord):
    """One meeting's way through its form: done, due, and held up by what."""

    model = Meeting
    template_name = "deliberation/desk/steps.html"
    header_icon = "list-ol"
    verbs = (
        DeskVerb(
            "take-step",
            "登记环节",
            calls=formats.take_format_step,
            told="已登记“{result.step}”。",
            form=StepNoteForm,
            offered=lambda meeting: bool(recordable(meeting)),
            style="",
            apart=True,
        ),
        DeskVerb(
            "add-row",
            "登记一行",
            calls=_add,
            told="已登记“{result}”。",
            form=StepRowForm,
            subjects=steps_with_rows,
            offered=_open_to_rows,
            style="",
        ),
        DeskVerb(
            "no-rows",
            "没有可登记的",
            calls=_leave_empty,
            told="已登记“{result.step}”没有内容的原因。",
            form=NoRowsForm,
            subjects=steps_of_rows,
            offered=_may_be_empty,
        ),
        DeskVerb(
            "answer-row",
            "登记答复",
            calls=form_rows.answer_form_row,
            told="已登记答复。",
            form=AnswerRowForm,
            subjects=rows_at,
            offered=lambda row: row.waits,
            style="",
        ),
        DeskVerb(
            "raise-row",
            "列为议题",
            calls=form_rows.raise_form_row,
            told="已列为议题“{result}”。",
            form=RaiseRowForm,
            subjects=rows_at,
            offered=lambda row: not row.matter_id and KINDS[row.step.proof].matter,
        ),
        DeskVerb(
            "strike-row",
            "撤销",
            calls=form_rows.strike_form_row,
            told=_struck,
            form=StrikeRowForm,
            subjects=rows_at,
            offered=lambda row: not row.matter_id and row.meeting.status not in SETTLED,
        ),
    )

    def get_records(self) -> QuerySet[Meeting]:
        return self.council.meetings.select_related("council", "format")

    def get_url(self, verb: str = "") -> str:
        if not verb:
            return steps_url(self.object)
        return reverse("desk_meetings:steps_verb", args=[self.council.pk, self.object.pk, verb])

    def find_subject(self, verb: DeskVerb) -> Any:
        """A step is that of this meeting: what its button asks depends on it."""
        subject: Any = super().find_subject(verb)
        if isinstance(subject, FormatStep):
            subject.at_meeting = self.object
        return subject

    def get_page_title(self) -> str:
        return f"{self.object.called}的环节"

    def get_page_subtitle(self) -> str:
        return f"{timezone.localtime(self.object.starts_at):%-m月%-d日 %H:%M}"

    def where(self, row: Standing) -> str:
        """The page on which the record of a step is made; none for what is written here."""
        page = PAGES.get(Proof(row.step.proof))
        args = [self.council.pk, self.object.pk]
        return reverse(f"desk_meetings:{page}", args=args) if page else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_ones = recordable(self.object)
        return super().get_context_data(
            rows=self.lines(),
            here=open_ones[0] if open_ones else None,
            parties=self.object.format.parties.all(),
            **kwargs,
        )

    def lines(self) -> list["StepLine"]:
        rows = rows_of(self.object)
        steps = in_order(self.object.format.steps.all())
        return [self.line(standing, steps, rows) for standing in standings(self.object)]

    def line(self, standing: Standing, steps: list[FormatStep], rows: list[FormRow]) -> "StepLine":
        step = standing.step
        step.at_meeting = self.object
        asked = target(steps, step) if step.proof == Proof.ANSWER else None
        own = list(standing.rows)
        lacking = (
            outstanding(step, own, rows) if own or step.proof != Proof.RATING else criteria(rows)
        )
        hindered = standing.held_by or standing.done and bool(standing.text)
        return StepLine(
            standing,
            self.where(standing),
            [self.row(row) for row in own],
            [] if hindered else self.step_buttons(step, own),
            "、".join(lacking),
            asked,
        )

    def step_buttons(self, step: FormatStep, own: list[FormRow]) -> list[Button]:
        """Where something is written down nobody is asked why nothing is."""
        found = self.buttons(step)
        return [one for one in found if not (own and one.verb.name == "no-rows")]

    def row(self, row: FormRow) -> "RowLine":
        row.meeting = self.object
        return RowLine(row, words(row, public=False), answer_words(row), self.buttons(row))


@dataclass(frozen=True)
class RowLine:
    row: FormRow
    words: str
    answer: str
    buttons: list[Button]


@dataclass(frozen=True)
class StepLine:
    """A step as the page shows it: where it stands, its rows, its buttons, what is missing."""

    standing: Standing
    where: str
    rows: list[RowLine]
    buttons: list[Button]
    lacking: str
    asked: FormatStep | None
