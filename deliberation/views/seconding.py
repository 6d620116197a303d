"""附议 by phone: a number, a code, no JavaScript and no account."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from deliberation.actions import seconding
from deliberation.models import Proposal
from deliberation.views.code_limits import too_many_codes
from deliberation.views.second_forms import CodeForm, NumberForm
from deliberation.voting.roll_sheet import masked_phone
from suggestions.actions.rules import Refused
from suggestions.residents import limits, sheets
from suggestions.residents.doors import posted_from
from suggestions.views.receipt import private


def _found(pk: int) -> Proposal:
    rows = Proposal.objects.public().select_related("council")
    return get_object_or_404(rows.defer("title", "body", "name", "phone"), pk=pk)


@sensitive_post_parameters("phone")
@posted_from("deliberation:proposal", at="#second-form")
def second_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A code to the number that was typed."""
    found, at, form = _found(pk), timezone.now(), NumberForm(request.POST)
    if sheets.put_aside(request, form):
        return _sheet(request, found, form)
    if not form.is_valid():
        return _sheet(request, found, form, 422)
    if words := too_many_codes(request, found.council, "second-code", at=at):
        form.add_error(None, words)
        return _sheet(request, found, form, 429)
    phone = form.cleaned_data["phone"]
    try:
        seconding.send_code(found, phone=phone, at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _sheet(request, found, form, 409)
    return _sheet(request, found, CodeForm(initial={"phone": phone}))


@sensitive_post_parameters("phone", "code")
@posted_from("deliberation:proposal", at="#second-form")
def second(request: HttpRequest, pk: int) -> HttpResponse:
    """附议, once a number."""
    found, at, form = _found(pk), timezone.now(), CodeForm(request.POST)
    if sheets.put_aside(request, form):
        return _sheet(request, found, form)
    if limits.exhausted(request, "second", settings.LOOKUPS_PER_HOUR, at=at):
        return limits.refuse(request, at=at)
    if not form.is_valid():
        return _sheet(request, found, form, 422)
    try:
        new = seconding.second_by_phone(found, **form.cleaned_data, at=at)
    except Refused as refusal:
        limits.count(request, "second", at=at)
        form.add_error(None, str(refusal))
        return _sheet(request, found, form, 409)
    said = "已经记上您的附议，谢谢！" if new else "这个手机号已经附议过这件提议了，谢谢！"
    messages.success(request, said)
    return private(redirect("deliberation:proposal", pk=pk))


def _sheet(
    request: HttpRequest, found: Proposal, form: forms.Form, status: int = 200
) -> HttpResponse:
    asked = isinstance(form, CodeForm)
    address = "deliberation:second" if asked else "deliberation:second_code"
    context = {
        "section": "yishi",
        "proposal": found,
        "form": form,
        "asked": asked,
        "sent_to": masked_phone(form["phone"].value() or ""),
        **sheets.standing("second-form", reverse(address, args=[found.pk])),
    }
    return private(render(request, "deliberation/second.html", context, status=status))
