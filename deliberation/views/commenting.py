"""会前意见: said on an item of the agenda before the meeting, followed by its receipt code."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from deliberation.actions import commenting
from deliberation.models import AgendaItem, Comment, Party
from deliberation.telling.councils import council_crumbs
from suggestions.actions.rules import Refused
from suggestions.actions.submitting import Changed
from suggestions.residents import fields, limits, receipts, sheets, visitors
from suggestions.views.receipt import private, qr_code


class CommentForm(forms.Form):
    text = fields.long_text(
        5,
        label="您的意见",
        limit=commenting.LIMIT,
        help_text="赞成什么、担心什么、有什么办法。请不要写姓名、电话和住址。",
        error_messages={"required": "请写下您的意见。"},
    )
    party = forms.ModelChoiceField(
        Party.objects.none(),
        label="请哪一方答复",
        required=False,
        empty_label="不用答复",
        error_messages={"invalid_choice": "请从列表里选一方，或者选“不用答复”。"},
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["party"])
        field.queryset = Party.objects.in_force(on)


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    rows = AgendaItem.objects.select_related("meeting__council__area", "meeting__format", "matter")
    item, at = get_object_or_404(rows, pk=pk), timezone.now()
    if request.method != "POST":
        if not commenting.takes_comments(item, at):
            return redirect(item.meeting.get_absolute_url())
        return _sheet(request, item, CommentForm(on=localdate(at)), visitors.new_key())
    return _received(request, item, at)


def _received(request: HttpRequest, item: AgendaItem, at: dt.datetime) -> HttpResponse:
    key, form = sheets.key_of(request), CommentForm(request.POST, on=localdate(at))
    if sheets.put_aside(request, form):
        return _sheet(request, item, form, key)
    sheets.spring_trap(request, form, button="提交意见")
    if not form.is_valid():
        return _sheet(request, item, form, key, 422)

    def gate() -> None:
        if words := sheets.why_not_now(request, "comment", at=at):
            raise limits.TooMany(words)

    try:
        made = commenting.comment(item, **form.cleaned_data, key=key, at=at, gate=gate)
    except limits.TooMany as refusal:
        form.add_error(None, str(refusal))
        return _sheet(request, item, form, key, 429)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        key = visitors.new_key() if isinstance(refusal, Changed) else key
        return _sheet(request, item, form, key, 409)
    return _mine(request, made, commenting.code_of(key))


def _sheet(
    request: HttpRequest, item: AgendaItem, form: CommentForm, key: str, status: int = 200
) -> HttpResponse:
    meeting = item.meeting
    context = {
        "section": "yishi",
        "crumbs": [
            *council_crumbs(meeting.council),
            {
                "title": f"{meeting.month:%Y年%-m月}{meeting.called}",
                "url": meeting.get_absolute_url(),
            },
            {"title": "会前意见"},
        ],
        "item": item,
        "meeting": meeting,
        "form": form,
        "key": key,
        "limit": commenting.LIMIT,
        **sheets.standing("comment-form", request.path),
    }
    return private(render(request, "deliberation/comment.html", context, status=status))


def _mine(request: HttpRequest, found: Comment, issued: str = "") -> HttpResponse:
    """Where it stands; with its code right after it was sent. No address leads here."""
    context = {
        "section": "track",
        "comment": found,
        "meeting": found.item.meeting,
        "matter": found.item.matter,
        **receipts.shown(issued),
        "qr": qr_code(issued) if issued else "",
    }
    return private(render(request, "deliberation/comment_mine.html", context))


def follow(request: HttpRequest, digest: str) -> HttpResponse | None:
    """The receipt box of the whole site asks here whose code it is."""
    rows = Comment.objects.select_related("item__meeting__council", "item__matter")
    found = rows.filter(receipt_hash=digest).first()
    return _mine(request, found) if found else None
