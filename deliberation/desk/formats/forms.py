"""What the buttons of forms and their steps ask for."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from deliberation.actions.formats import NOTE
from deliberation.desk.councils.seats import day_field
from deliberation.hall.steps import standings
from deliberation.models import Council, Format, FormatStep, Meeting, Procedure
from suggestions.staff.forms import DeskForm, choose_from, text_area


class StepNoteForm(DeskForm):
    """The step that is due stands there; what it wants to know is said beside the field."""

    subject: Meeting
    step = forms.ModelChoiceField(
        FormatStep.objects.none(),
        label="环节",
        empty_label=None,
        error_messages={
            "required": "请选择环节。",
            "invalid_choice": "这个环节刚才有了变化，请刷新页面后再看。",
        },
    )
    on = day_field("哪天")
    note_text = text_area("记录", limit=NOTE, rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = recordable(self.subject)
        rows = FormatStep.objects.filter(format=self.subject.format_id)
        choose_from(self, "step", rows.filter(proof=FormatStep.Proof.NOTE))
        if not self.is_bound:
            choose_from(self, "step", rows.filter(pk__in=[step.pk for step in open_ones]))
        self.initial.setdefault("on", localdate(self.at))
        if open_ones:
            first = open_ones[0]
            self.initial.setdefault("step", first)
            self.fields["note_text"].help_text = f"{first.record}。会写进公开的记录和纪要。"
            if len(open_ones) == 1:
                self.fields["step"].widget = forms.HiddenInput()


def recordable(meeting: Meeting) -> list[FormatStep]:
    """The steps that may be written down by hand now, the due one first."""
    if meeting.status == Meeting.Status.CANCELLED:
        return []
    held = meeting.status in Meeting.HELD
    return [
        row.step
        for row in standings(meeting)
        if not row.done
        and row.held_by is None
        and row.step.proof == FormatStep.Proof.NOTE
        and (held or row.step.stage != FormatStep.Stage.AT)
    ]


class FormatsForm(DeskForm):
    subject: Council
    formats = forms.ModelMultipleChoiceField(
        Format.objects.none(),
        label="采用的协商形式",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="议事协商会总是可以开。一种也不勾，就是都可以用。",
        error_messages={
            "invalid_choice": "选中的形式有的已经变动，请刷新页面后再选。",
            "invalid_pk_value": "选中的形式有误，请刷新页面后再选。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = localdate(self.at)
        rows = Format.objects.in_force(today)
        choose_from(self, "formats", rows)
        codes = self.subject.formats.values("code")
        self.initial.setdefault("formats", list(rows.filter(code__in=codes)))


class ProcedureForm(DeskForm):
    subject: Council
    procedure = forms.ModelChoiceField(
        Procedure.objects.none(),
        label="议事程序",
        empty_label=None,
        help_text="以后提出的议题按它走；已经在走的议题不变。",
        error_messages={
            "required": "请选择议事程序。",
            "invalid_choice": "选中的程序今天不在有效期里，请刷新页面后再选。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = localdate(self.at)
        choose_from(self, "procedure", Procedure.objects.in_force(today))
        self.initial.setdefault("procedure", Procedure.objects.of_council(self.subject, today))
