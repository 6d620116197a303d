"""How far a meeting has come in the steps of its form: what is recorded, what is due, what waits.

Nothing of it is stored but what was written down: a step is done when its record is there.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from deliberation.hall.kinds import recorded
from deliberation.hall.presence import gather
from deliberation.models import (
    AgendaItem,
    FormatStep,
    FormatStepTaken,
    FormRow,
    Meeting,
    Motion,
    Remark,
)

Proof, Stage, Status = FormatStep.Proof, FormatStep.Stage, Meeting.Status
STAGES = [Stage.BEFORE, Stage.AT, Stage.AFTER]
TOLD = {*Meeting.HELD, Status.NOTICED}


@dataclass(frozen=True)
class Standing:
    """A step at a meeting: `state` is done, now or todo; `held_by` is what has to come before."""

    step: FormatStep
    state: str
    text: str = ""
    on: dt.date | None = None
    held_by: FormatStep | None = None
    rows: tuple[FormRow, ...] = ()

    @property
    def done(self) -> bool:
        return self.state == "done"


def standings(meeting: Meeting) -> list[Standing]:
    """Every step of the meeting's form in its order; `meeting.format` should be at hand.

    What is required and not recorded holds up all that comes after it.
    """
    taken = {row.step_id: row for row in meeting.steps_taken.all()}
    rows = rows_of(meeting)
    steps = in_order(meeting.format.steps.all())
    found: list[Standing] = []
    held: FormatStep | None = None
    due = False
    for step in steps:
        note = taken.get(step.pk)
        own = tuple(row for row in rows if row.step_id == step.pk)
        if note or _proven(meeting, step, steps, rows):
            found.append(_done(step, note, held, own))
            continue
        found.append(Standing(step, "todo" if due else "now", held_by=held, rows=own))
        due = True
        held = held or (step if step.required else None)
    return found


def rows_of(meeting: Meeting) -> list[FormRow]:
    """All that was written down of its steps row by row."""
    return list(meeting.form_rows.select_related("step", "department", "matter"))


def _done(
    step: FormatStep,
    note: FormatStepTaken | None,
    held: FormatStep | None,
    rows: tuple[FormRow, ...],
) -> Standing:
    text, on = (note.note, note.on) if note else ("", None)
    return Standing(step, "done", text, on, held, rows)


def _proven(
    meeting: Meeting, step: FormatStep, steps: list[FormatStep], rows: list[FormRow]
) -> bool:
    """Whether the record of a step is there without a word written by hand."""
    if step.proof == Proof.NOTE:
        return False
    own = PROVEN.get(step.proof)
    return own(meeting) if own else recorded(step, steps, rows)


def missing(meeting: Meeting, *stages: str) -> list[FormatStep]:
    """The required steps of these stages whose record is not there."""
    wanted = list(meeting.format.steps.filter(required=True, stage__in=stages))
    if not wanted:
        return []
    return [row.step for row in standings(meeting) if row.step in wanted and not row.done]


def lacking(meeting: Meeting) -> list[FormatStep]:
    """What has to be recorded before the meeting may be opened, or closed while it is held."""
    before = (Stage.BEFORE,) if meeting.status in (Status.PLANNED, Status.NOTICED) else ()
    during = (Stage.BEFORE, Stage.AT) if meeting.status == Status.OPEN else ()
    stages = before or during
    return missing(meeting, *stages) if stages else []


def in_order(steps: Iterable[FormatStep]) -> list[FormatStep]:
    """Before, at and after the meeting, whatever order an administrator typed them in."""
    return sorted(steps, key=lambda step: STAGES.index(Stage(step.stage)))


# --- where a record is found ------------------------------------------------------------------


def _agenda(meeting: Meeting) -> bool:
    return meeting.items.exclude(status=AgendaItem.Status.POSTPONED).exists()


def _notices(meeting: Meeting) -> bool:
    return meeting.status in TOLD


def _present(meeting: Meeting) -> bool:
    """Somebody of each party that the form asks for, of the council's own where it asks none."""
    gathering = gather(meeting)
    came = {row.seat.party.name for row in gathering.rows if row.attendance}
    asked = {party.name for party in meeting.format.parties.all()} or set(gathering.required)
    return bool(gathering.attendances) and asked <= came


def _remarks(meeting: Meeting) -> bool:
    return Remark.objects.filter(item__meeting=meeting).exists()


def _votes(meeting: Meeting) -> bool:
    return Motion.objects.filter(item__meeting=meeting, status=Motion.Status.CLOSED).exists()


def _minutes(meeting: Meeting) -> bool:
    return meeting.status == Status.FILED


PROVEN: dict[str, Callable[[Meeting], bool]] = {
    Proof.AGENDA: _agenda,
    Proof.NOTICES: _notices,
    Proof.PRESENT: _present,
    Proof.REMARKS: _remarks,
    Proof.VOTES: _votes,
    Proof.MINUTES: _minutes,
}
