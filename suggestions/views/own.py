"""What the author may do with what is stored: see all of it, take it along, correct, erase."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from suggestions.actions import owning, rules
from suggestions.models import Contact, Suggestion
from suggestions.residents.forms import NOTICE_VERSION, ContactForm, SuggestionForm, SureForm
from suggestions.telling import own_data
from suggestions.views import places
from suggestions.views.receipt import private
from suggestions.views.track import NOT_HERE, box, held

PENDING = Suggestion.Status.PENDING


@require_safe
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """存了什么: every column, in words."""
    suggestion = held(request, pk)
    if suggestion is None:
        return box(request, error=NOT_HERE, status=404)
    context = {
        **_frame(suggestion, "存了您的什么"),
        "parts": own_data.parts(suggestion),
        "may_change": _may_change(suggestion),
        "may_erase": suggestion.erased_at is None,
    }
    return private(render(request, "suggestions/own.html", context))


@require_safe
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file."""
    suggestion = held(request, pk)
    if suggestion is None:
        return box(request, error=NOT_HERE, status=404)
    response = JsonResponse(
        own_data.as_json(suggestion), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = f'attachment; filename="{suggestion.number}.json"'
    return private(response)


# --- correcting -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The words as long as nobody has decided on them; afterwards the contact alone."""
    suggestion = held(request, pk)
    if suggestion is None:
        return box(request, error=NOT_HERE, status=404)
    if not _may_change(suggestion):
        messages.info(request, "这条建议已经撤回或者删除，没有可以更正的内容。")
        return redirect("suggestions:tracked", pk=pk)
    whole = suggestion.status == PENDING
    if request.method != "POST":
        return _sheet(request, suggestion, _opened(suggestion, whole))
    if whole and "refine_area" in request.POST:
        typed = SuggestionForm.typed(suggestion.campaign, request.POST)
        return _sheet(request, suggestion, _without_photos(typed))
    form = _sent(request, suggestion, whole)
    if not form.is_valid():
        return _sheet(request, suggestion, form, status=422)
    try:
        _write(suggestion, form, request)
    except rules.Refused as refusal:
        form.add_error(None, str(refusal))
        return _sheet(request, suggestion, form, status=409)
    messages.success(request, "已经按您写的更正了。")
    return redirect("suggestions:tracked", pk=pk)


def _may_change(suggestion: Suggestion) -> bool:
    return suggestion.status != Suggestion.Status.WITHDRAWN and suggestion.erased_at is None


def _opened(suggestion: Suggestion, whole: bool) -> forms.Form:
    contact = Contact.objects.filter(suggestion=suggestion).first()
    initial: dict[str, Any] = {
        name: getattr(contact, name) for name in ("name", "phone", "email") if contact
    }
    initial["consent"] = contact is not None
    if not whole:
        return ContactForm(initial=initial)
    for name in ("title", "body", "solution", "place", "may_publish"):
        initial[name] = getattr(suggestion, name)
    initial["audience"] = str(suggestion.audience_id or "")
    return _without_photos(SuggestionForm(suggestion.campaign, initial=initial))


def _sent(request: HttpRequest, suggestion: Suggestion, whole: bool) -> forms.Form:
    if not whole:
        return ContactForm(request.POST)
    return _without_photos(SuggestionForm(suggestion.campaign, request.POST))


def _without_photos(form: SuggestionForm) -> SuggestionForm:
    form.fields.pop("photos", None)
    return form


def _chain(request: HttpRequest, suggestion: Suggestion) -> list[Any]:
    if not suggestion.campaign.asks_area:
        return []
    if request.method == "POST":
        return places.chosen(request.POST.getlist("area"))
    return places.chain_of(suggestion.area)


def _write(suggestion: Suggestion, form: forms.Form, request: HttpRequest) -> None:
    at = timezone.now()
    if isinstance(form, SuggestionForm):
        chain = _chain(request, suggestion)
        draft = form.draft(chain[-1] if chain else None)
        owning.correct(suggestion, draft=draft, at=at, notice=NOTICE_VERSION)
        return
    given = {name: form.cleaned_data[name] for name in ("name", "phone", "email")}
    owning.change_contact(suggestion, **given, at=at, notice=NOTICE_VERSION)


def _sheet(
    request: HttpRequest, suggestion: Suggestion, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    context = {
        **_frame(suggestion, "更正"),
        "form": form,
        "whole": isinstance(form, SuggestionForm),
    }
    if context["whole"] and suggestion.campaign.asks_area:
        context["levels"] = places.levels(_chain(request, suggestion))
    return private(render(request, "suggestions/correct.html", context, status=status))


# --- erasing ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once whether it is really meant, and says what stays."""
    suggestion = held(request, pk)
    if suggestion is None:
        return box(request, error=NOT_HERE, status=404)
    form = SureForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {**_frame(suggestion, "删除"), "form": form}
        status = 422 if form.is_bound else 200
        return private(render(request, "suggestions/erase.html", context, status=status))
    try:
        owning.erase(suggestion, at=timezone.now())
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "您写的内容、照片和联系方式都已经删除。")
    return redirect("suggestions:tracked", pk=pk)


def _frame(suggestion: Suggestion, here: str) -> dict[str, Any]:
    return {
        "section": "track",
        "crumbs": [
            {"title": "查进度", "url": reverse("suggestions:track")},
            {
                "title": suggestion.number,
                "url": reverse("suggestions:tracked", args=[suggestion.pk]),
            },
            {"title": here},
        ],
        "suggestion": suggestion,
        "campaign": suggestion.campaign,
    }
