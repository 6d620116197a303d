"""投票 on a resident's own phone: by a code or a slip, without an account or JavaScript."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from deliberation.actions import online, voting
from deliberation.actions.online import NO_SLIP, find_slip, refuse_unless_open
from deliberation.models import Motion
from deliberation.rules import rule_in_force
from deliberation.telling.amendments import versions
from deliberation.views.code_limits import too_many_codes
from deliberation.views.vote_forms import (
    BallotForm,
    PhoneBallotForm,
    SlipBallotForm,
    SlipForm,
    WhoForm,
)
from deliberation.voting import answers, counting
from deliberation.voting.roll_sheet import masked_phone
from suggestions.actions.rules import Overtaken, Refused
from suggestions.residents import limits, receipts, sheets, visitors
from suggestions.residents.doors import posted_from
from suggestions.views.receipt import private

SLIP_AGAIN = "请再扫一次纸条上的二维码，或者在这场表决的页面上填写纸条上的代码。"
CODES_AN_HOUR = 30  # of one network where no hall meets: they wake people
UNPROCESSABLE, CONFLICT, GONE = 422, 409, 410


def find_motion(pk: int) -> Motion:
    """A vote that the public may see: drafts are nobody's business yet."""
    rows = Motion.objects.select_related("item__meeting__council", "item__matter", "roll")
    shown = rows.exclude(status__in=[Motion.Status.DRAFT, Motion.Status.WITHDRAWN])
    return get_object_or_404(shown.exclude(opened_at=None), pk=pk)


def about(motion: Motion) -> dict[str, Any]:
    """What every page of a vote shows of it."""
    council = motion.item.meeting.council
    on = timezone.localdate(motion.opened_at)
    return {
        "motion": motion,
        "council": council,
        "rule": rule_in_force(motion.rule, on),
        "versions": versions(motion),
        "turnout": counting.turnout(motion),
        "open": motion.status == Motion.Status.OPEN,
        "crumbs": [
            {"title": council.name, "url": council.get_absolute_url()},
            {"title": "表决"},
        ],
    }


def show(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return private(render(request, f"deliberation/{template}.html", context, status=status))


# --- the front page of a vote ----------------------------------------------------------------


@require_safe
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """What is put to the vote, and the two ways in."""
    return front(request, find_motion(pk), at=timezone.now())


def front(
    request: HttpRequest, motion: Motion, *, at: dt.datetime, status: int = 200, **context: Any
) -> HttpResponse:
    late = ""
    try:
        refuse_unless_open(motion, at=at)
    except Refused as error:
        late = str(error)
    context = {"who": WhoForm(), "slip": SlipForm(), "late": late, **context}
    return show(request, "vote", status, **about(motion), **context)


@sensitive_post_parameters("phone", "name")
@posted_from("deliberation:vote")
def send_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A code by message; the answer is the same whether or not somebody is on the roll."""
    motion, at = find_motion(pk), timezone.now()
    form = WhoForm(request.POST)
    if not form.is_valid():
        return front(request, motion, at=at, status=UNPROCESSABLE, who=form)
    council = motion.item.meeting.council
    if words := too_many_codes(request, council, "vote-code", at=at, usual=CODES_AN_HOUR):
        form.add_error(None, words)
        return front(request, motion, at=at, status=429, who=form)
    who = {name: form.cleaned_data[name] for name in ("name", "phone")}
    try:
        online.send_code(motion, **who, at=at)
    except online.Expired as error:
        return stop(request, motion, error)
    except Refused as error:
        form.add_error(None, str(error))
        return front(request, motion, at=at, status=refusal_status(error), who=form)
    initial = {**who, "key": visitors.new_key()}
    return phone_ballot(request, motion, PhoneBallotForm(initial=initial, motion=motion))


def phone_ballot(
    request: HttpRequest, motion: Motion, form: PhoneBallotForm, status: int = 200
) -> HttpResponse:
    sheet = sheets.standing("ballot-form", reverse("deliberation:vote_phone", args=[motion.pk]))
    sent_to = masked_phone(form["phone"].value() or "")
    return show(request, "vote_phone", status, form=form, sent_to=sent_to, **sheet, **about(motion))


@sensitive_post_parameters("phone", "name", "code", "choice")
@posted_from("deliberation:vote")
def vote_by_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The code from the message and the choice, together."""
    motion, at = find_motion(pk), timezone.now()
    if limits.exhausted(request, "vote", settings.LOOKUPS_PER_HOUR, at=at):
        return limits.refuse(request, at=at)
    form = PhoneBallotForm(request.POST, motion=motion)
    if sheets.put_aside(request, form):
        return phone_ballot(request, motion, form)
    if not form.is_valid():
        return phone_ballot(request, motion, form, UNPROCESSABLE)
    try:
        receipt = online.vote_by_phone(motion, **form.cleaned_data, at=at)
    except voting.Voted as error:
        return stop(request, motion, error)
    except Refused as error:
        limits.count(request, "vote", at=at)
        form.add_error(None, str(error))
        return phone_ballot(request, motion, form, refusal_status(error))
    return receipt_page(request, motion, receipt, form.cleaned_data["choice"])


# --- slips -----------------------------------------------------------------------------------


@posted_from("deliberation:vote")
def enter_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The code of a slip, typed."""
    form = SlipForm(request.POST)
    if not form.is_valid():
        motion, at = find_motion(pk), timezone.now()
        return front(request, motion, at=at, status=UNPROCESSABLE, slip=form)
    return open_slip(request, form.cleaned_data["token"], back=pk)


@require_safe
def scan_slip(request: HttpRequest, token: str) -> HttpResponse:
    """The address in a slip's QR code."""
    return open_slip(request, token)


def open_slip(request: HttpRequest, token: str, back: int | None = None) -> HttpResponse:
    at = timezone.now()
    if limits.exhausted(request, "vote", settings.LOOKUPS_PER_HOUR, at=at):
        return limits.refuse(request, at=at)
    row = find_slip(token)
    if row is None or (row.used and not row.voter.voted):
        limits.count(request, "vote", at=at)
        if back is None:
            return show(request, "vote_no_slip", 404, error=NO_SLIP)
        form = SlipForm({"token": token})
        form.add_error("token", NO_SLIP)
        return front(request, find_motion(back), at=at, status=UNPROCESSABLE, slip=form)
    motion = find_motion(row.voter.motion_id)
    if row.voter.voted:
        return stop(request, motion, voting.voted(row.voter))
    try:
        refuse_unless_open(motion, at=at)
    except Refused as error:
        return stop(request, motion, error)
    initial = {"token": token, "key": visitors.new_key()}
    return ballot(request, motion, SlipBallotForm(initial=initial, motion=motion))


def ballot(
    request: HttpRequest, motion: Motion, form: BallotForm, status: int = 200
) -> HttpResponse:
    return show(request, "vote_slip", status, form=form, **about(motion))


@sensitive_post_parameters("token", "choice")
@posted_from("deliberation:board", own=False, told=SLIP_AGAIN)
def vote_by_slip(request: HttpRequest) -> HttpResponse:
    """The vote itself; the slip's code stands in the form, not in the address."""
    at = timezone.now()
    if limits.exhausted(request, "vote", settings.LOOKUPS_PER_HOUR, at=at):
        return limits.refuse(request, at=at)
    row = find_slip(request.POST.get("token", ""))
    if row is None:
        limits.count(request, "vote", at=at)
        return show(request, "vote_no_slip", 404, error=NO_SLIP)
    motion = row.voter.motion
    form = SlipBallotForm(request.POST, motion=motion)
    if not form.is_valid():
        return ballot(request, find_motion(motion.pk), form, UNPROCESSABLE)
    try:
        data = form.cleaned_data
        receipt = online.vote_by_slip(row, choice=data["choice"], key=data["key"], at=at)
    except Refused as error:
        return stop(request, motion, error)
    return receipt_page(request, motion, receipt, form.cleaned_data["choice"])


# --- what comes of it ------------------------------------------------------------------------


def refusal_status(error: Refused) -> int:
    if isinstance(error, Overtaken):
        return CONFLICT
    return GONE if isinstance(error, online.Expired) else UNPROCESSABLE


def stop(request: HttpRequest, motion: Motion, error: Refused) -> HttpResponse:
    """No vote, and why; nothing on this page can be filled in any more."""
    context = {"error": str(error), "motion": motion, "voted": isinstance(error, voting.Voted)}
    return show(request, "vote_stop", refusal_status(error), **context)


def receipt_page(
    request: HttpRequest, motion: Motion, receipt: voting.Receipt, choice: str
) -> HttpResponse:
    """Shown as the answer to the vote and nowhere else; no address leads here."""
    return show(
        request,
        "vote_receipt",
        motion=motion,
        choice=answers.spelled(motion, choice),
        **receipts.shown(receipt.code),
        commitment=receipt.commitment,
    )
