"""居民选项目 in public: the projects, the ballot by phone, and both counts when it is over."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from deliberation.actions import choice_ballots
from deliberation.actions.choosing import ballot_file
from deliberation.models import ProjectChoice
from deliberation.telling import money
from deliberation.views.choice_forms import BallotForm, ProofForm
from deliberation.views.code_limits import too_many_codes
from deliberation.voting.roll_sheet import masked_phone
from suggestions.actions.rules import Refused
from suggestions.residents import limits, sheets
from suggestions.residents.doors import posted_from
from suggestions.views.receipt import private


def _found(pk: int) -> ProjectChoice:
    rows = ProjectChoice.objects.filter(announced_at__isnull=False)
    return get_object_or_404(rows.select_related("fund__council__area"), pk=pk)


@require_safe
def choice(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    opened = found.is_open(timezone.now())
    return _page(request, found, BallotForm(choice=found) if opened else None)


def _sheet(form: str, view: str, found: ProjectChoice) -> dict[str, dict[str, str]]:
    return sheets.standing(form, reverse(f"deliberation:{view}", args=[found.pk]))


def _page(
    request: HttpRequest, found: ProjectChoice, form: forms.Form | None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    standing = money.standing(found, at)
    context = {
        "section": "yishi",
        "crumbs": [*money.fund_crumbs(found.fund), {"title": found.title}],
        "choice": found,
        "council": found.council,
        "items": found.items.select_related("project"),
        "standing": standing,
        "standing_words": money.STANDINGS[standing],
        "form": form,
        "result": money.counted(found),
        **_sheet("choice-form", "choice_code", found),
    }
    return private(render(request, "deliberation/money/choice.html", context, status=status))


@sensitive_post_parameters("phone", "picks")
@posted_from("deliberation:choice")
def choice_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A code to the number that was typed, for the projects that were ticked."""
    found, at = _found(pk), timezone.now()
    form = BallotForm(request.POST, choice=found)
    if sheets.put_aside(request, form):
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, 422)
    if words := too_many_codes(request, found.council, "second-code", at=at):
        form.add_error(None, words)
        return _page(request, found, form, 429)
    try:
        choice_ballots.send_code(found, **form.cleaned_data, at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, 409)
    return _proof(request, found, ProofForm(choice=found, initial=form.cleaned_data))


@sensitive_post_parameters("phone", "code", "picks")
@posted_from("deliberation:choice")
def choice_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """One ballot a number; a later one takes the place of the earlier."""
    found, at = _found(pk), timezone.now()
    form = ProofForm(request.POST, choice=found)
    if sheets.put_aside(request, form):
        return _proof(request, found, form)
    if limits.exhausted(request, "choice-vote", settings.LOOKUPS_PER_HOUR, at=at):
        return limits.refuse(request, at=at)
    if not form.is_valid():
        return _proof(request, found, form, 422)
    try:
        new = choice_ballots.cast(found, **form.cleaned_data, at=at)
    except Refused as refusal:
        limits.count(request, "choice-vote", at=at)
        form.add_error(None, str(refusal))
        return _proof(request, found, form, 409)
    said = "您的票投好了，谢谢！结束以前还可以改。" if new else "您的票已经改好，以这一次为准。"
    messages.success(request, said)
    return private(redirect("deliberation:choice", pk=pk))


def _proof(
    request: HttpRequest, found: ProjectChoice, form: ProofForm, status: int = 200
) -> HttpResponse:
    picked: Any = form.cleaned_data.get("picks") if form.is_bound else form.initial["picks"]
    context = {
        **_sheet("proof-form", "choice_vote", found),
        "section": "yishi",
        "choice": found,
        "form": form,
        "sent_to": masked_phone(form["phone"].value() or ""),
        "picked": found.items.filter(number__in=picked or []),
    }
    return private(render(request, "deliberation/money/proof.html", context, status=status))


@require_safe
def ballots(request: HttpRequest, pk: int) -> HttpResponse:
    """All ballots, without whose: the file whose fingerprint stands in the record."""
    found = _found(pk)
    if found.status != ProjectChoice.Status.COUNTED:
        raise Http404
    picks = list(found.ballots.values_list("picks", flat=True))
    text = ballot_file(found, list(found.items.all()), picks)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="choice-{found.pk}.pb"'
    return response
