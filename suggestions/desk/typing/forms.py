"""What typing a sheet asks for beside its questions, and how two typings are settled."""

from typing import Any

from django import forms

from suggestions.actions import typing_in
from suggestions.desk.intake.entry_form import AreaField
from suggestions.questionnaires.typed import FIRST, SECOND
from suggestions.staff.forms import DeskForm, text_area


class PaperForm(DeskForm):
    """The number on the paper, and where its writer lives, as far as these are asked."""

    number = forms.CharField(
        label="编号",
        max_length=typing_in.NUMBER,
        help_text="纸上印的或者手写的号，一张一个号；没有就先在角上写一个。",
        error_messages={"required": "请填写这一张的编号。"},
    )
    area = AreaField(
        label="居住地区",
        limit=160,
        required=False,
        help_text="纸上写的街镇或居村；没有写就空着。",
    )

    def __init__(self, *args: Any, numbered: bool, placed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not numbered:
            del self.fields["number"]
        if not placed:
            del self.fields["area"]


class SettleForm(DeskForm):
    """One choice for each question under which the two typings differ."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_ones = {f"q{one.number}": one for one in typing_in.differing(self.subject)}
        for name, one in self.open_ones.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{one.number}. {one.asked.text}",
                choices=[(FIRST, f"第一遍：{one.first}"), (SECOND, f"第二遍：{one.second}")],
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"第 {one.number} 题还没有选哪一遍对。",
                    "invalid_choice": f"第 {one.number} 题请从两遍里选一遍。",
                },
            )

    def arguments(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {"chosen": {one.asked.id: found[name] for name, one in self.open_ones.items()}}


class DropForm(DeskForm):
    reason = text_area("作废的原因", limit=typing_in.REASON, rows=2)
