"""What is asked for when people are registered and asked."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from wagtail.admin.widgets import AdminDateInput

from suggestions.actions.advising import TEXT_LIMIT
from suggestions.desk.intake.entry_form import AreaField, PhoneField
from suggestions.models import Adviser
from suggestions.residents import fields
from suggestions.staff.forms import DeskForm, choose_from, text_area


class AdviserForm(DeskForm):
    kind = forms.ChoiceField(
        label="身份",
        choices=Adviser.Kind.choices,
        error_messages={"required": "请选择身份。", "invalid_choice": "请选择身份。"},
    )
    name = fields.short_text(label="姓名", limit=40, error_messages={"required": "请填写姓名。"})
    skills = fields.short_text(
        label="擅长的方面",
        limit=120,
        help_text="比如：老旧小区加装电梯、交通组织。公开意见时会写上。",
        error_messages={"required": "请填写擅长的方面。"},
    )
    area = AreaField(
        label="所在区域", limit=160, required=False, help_text="不限一个地方的，留空。"
    )
    phone = PhoneField(label="电话", limit=30, required=False, help_text="加密存放。")
    email = fields.own_email(help_text="加密存放。")
    since = forms.DateField(
        label="任期开始", widget=AdminDateInput, error_messages={"required": "请填写任期开始。"}
    )
    until = forms.DateField(
        label="任期结束", widget=AdminDateInput, required=False, help_text="没有定的，留空。"
    )
    consent = forms.BooleanField(
        label="本人同意登记姓名和联系方式，用于请教",
        error_messages={"required": "要本人同意，才能登记。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", localdate(self.at))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "任期的结束日期不能早于开始日期。")
        return data


class EndForm(DeskForm):
    reason = text_area("结束的理由", limit=200, rows=2)


class LookForm(DeskForm):
    reason = text_area("理由", limit=200, rows=2, help_text="谁看过、为什么看，都有记录。")


class AskForm(DeskForm):
    adviser = forms.ModelChoiceField(
        Adviser.objects.none(),
        label="请教谁",
        empty_label="请选择",
        error_messages={"required": "请选择请教谁。", "invalid_choice": "请选择请教谁。"},
    )
    question = text_area(
        "想请教什么", limit=1000, rows=3, help_text="对方打开链接看到的就是这几句和问题的名称。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "adviser", Adviser.objects.serving(localdate(self.at)))


class EnterForm(DeskForm):
    text = text_area("意见", limit=TEXT_LIMIT, rows=5, help_text="照对方说的写。")


class TakeDownForm(DeskForm):
    reason = text_area("理由", limit=500, rows=2)
