"""The shapes of what residents are asked, each with the words for what cannot be taken."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import validate_email

from suggestions.text.language import TextTooLong, clean_text

_MOBILE = re.compile(r"1[3-9]\d{9}")
_PHONE_NOISE = re.compile(r"[\s\-－—()（）]")


class PlainText(forms.CharField):
    """A text cleaned before it is measured: what people see is what is counted."""

    def __init__(self, *, limit: int, lines: bool = False, **kwargs) -> None:
        self.limit, self.lines = limit, lines
        super().__init__(**kwargs)

    def to_python(self, value) -> str:
        try:
            return clean_text(value or "", limit=self.limit, lines=self.lines)
        except TextTooLong as error:
            raise forms.ValidationError(f"{error}。") from error


class MobileField(PlainText):
    """A mainland mobile number, however it is written."""

    def to_python(self, value) -> str:
        text = super().to_python(value)
        digits = _PHONE_NOISE.sub("", text).translate(
            str.maketrans("０１２３４５６７８９＋", "0123456789+")
        )
        digits = re.sub(r"^(?:\+86|0086|86(?=1\d{10}$))", "", digits)
        if digits and not _MOBILE.fullmatch(digits):
            raise forms.ValidationError("请检查手机号：应当是 1 开头的 11 位数字。")
        return digits


class AddressField(PlainText):
    """An e-mail address."""

    def to_python(self, value) -> str:
        text = super().to_python(value)
        if text:
            try:
                validate_email(text)
            except forms.ValidationError as error:
                raise forms.ValidationError("请检查邮箱：应当像 name@example.com 这样。") from error
        return text


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures; what they are is found out when they are drawn anew."""

    def clean(self, data, initial=None):
        return data or []


# --- questions that many forms ask ------------------------------------------------------------


def short_text(**kwargs: Any) -> PlainText:
    """One line about the matter, which no browser shall fill in by itself."""
    return PlainText(widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)


def long_text(rows: int, **kwargs: Any) -> PlainText:
    return PlainText(lines=True, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def own_name(**kwargs: Any) -> PlainText:
    """怎么称呼您: what a browser knows of its owner it may fill in."""
    shape: dict[str, Any] = {"label": "怎么称呼您", "limit": 40, "required": False}
    widget = forms.TextInput(attrs={"autocomplete": "name"})
    return PlainText(**shape | {"widget": widget} | kwargs)


def own_phone(**kwargs: Any) -> MobileField:
    shape: dict[str, Any] = {"label": "手机号", "limit": 30, "required": False}
    widget = forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    return MobileField(**shape | {"widget": widget} | kwargs)


def own_email(**kwargs: Any) -> AddressField:
    shape: dict[str, Any] = {"label": "电子邮箱", "limit": 200, "required": False}
    widget = forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"})
    return AddressField(**shape | {"widget": widget} | kwargs)


def typed_code(**kwargs: Any) -> forms.CharField:
    """A code copied from paper: no browser remembers or corrects it."""
    attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(widget=forms.TextInput(attrs=attrs), **kwargs)


def choice(**kwargs: Any) -> forms.ChoiceField:
    """One of a few answers, all of them in sight."""
    return forms.ChoiceField(widget=forms.RadioSelect, **kwargs)


def consent(label: str, *, help_text: str) -> forms.BooleanField:
    """The tick for using contact data; `ask_consent` asks for it where some were left."""
    return forms.BooleanField(label=label, help_text=help_text, required=False)


def ask_consent(form: forms.Form, names: Iterable[str], words: str) -> None:
    data = form.cleaned_data
    if any(data.get(name) for name in names) and not data.get("consent"):
        form.add_error("consent", words)


def ask_one_address(form: forms.Form) -> None:
    """Exactly one of `email` and `phone`; what has a slip in it says so itself."""
    slipped = {"phone", "email"} & set(form.errors)
    given = [name for name in ("email", "phone") if form.cleaned_data.get(name)]
    if not slipped and len(given) != 1:
        words = "请只填一种：邮箱或者手机号。" if given else "请填邮箱或者手机号。"
        form.add_error("email", words)


class YuanField(forms.DecimalField):
    """An amount as people write it: 12,000 or 350.5元."""

    def clean(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.translate(str.maketrans("", "", ",，元 　"))
        return super().clean(value)
