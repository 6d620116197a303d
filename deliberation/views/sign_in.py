"""签到 on the resident's own phone: the code on the wall, the name, four digits. No JavaScript."""

import datetime as dt
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.actions import attending
from deliberation.actions.attending import SIGNING
from deliberation.actions.conducting import EARLY
from deliberation.hall import passes
from deliberation.hall.presence import Gathering, SeatRow, gather
from deliberation.models import Attendance, Meeting, Seat
from suggestions.actions.rules import Overtaken, Refused
from suggestions.residents import limits
from suggestions.residents.sheets import SeeOther
from suggestions.views.receipt import private

# A hall shares one address: neighbours must not lock each other out, a guesser must be stopped.
WRONG_CODES, WRONG_DIGITS, TRIES_FOR_A_SEAT = 60, 40, 5
DIGITS = 4
RESCAN = "请看会场大屏幕或者签到台，用手机再扫一次二维码。"


class DigitsForm(forms.Form):
    digits = forms.CharField(
        label="手机号后四位",
        max_length=20,
        error_messages={"required": "请填写手机号的后四位数字。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}
        ),
    )

    def clean_digits(self) -> str:
        # Full-width and other digits are digits as well.
        found = "".join(str(int(c)) for c in self.cleaned_data["digits"] if c.isdecimal())
        if len(found) != DIGITS:
            raise forms.ValidationError("请填写四个数字，例如手机号 139****8060 填 8060。")
        return found


def last_digits(seat: Seat) -> str:
    """What the person is known by; empty where no phone was left with the seat."""
    digits = "".join(c for c in seat.phone if c.isascii() and c.isdigit())
    return digits[-DIGITS:] if len(digits) >= DIGITS else ""


# --- the doors --------------------------------------------------------------------------------


def _meeting(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("council", "format"), pk=pk)


@require_safe
def scan(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Where the code leads: a good one gives this phone its pass."""
    at, meeting = timezone.now(), _meeting(pk)
    if limits.exhausted(request, "hall-code", WRONG_CODES, at=at):
        return limits.refuse(request, at=at)
    try:
        passes.check(meeting, code, at)
    except passes.Expired:
        return _stop(request, meeting, "这个签到码过期了", f"签到码每分钟换一次。{RESCAN}", 410)
    except passes.Wrong:
        limits.count(request, "hall-code", at=at)
        return _stop(request, meeting, "这个签到码不对", RESCAN, 404)
    response = SeeOther(reverse("deliberation:sign_in", args=[meeting.pk]))
    passes.give_pass(response, meeting, passes.read_pass(request, meeting) or [])
    return private(response)


def _entered(request: HttpRequest, pk: int) -> tuple[Meeting, list[int], HttpResponse | None]:
    """The meeting, the seats this phone has signed in, and the page that stops it, if any."""
    meeting = _meeting(pk)
    mine = passes.read_pass(request, meeting)
    if mine is None:
        words = f"只有到了会场才能签到，扫码后 15 分钟内有效。{RESCAN}"
        return meeting, [], _stop(request, meeting, "请先扫会场的签到码", words, 403)
    return meeting, mine, _closed(request, meeting, timezone.now())


def _closed(request: HttpRequest, meeting: Meeting, at: dt.datetime) -> HttpResponse | None:
    begins = meeting.starts_at - EARLY
    if meeting.status in SIGNING and at >= begins:
        return None
    if meeting.status in SIGNING:
        words = f"{localtime(begins):%-m月%-d日 %H:%M} 开始签到，到时请再扫一次。"
        return _stop(request, meeting, "还没有开始签到", words, 409)
    words = f"这次会议现在的状态是“{meeting.get_status_display()}”，要补签请找签到台的工作人员。"
    return _stop(request, meeting, "现在不能签到", words, 409)


def _stop(
    request: HttpRequest, meeting: Meeting, title: str, text: str, status: int
) -> HttpResponse:
    context = {"section": "yishi", "meeting": meeting, "title": title, "text": text}
    return private(render(request, "deliberation/sign_in_stop.html", context, status=status))


@require_safe
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The seats that nobody has taken yet, by party."""
    meeting, mine, stopped = _entered(request, pk)
    if stopped:
        return stopped
    gathering = gather(meeting)
    context = {
        "section": "yishi",
        "meeting": meeting,
        "presence": gathering.presence,
        "parties": _waiting(gathering),
        "mine": [_told(row) for row in gathering.rows if row.seat.pk in mine and row.attendance],
    }
    return private(render(request, "deliberation/sign_in.html", context))


def _waiting(gathering: Gathering) -> list[tuple[str, list[dict[str, Any]]]]:
    free = [row for row in gathering.rows if row.attendance is None]
    return [
        (party.name, [line for row in rows for line in _lines(row)])
        for party, rows in groupby(free, key=lambda row: row.seat.party)
    ]


def _lines(row: SeatRow) -> list[dict[str, Any]]:
    """The holder, then the substitutes of the seat."""
    instead = row.seat.hall_name
    return [
        {
            "pk": person.pk,
            "name": person.hall_name,
            "post": person.post,
            "known": bool(last_digits(person)),
            "instead_of": instead if person.substitute_for_id else "",
        }
        for person in (row.seat, *row.substitutes)
    ]


def _told(row: SeatRow) -> dict[str, Any]:
    arrived = row.attendance.arrived_at if row.attendance else None
    return {"name": row.sitting.hall_name, "party": row.seat.party.name, "at": arrived}


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_seat(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """One person: the last four digits of the phone that is kept with the seat."""
    meeting, mine, stopped = _entered(request, pk)
    if stopped:
        return stopped
    gathering = gather(meeting)
    person = next((one for one in gathering.seats if one.pk == seat), None)
    if person is None or not last_digits(person):
        raise Http404
    at = timezone.now()
    if _guessing(request, person, at):
        words = "试的次数太多了，请到签到台，由工作人员核对后签到。"
        return _stop(request, meeting, "请到签到台签到", words, 429)
    form = DigitsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if constant_time_compare(form.cleaned_data["digits"], last_digits(person)):
            return _write(request, gathering, person, mine, at)
        limits.count(request, "hall-digits", at=at)
        form.add_error("digits", "和登记的手机号对不上。请再看一看，或者到签到台签到。")
    return _seat_page(request, meeting, person, form)


def _guessing(request: HttpRequest, person: Seat, at: dt.datetime) -> bool:
    """Counted before it is compared: many guesses at one moment are many guesses."""
    if request.method != "POST":
        return False
    if limits.exhausted(request, "hall-digits", WRONG_DIGITS, at=at):
        return True
    return limits.count(request, f"hall-seat-{person.pk}", at=at) > TRIES_FOR_A_SEAT


def _write(
    request: HttpRequest, gathering: Gathering, person: Seat, mine: list[int], at: dt.datetime
) -> HttpResponse:
    meeting, seat = gathering.meeting, person.substitute_for or person
    substitute = person if person.substitute_for_id else None
    try:
        attending.check_in(meeting, seat, substitute=substitute, way=Attendance.Way.QR, at=at)
    except Overtaken as refusal:
        messages.warning(request, _half_hidden(str(refusal), gathering))
    except Refused as refusal:
        words = _half_hidden(str(refusal), gathering)
        return _stop(request, meeting, "现在不能签到", words, 409)
    else:
        mine = [*mine, seat.pk]
    response = SeeOther(reverse("deliberation:sign_in", args=[meeting.pk]))
    passes.give_pass(response, meeting, mine)
    return private(response)


def _half_hidden(words: str, gathering: Gathering) -> str:
    """Refusals are written for the desk, which knows everybody by name."""
    for seat in gathering.seats:
        words = words.replace(seat.holder, seat.hall_name)
    return words


def _seat_page(
    request: HttpRequest, meeting: Meeting, person: Seat, form: DigitsForm
) -> HttpResponse:
    context = {
        "section": "yishi",
        "meeting": meeting,
        "form": form,
        "name": person.hall_name,
        "party": person.party.name,
        "instead_of": person.substitute_for.hall_name if person.substitute_for else "",
    }
    status = 422 if form.is_bound else 200
    return private(render(request, "deliberation/sign_in_seat.html", context, status=status))
