"""Forms of those who follow something, or register for it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from suggestions.actions.rules import Refused
from suggestions.models import Follow
from suggestions.residents import fields, limits


class AddressForm(forms.Form):
    """Where to tell it, one of two ways."""

    email = fields.own_email(help_text="会先发一封信，请您确认。")
    phone = fields.own_phone(help_text="会先发一条短信，里面有确认码。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        fields.ask_one_address(self)
        return data

    def where(self) -> dict[str, str]:
        """The channel and the address on it."""
        data = self.cleaned_data
        email = data["email"]
        channel = Follow.Channel.EMAIL if email else Follow.Channel.SMS
        return {"channel": channel, "address": email or data["phone"]}


class FollowForm(AddressForm):
    """Where to tell it, and how often."""

    pace = fields.choice(
        label="多久告诉您一次",
        choices=Follow.Pace.choices,
        initial=Follow.Pace.AT_ONCE,
        error_messages={"required": "请选择多久告诉您一次。"},
    )
    consent = forms.BooleanField(
        label="我同意用它来告诉我这件事的进展",
        error_messages={"required": "请勾选同意，我们才能给您发消息。"},
        help_text="加密存放，不作别的用途；取消关注，地址马上删除。",
    )

    def arguments(self) -> dict[str, str]:
        """What the action is asked with."""
        return {**self.where(), "pace": self.cleaned_data["pace"]}


class CodeForm(forms.Form):
    code = fields.typed_code(
        label="短信里的确认码", max_length=12, error_messages={"required": "请输入 6 位确认码。"}
    )


def take_code(
    request: HttpRequest,
    *,
    confirm: Callable[[str], Any],
    done: Callable[[], HttpResponse],
    at: dt.datetime,
) -> tuple[CodeForm, HttpResponse | None]:
    """The form for the six digits of the text message, and what is answered instead of it once
    `confirm` has taken them, or after too many tries."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return form, None
    if limits.count(request, "follow", at=at) > settings.FOLLOWS_PER_HOUR:
        return form, limits.refuse(request, at=at)
    try:
        confirm(form.cleaned_data["code"])
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return form, None
    return form, done()
