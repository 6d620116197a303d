"""协商形式: which a council uses, and what is recorded of a step before the next may follow."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.hall.steps import PROVEN, Standing, missing, standings
from deliberation.models import Council, Format, FormatStep, FormatStepTaken, Meeting, Procedure
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import User

NOTE = 2000


def choose_formats(
    council: Council, *, formats: Iterable[Format], by: User, at: dt.datetime
) -> list[Format]:
    """What a council's meetings may be held as, besides the monthly one; none means any."""
    chosen = sorted(formats, key=lambda form: (form.order, form.pk))
    with transaction.atomic():
        council.formats.set(chosen)
        data = {"formats": [form.name for form in chosen]}
        note(council, "council.formats_chosen", at=at, by=by, data=data)
    return chosen


def choose_procedure(
    council: Council, *, procedure: Procedure, by: User, at: dt.datetime
) -> Procedure:
    """By which steps new matters go; those that are under way keep theirs."""
    if procedure not in Procedure.objects.in_force(localdate(at)):
        raise Refused(f"“{procedure}”今天不在有效期里，请另选。")
    with transaction.atomic():
        Council.objects.filter(pk=council.pk).update(procedure=procedure)
        council.procedure = procedure
        note(council, "council.procedure_chosen", at=at, by=by, data={"procedure": procedure.name})
    return procedure


def take_format_step(
    meeting: Meeting, *, step: FormatStep, note_text: str, on: dt.date, by: User, at: dt.datetime
) -> FormatStepTaken:
    """登记环节: what came of a step; refused while one that has to come before is not recorded.

    Of a step that is made of rows: why there is nothing to write down.
    """
    text = open_words(note_text, "记录", NOTE)
    if on > localdate(at):
        raise Refused("日期不能在今天之后。")
    if meeting.status == Meeting.Status.CANCELLED:
        raise Refused("会议已经取消，不再登记环节。")
    _refuse_early(meeting, step)
    taken = FormatStepTaken(meeting=meeting, step=step, note=text, on=on, by=by, at=at)
    with transaction.atomic():
        try:
            with transaction.atomic():
                taken.save(force_insert=True)
        except IntegrityError as error:
            raise Overtaken(f"“{step}”刚才已经有人登记过了，请刷新页面后再看。") from error
        data = {"step": step.name, "on": f"{on:%Y-%m-%d}", "note": text}
        note(taken, "format.step_taken", at=at, by=by, data=data)
    return taken


def _refuse_early(meeting: Meeting, step: FormatStep) -> None:
    row = next((one for one in standings(meeting) if one.step.pk == step.pk), None)
    if row is None or step.proof in PROVEN:
        raise Refused(f"“{step}”不在这里登记：{step.get_proof_display()}就算有了记录。")
    if row.done:
        raise Overtaken(f"“{step}”刚才已经有人登记过了，请刷新页面后再看。")
    if row.held_by:
        raise Refused(f"“{row.held_by}”还没有记录，请先登记，再登记“{step}”。")
    if step.stage == FormatStep.Stage.AT and meeting.status not in Meeting.HELD:
        raise Refused(f"“{step}”是会上的环节，请在开会以后登记。")


def refuse_without_steps(meeting: Meeting, *stages: str, to: str) -> None:
    """Opening and closing wait for what the meeting's form wants recorded before."""
    if names := "、".join(f"“{step}”" for step in missing(meeting, *stages)):
        raise Refused(f"{meeting.format.name}的{names}还没有记录，请先在“环节”里补上，再{to}。")


def due(meeting: Meeting) -> Standing | None:
    """The step that is to be recorded now."""
    return next((row for row in standings(meeting) if row.state == "now"), None)
