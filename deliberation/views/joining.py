"""入席: the page behind an invitation's link. No account, no code, no JavaScript."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from deliberation.actions import inviting
from deliberation.models import Invitation, Party, Seat
from suggestions.actions.rules import Overtaken, Refused
from suggestions.residents import fields, limits, sheets
from suggestions.residents.sheets import SeeOther
from suggestions.views.receipt import private

GUESSES = 60  # wrong links of one network an hour
Status = Invitation.Status


class JoinForm(forms.Form):
    """Who takes the seat, and how they want to be named."""

    party = forms.ModelChoiceField(
        Party.objects.none(),
        label="您代表哪一方",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "请选择您代表哪一方。",
            "invalid_choice": "请选择您代表哪一方。",
        },
    )
    holder = fields.own_name(
        label="姓名", required=True, error_messages={"required": "请填写您的姓名。"}
    )
    phone = fields.own_phone(
        required=True,
        help_text="会议通知发到这里。加密存放，不公开，只给本议事会的议事员看。",
        error_messages={"required": "请填写您的手机号。"},
    )
    shown = fields.choice(
        label="对外怎么公开您",
        choices=Seat.Shown.choices,
        error_messages={"required": "请选一种公开方式。"},
    )
    consent = forms.BooleanField(
        label="我同意担任席位，并按上面选的方式公开",
        error_messages={"required": "同意以后才能入席；不同意的，关掉这一页就可以。"},
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if invitation.party:
            del self.fields["party"]
        else:
            rows = Party.objects.in_force(invitation.since)
            cast(forms.ModelChoiceField, self.fields["party"]).queryset = rows

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "consent"}


@sensitive_post_parameters("holder", "phone")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    if limits.exhausted(request, "join", GUESSES, at=at):
        return limits.refuse(request, at=at)
    found = inviting.find(token)
    if found is None:
        limits.count(request, "join", at=at)
        return _stop(request, 404)
    if found.status != Status.OPEN or found.expires_at <= at:
        return _stop(request, 200 if found.status == Status.FILLED else 410, found)
    if request.method != "POST":
        return _sheet(request, found, JoinForm(invitation=found))
    return _received(request, found, token, at)


def _received(request: HttpRequest, found: Invitation, token: str, at: dt.datetime) -> HttpResponse:
    form = JoinForm(request.POST, invitation=found)
    if sheets.put_aside(request, form):
        return _sheet(request, found, form)
    if not form.is_valid():
        return _sheet(request, found, form, 422)
    try:
        inviting.fill_in(found, **form.facts(), at=at)
    except (Overtaken, Refused) as refusal:
        form.add_error(None, str(refusal))
        return _sheet(request, found, form, 409)
    return private(SeeOther(reverse("deliberation:join", args=[token])))


def _sheet(
    request: HttpRequest, found: Invitation, form: JoinForm, status: int = 200
) -> HttpResponse:
    context = {
        "section": "yishi",
        "invitation": found,
        "council": found.council,
        "form": form,
        **sheets.standing("join-form", request.path),
    }
    return private(render(request, "deliberation/join.html", context, status=status))


def _stop(request: HttpRequest, status: int, found: Invitation | None = None) -> HttpResponse:
    """Nothing to fill in any more: what became of it, and whom to ask."""
    context = {"section": "yishi", "invitation": found}
    return private(render(request, "deliberation/join_stop.html", context, status=status))
