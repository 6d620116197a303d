"""What the ballot on projects asks: what is picked, the number that answers a code, the code."""

from typing import Any, cast

from django import forms

from deliberation.models import ProjectChoice
from deliberation.templatetags.money import yuan
from deliberation.views.second_forms import CodeForm
from suggestions.residents import fields

NONE = "请至少选一个项目。"


class BallotForm(forms.Form):
    """The projects, each a tick; and the number that makes it one ballot a person."""

    picks = forms.TypedMultipleChoiceField(
        label="您想选哪些项目",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NONE, "invalid_choice": NONE},
    )
    phone = fields.own_phone(
        required=True,
        help_text="只用来核实一人一票：不公开，也不存原来的号码。",
        error_messages={"required": "请填写您的手机号。"},
    )

    def __init__(self, *args: Any, choice: ProjectChoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.TypedMultipleChoiceField, self.fields["picks"]).choices = [
            (item.number, f"{item.number}号　{item.title}（{yuan(item.cost)} 元）")
            for item in choice.items.all()
        ]


class ProofForm(CodeForm):
    """The same ballot again, unseen, and the code that the number got."""

    picks = forms.TypedMultipleChoiceField(
        label="您想选哪些项目",
        coerce=int,
        widget=forms.MultipleHiddenInput,
        error_messages={"required": NONE, "invalid_choice": NONE},
    )

    def __init__(self, *args: Any, choice: ProjectChoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = choice.items.values_list("number", flat=True)
        cast(forms.TypedMultipleChoiceField, self.fields["picks"]).choices = [
            (number, number) for number in numbers
        ]
