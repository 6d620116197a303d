"""The form of a row: its fields are those of its kind, see `hall.kinds`."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from deliberation.actions.form_rows import SHORT, TEXT, RowDraft
from deliberation.actions.matters import TITLE
from deliberation.desk.councils.seats import day_field
from deliberation.hall.kinds import KINDS, answering, criteria, outstanding
from deliberation.hall.presence import day_of
from deliberation.hall.row_words import COMING, due
from deliberation.hall.steps import in_order, rows_of
from deliberation.models import FormatStep, FormRow, Meeting
from deliberation.models.form_rows import MARKS
from suggestions.models import Department
from suggestions.staff.forms import AskingForm, DeskForm, choose_from, text_area
from suggestions.text.language import masked

Proof = FormatStep.Proof
YES = {"yes": True, "no": False}
ANSWERS = {
    "coming": list(COMING.items()),
    "spoke": [("yes", "陈述了"), ("no", "没有陈述")],
    "agreed": [("yes", "谈成了"), ("no", "没有谈成")],
    "came": [("yes", "到场了"), ("no", "没有到场")],
}
MOST_PEOPLE = 100_000


class StepRowForm(AskingForm):
    """One row of the step on which the button stands."""

    subject: FormatStep
    side = forms.CharField(max_length=SHORT)
    name = forms.CharField(max_length=SHORT, required=False)
    department = forms.ModelChoiceField(
        Department.objects.none(),
        required=False,
        empty_label="（名录里没有）",
        error_messages={"invalid_choice": "这个单位刚才停用了，请另选或者留空。"},
    )
    coming = forms.ChoiceField(choices=ANSWERS["coming"])
    spoke = forms.ChoiceField(choices=ANSWERS["spoke"])
    agreed = forms.ChoiceField(choices=ANSWERS["agreed"])
    came = forms.ChoiceField(choices=ANSWERS["came"])
    criterion = forms.CharField(max_length=SHORT)
    text = text_area("", limit=TEXT, rows=3)
    criteria = text_area("", limit=400, rows=3)
    sent = forms.IntegerField(min_value=1, max_value=MOST_PEOPLE)
    n5, n4, n3, n2, n1 = (
        forms.IntegerField(min_value=0, max_value=MOST_PEOPLE, required=False) for _ in MARKS
    )
    people = forms.IntegerField(min_value=1, max_value=MOST_PEOPLE)
    taker = forms.CharField(max_length=SHORT)
    signers = text_area("", limit=1000, rows=3)
    answer = text_area("", limit=TEXT, rows=2)
    due_on = day_field("答复期限", required=False)

    field_order = [
        "text", "side", "department", "name", "coming", "spoke", "came", "agreed", "criterion",
        "criteria", "sent", "n5", "n4", "n3", "n2", "n1", "people", "taker", "signers", "answer",
        "due_on",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = self.subject
        self.kind = KINDS[step.proof]
        self.meeting: Meeting = step.at_meeting
        for name in [
            n for n in self.fields if n not in (*self.kind.labels, "due_on", "sure", "asked")
        ]:
            del self.fields[name]
        for name, label in self.kind.labels.items():
            self._word(name, label)
        self._sides()
        self._day()
        if "department" in self.fields:
            choose_from(self, "department", Department.objects.filter(active=True))

    def _word(self, name: str, label: str) -> None:
        field = self.fields[name]
        field.label, field.required = label, name in self.kind.needed
        field.help_text = self.kind.hints.get(name, "")
        field.error_messages |= {
            "required": f"请填写“{label}”。",
            "invalid": f"“{label}”请填写数字。",
            "min_value": f"“{label}”不能小于 %(limit_value)s。",
            "max_value": f"“{label}”不能大于 %(limit_value)s。",
            "max_length": f"“{label}”最多 %(limit_value)s 个字。",
            "invalid_choice": f"“{label}”请从列出的里面选。",
        }

    def _sides(self) -> None:
        """Who was asked is chosen, not typed; of whom a word is missing stands first."""
        rows = rows_of(self.meeting)
        own = [row for row in rows if row.step_id == self.subject.pk]
        waiting = outstanding(self.subject, own, rows)
        if self.subject.proof == Proof.RATING:
            self._choose("criterion", criteria(rows))
        elif self.subject.proof in (Proof.STATEMENT, Proof.ARRIVAL):
            self._choose("side", list(dict.fromkeys([*waiting, *(row.side for row in own)])))
        sides = "、".join(self.meeting.format.side_names)
        field = self.fields.get("side")
        if field and sides and not field.help_text:
            field.help_text = f"例如：{sides}。"

    def _choose(self, name: str, offered: list[str]) -> None:
        if offered:
            old = self.fields[name]
            self.fields[name] = forms.ChoiceField(
                choices=[(one, one) for one in offered],
                label=old.label,
                error_messages=old.error_messages,
            )

    def _day(self) -> None:
        answers = answering(in_order(self.meeting.format.steps.all()), self.subject)
        if answers is None:
            del self.fields["due_on"]
            return
        day = due(day_of(self.meeting), localdate(self.at), answers.days or 0)
        self.fields["due_on"].help_text = f"不填就是 {day:%Y-%m-%d}，在“{answers}”里登记答复。"

    def clean_signers(self) -> list[list[str]]:
        """One a line: the side, a blank, the name."""
        found = []
        for line in self.cleaned_data["signers"].splitlines():
            parts = line.replace("：", " ").replace(":", " ").split()
            if parts and len(parts) != 2:
                raise forms.ValidationError(f"“{line[:20]}”请写成“哪一方 姓名”，中间空一格。")
            found += [parts] if parts else []
        return found

    def clean_criteria(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["criteria"].splitlines())
        found = list(dict.fromkeys(line for line in lines if line))
        if long := [line for line in found if len(line) > SHORT]:
            raise forms.ValidationError(f"“{long[0][:12]}…”太长，每项标准最多 {SHORT} 个字。")
        return found

    def question(self) -> str:
        """What was hidden in the words of a visitor is looked at before it is public."""
        text = self.cleaned_data.get("text", "")
        if not self.kind.hidden or masked(text) == text:
            return ""
        return f"里面有要遮住的地方，会这样登记：{masked(text)}"

    def arguments(self) -> dict[str, Any]:
        typed = super().arguments()
        text = typed.get("text", "") or typed.get("criterion", "")
        draft = RowDraft(
            side=typed.get("side", ""),
            name=typed.get("name", ""),
            department=typed.get("department"),
            text=masked(text) if self.kind.hidden else text,
            data=self._data(typed),
            due_on=typed.get("due_on"),
            answer=masked(typed.get("answer", "")),
        )
        return {"draft": draft}

    def _data(self, typed: dict[str, Any]) -> dict[str, Any]:
        names = ("coming", "criteria", "sent", "people", "taker", "signers")
        data = {name: typed[name] for name in names if name in typed}
        data |= {n: YES[typed[n]] for n in ("spoke", "agreed", "came") if n in typed}
        if "n5" in typed:
            data["counts"] = [typed[f"n{mark}"] or 0 for mark in MARKS]
        return data


class AnswerRowForm(DeskForm):
    subject: FormRow
    on = day_field("哪天")
    answer = text_area("答复", limit=TEXT, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].help_text = "会公开。没有采纳、没有做到的，写明为什么。"
        self.initial.setdefault("on", localdate(self.at))


class StrikeRowForm(DeskForm):
    reason = text_area("理由", limit=200, rows=2)


class RaiseRowForm(DeskForm):
    subject: FormRow
    title = forms.CharField(
        label="议题", max_length=TITLE, error_messages={"required": "请填写议题。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("title", self.subject.text[:TITLE])


class NoRowsForm(DeskForm):
    """Why nothing is to be written down of a step that is made of rows."""

    subject: FormatStep
    on = day_field("哪天")
    note_text = text_area("原因", limit=TEXT, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", localdate(self.at))
