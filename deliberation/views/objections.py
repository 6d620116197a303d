"""公示意见: said on the resolution's page, answered by code like every other word of a resident."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.actions import publishing
from deliberation.models import Objection
from deliberation.telling import keepsakes
from deliberation.views.follow_forms import ObjectionForm
from deliberation.views.resolution import resolution_page, shown_resolution
from suggestions.actions import rules
from suggestions.actions.submitting import Changed
from suggestions.residents import receipts, sheets, visitors
from suggestions.residents.doors import posted_from
from suggestions.residents.sheets import SeeOther
from suggestions.views.receipt import private, qr_code


@posted_from("deliberation:resolution", at="#object")
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    resolution, at = shown_resolution(pk), timezone.now()
    key = sheets.key_of(request)
    form = ObjectionForm(request.POST)
    if sheets.put_aside(request, form):
        return resolution_page(request, resolution, objecting=form, key=key)
    sheets.spring_trap(request, form, button="提交意见")
    if not form.is_valid():
        return resolution_page(request, resolution, objecting=form, key=key, status=422)
    if words := _too_many(request, key, at):
        form.add_error(None, words)
        return resolution_page(request, resolution, objecting=form, key=key, status=429)
    try:
        objection, _ = publishing.object_to(
            resolution, text=form.cleaned_data["text"], key=key, at=at
        )
    except rules.Refused as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, Changed):
            key = visitors.new_key()
        return resolution_page(request, resolution, objecting=form, key=key, status=409)
    response = SeeOther(reverse("deliberation:objection_mine", args=[objection.pk]))
    keepsakes.remember(request, response, objection)
    keepsakes.show_code(response, key)
    return response


def _too_many(request: HttpRequest, key: str, at: dt.datetime) -> str:
    """Why not now; a repetition of what is here already does not count."""
    if Objection.objects.filter(key=key).exists():
        return ""
    return sheets.why_not_now(request, "objection", at=at)


@require_safe
def objection_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """For the browser that sent it or has shown its code: the words and the answer."""
    objection = Objection.objects.select_related("resolution__council").filter(pk=pk).first()
    if objection is None or not keepsakes.holds(request, objection):
        messages.info(request, "请先输入查询码，再看这条意见的答复。")
        return redirect("suggestions:track")
    sent = keepsakes.just_sent(request) == str(objection.key)
    issued = receipts.issue(f"objection:{objection.key}") if sent else ""
    context = {
        "section": "track",
        "crumbs": [
            {"title": objection.resolution.title, "url": objection.resolution.get_absolute_url()},
            {"title": "我的意见"},
        ],
        "objection": objection,
        "resolution": objection.resolution,
        **receipts.shown(issued),
        "qr": qr_code(issued) if issued else "",
    }
    return private(render(request, "deliberation/objection_mine.html", context))


def follow(request: HttpRequest, digest: str) -> HttpResponse | None:
    """The receipt box of the whole site asks here whose code it is."""
    objection = Objection.objects.filter(receipt_hash=digest).first()
    if objection is None:
        return None
    response = SeeOther(reverse("deliberation:objection_mine", args=[objection.pk]))
    keepsakes.remember(request, response, objection)
    return response
