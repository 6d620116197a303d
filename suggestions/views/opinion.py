"""请教: the page behind a link. No account, no code, no JavaScript; what is written counts once."""

import datetime as dt

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from suggestions.actions import advising
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Opinion
from suggestions.residents import fields, limits
from suggestions.views.receipt import private

GUESSES = 60  # wrong links of one network an hour
Status = Opinion.Status


class OpinionForm(forms.Form):
    text = fields.long_text(
        8,
        label="您的意见",
        limit=advising.TEXT_LIMIT,
        error_messages={"required": "请写下您的意见；不方便写，请按“这次不方便”。"},
    )
    shown_as = fields.short_text(
        label="公开时怎样称呼您",
        limit=advising.NAME_LIMIT,
        required=False,
        help_text="意见公开时写在旁边；留空就只写您的身份和擅长的方面。",
    )


@sensitive_post_parameters("text", "shown_as")
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    if limits.exhausted(request, "opinion", GUESSES, at=at):
        return limits.refuse(request, at=at)
    found = advising.find(token)
    if found is None:
        limits.count(request, "opinion", at=at)
        return _end(request, None, 404)
    if found.status != Status.ASKED or found.expires_at <= at:
        done = found.status in (Status.WRITTEN, Status.DECLINED)
        return _end(request, found, 200 if done else 410)
    if request.method != "POST":
        return _sheet(request, found, OpinionForm())
    return _received(request, found, token, at)


def _received(request: HttpRequest, found: Opinion, token: str, at: dt.datetime) -> HttpResponse:
    form = OpinionForm(request.POST)
    declines = "decline" in request.POST
    if not declines and not form.is_valid():
        return _sheet(request, found, form, 422)
    try:
        if declines:
            advising.decline(found, at=at)
        else:
            advising.write(found, at=at, **form.cleaned_data)
    except Overtaken:
        return _end(request, advising.find(token), 409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _sheet(request, found, form, 422)
    return _end(request, found, 200)


def _sheet(
    request: HttpRequest, found: Opinion, form: OpinionForm, status: int = 200
) -> HttpResponse:
    context = {"opinion": found, "topic": found.topic, "form": form}
    return private(render(request, "suggestions/opinion.html", context, status=status))


def _end(request: HttpRequest, found: Opinion | None, status: int) -> HttpResponse:
    return private(
        render(request, "suggestions/opinion_end.html", {"opinion": found}, status=status)
    )
