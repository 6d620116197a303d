"""请假 by the link of the notice: no account, no code, no JavaScript."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from deliberation.actions import apologizing
from deliberation.actions.apology_links import read_link
from deliberation.models import Apology, Attendance, Meeting, Seat
from suggestions.actions.rules import Refused
from suggestions.residents import fields
from suggestions.views.receipt import private


class ApologyForm(forms.Form):
    reason = fields.short_text(
        label="事由",
        limit=apologizing.REASON,
        required=False,
        help_text="可以不填。只给议事员看，不公开，也不写进纪要。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def apology(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a seat's own link: the meeting, and one button to say or to take back."""
    if (found := read_link(token)) is None:
        context = {"section": "yishi"}
        return private(render(request, "deliberation/apology_gone.html", context, status=404))
    meeting, seat = found
    if request.method != "POST":
        return _sheet(request, meeting, seat, ApologyForm())
    form = ApologyForm(request.POST)
    if not form.is_valid():
        return _sheet(request, meeting, seat, form, status=422)
    try:
        messages.success(request, _press(request, meeting, seat, form.cleaned_data["reason"]))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _sheet(request, meeting, seat, form, status=409)
    return private(redirect("deliberation:apology", token=token))


def _press(request: HttpRequest, meeting: Meeting, seat: Seat, reason: str) -> str:
    """Do what the button said; gives the words that tell so."""
    at, said = timezone.now(), _said(meeting, seat)
    if "back" not in request.POST:
        apologizing.excuse(meeting, seat, way=Apology.Way.LINK, reason=reason, at=at)
        return "已经替您记下请假。"
    if said:
        apologizing.take_back(said, at=at)
    return "请假已经撤销，欢迎您来开会。"


def _said(meeting: Meeting, seat: Seat) -> Apology | None:
    rows = Apology.objects.select_related("meeting__format", "seat__party")
    return rows.filter(meeting=meeting, seat=seat, round=meeting.sequence).first()


def _sheet(
    request: HttpRequest, meeting: Meeting, seat: Seat, form: ApologyForm, status: int = 200
) -> HttpResponse:
    context = {
        "section": "yishi",
        "meeting": meeting,
        "seat": seat,
        "said": _said(meeting, seat),
        "open": meeting.status in apologizing.ASKING,
        "came": Attendance.objects.filter(meeting=meeting, seat=seat).exists(),
        "form": form,
    }
    return private(render(request, "deliberation/apology.html", context, status=status))
