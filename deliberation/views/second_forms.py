"""What 附议 asks of a resident."""

from django import forms

from deliberation.voting.codes import PHONE_DIGITS, normal_code
from suggestions.residents import fields


class NumberForm(forms.Form):
    """The number that shall answer a code."""

    phone = fields.own_phone(
        required=True,
        help_text="只用来核实一个人附议一次：不公开，也不存原来的号码。",
        error_messages={"required": "请填写您的手机号。"},
    )


class CodeForm(forms.Form):
    """The number again, unseen, and the code that it got."""

    phone = fields.own_phone(required=True, widget=forms.HiddenInput)
    code = forms.CharField(
        label="短信验证码",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "请填写短信里的 6 位数字。"},
    )

    def clean_code(self) -> str:
        code = normal_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(f"验证码是 {PHONE_DIGITS} 位数字，请再看一看短信。")
        return code
