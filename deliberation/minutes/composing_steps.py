"""The steps of a meeting's form in the minutes: the note of each, and its rows."""

from typing import Any

from deliberation.hall.row_words import SOURCES, answer_words, words
from deliberation.hall.steps import in_order, rows_of
from deliberation.minutes.sentences import fields, of
from deliberation.models import FormatStep, FormatStepTaken, FormRow, Meeting


def steps_of(meeting: Meeting) -> list[dict[str, Any]]:
    """Those of which something was written down, in their order."""
    notes = {row.step_id: row for row in meeting.steps_taken.all()}
    rows: dict[int, list[FormRow]] = {}
    for row in rows_of(meeting):
        rows.setdefault(row.step_id, []).append(row)
    if not notes and not rows:
        return []
    steps = in_order(meeting.format.steps.all())
    written = [step for step in steps if step.pk in notes or step.pk in rows]
    return [_step(step, notes.get(step.pk), rows.get(step.pk, [])) for step in written]


def _step(step: FormatStep, note: FormatStepTaken | None, rows: list[FormRow]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": step.name, "name_of": [*fields(of(step), "name")]}
    if note:
        found |= {"of": of(note), "on": note.on.isoformat(), "note": note.note}
    if rows:
        found |= {"rows": [_row(row) for row in rows], "rows_of": [of(row) for row in rows]}
    return found


def _row(row: FormRow) -> dict[str, Any]:
    """The row in full and as it is public; an answer only where there is one."""
    answered = ("answered_on", "answer") if row.answered_on else ()
    kept = [name for name in SOURCES[row.step.proof] if name != "name" or row.name]
    unit = fields(of(row.department), "name") if row.department else ()
    return {
        "said": words(row, public=False),
        "shown": words(row, public=True),
        "said_of": [of(row), *fields(of(row), *kept), *unit],
        "answer": answer_words(row) if row.answered_on else "",
        "answer_of": [*fields(of(row), *answered)],
    }
