"""The forms by which residents vote."""

from django import forms

from deliberation.voting.answering import AnswerForm
from deliberation.voting.codes import PHONE_DIGITS, normal_code
from suggestions.residents import fields, visitors
from suggestions.residents.fields import MobileField, PlainText


class WhoForm(forms.Form):
    """Who asks for a code: as the roll has them."""

    name = fields.own_name(
        label="姓名",
        required=True,
        error_messages={"required": "请填写名册上登记的姓名。"},
    )
    phone = fields.own_phone(
        limit=40,
        required=True,
        error_messages={"required": "请填写名册上登记的手机号。"},
    )


class SlipForm(forms.Form):
    """The code of a printed slip, typed or scanned."""

    token = fields.typed_code(
        label="纸条上的投票码",
        max_length=80,
        error_messages={"required": "请填写纸条上的投票码。"},
    )


class ReceiptForm(forms.Form):
    """The code of a voter's receipt."""

    code = fields.typed_code(
        label="回执码",
        max_length=64,
        error_messages={"required": "请填写回执码。"},
    )


class BallotForm(AnswerForm):
    """The choice itself. `key` names the form: sent twice it is one vote with one receipt."""

    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_key(self) -> str:
        return visitors.valid_key(self.cleaned_data["key"]) or ""


class SlipBallotForm(BallotForm):
    token = forms.CharField(max_length=80, widget=forms.HiddenInput)


class PhoneBallotForm(BallotForm):
    name = PlainText(limit=40, widget=forms.HiddenInput)
    phone = MobileField(limit=40, widget=forms.HiddenInput)
    code = forms.CharField(
        label="短信里的 6 位验证码",
        max_length=20,
        error_messages={"required": "请填写短信里的 6 位验证码。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    field_order = ["code", "choice", "name", "phone", "key"]

    def clean_code(self) -> str:
        code = normal_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(f"验证码是 {PHONE_DIGITS} 位数字。")
        return code
