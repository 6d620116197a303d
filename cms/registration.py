"""报名: ask, confirm, look and cancel, all without an account; the address itself is the key."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms import registering
from cms.models import LiveEventPage, LiveRegistration
from cms.taking_part import MOST_PERSONS
from suggestions.actions.rules import Refused
from suggestions.models import Follow
from suggestions.news import letters, links
from suggestions.residents import limits, sheets
from suggestions.residents.follow_forms import AddressForm, take_code
from suggestions.views.receipt import private

CODE = "live-code"  # what a page for typing in the digits is signed for: it opens nothing by itself
GONE = "这个链接已经失效，或者不完整。"
PERSONS = f"请填 1 到 {MOST_PERSONS} 之间的整数。"


class RegisterForm(AddressForm):
    """Where to tell it, and how many come."""

    persons = forms.IntegerField(
        label="一共几个人来",
        required=False,
        initial=1,
        validators=[MinValueValidator(1, PERSONS), MaxValueValidator(MOST_PERSONS, PERSONS)],
        error_messages={"invalid": PERSONS},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "4"}),
        help_text=f"连您在内，最多 {MOST_PERSONS} 人。不填算 1 人。",
    )
    consent = forms.BooleanField(
        label="我同意用它来告诉我这场活动的事",
        error_messages={"required": "请勾选同意，我们才能提醒您。"},
        help_text="加密存放，不作别的用途；取消报名，马上删除；活动结束的第二天，也都删除。",
    )

    def arguments(self) -> dict[str, Any]:
        """What the action is asked with."""
        return {**self.where(), "persons": self.cleaned_data["persons"] or 1}


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet, and its one answer whether or not the address is known."""
    at = timezone.now()
    event = get_object_or_404(LiveEventPage.objects.live().public(), pk=pk)
    if request.method != "POST":
        if not event.registers(at):
            raise Http404
        return _sheet(request, event, RegisterForm())
    form = RegisterForm(request.POST)
    sheets.spring_trap(request, form, button="报名")
    if not form.is_valid():
        return _sheet(request, event, form, 422)
    if limits.count(request, "follow", at=at) > settings.FOLLOWS_PER_HOUR:
        form.add_error(None, sheets.come_back("再按一次“报名”", at=at))
        return _sheet(request, event, form, 429)
    try:
        follow = registering.ask(event, at=at, **form.arguments())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _sheet(request, event, form, 409)
    if follow.channel == Follow.Channel.EMAIL:
        return private(render(request, "cms/live_register_asked.html", {"event": event}))
    token = links.sign(CODE, follow.pk, at=at, days=1)
    return private(sheets.SeeOther(reverse("cms:live_register_code", args=[token])))


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Type in the six digits of the text message."""
    at, found = timezone.now(), _named(CODE, token)
    if found is None:
        return _gone(request)
    form, answer = take_code(
        request,
        confirm=lambda code: registering.confirm_code(found, code, at=at),
        done=lambda: _to_mine(found),
        at=at,
    )
    if answer:
        return answer
    context = {"form": form, "event": found.event}
    status = 422 if form.is_bound else 200
    return private(render(request, "cms/live_register_code.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter shows a button: programs that look at links confirm nothing."""
    found = _named(links.CONFIRM, token)
    if found is None:
        return _gone(request)
    if request.method != "POST":
        context = {"registration": found, "event": found.event, "days": letters.CONFIRM_DAYS}
        return private(render(request, "cms/live_register_confirm.html", context))
    try:
        registering.confirm(found, at=timezone.now())
    except Refused as refusal:
        return _gone(request, str(refusal))
    return _to_mine(found)


@csrf_exempt  # the reader's mail program presses it by itself (RFC 8058); the link is the key
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """What is registered, and the button that cancels it."""
    at, found = timezone.now(), _named(links.MANAGE, token)
    if found is None:
        return _gone(request)
    if request.method == "POST":
        registering.cancel(found, at=at)
        return private(redirect("cms:live_registration", token=token))
    context = {
        "registration": found,
        "event": found.event,
        "active": found.follow.status == Follow.Status.ACTIVE,
        "to_come": at < found.event.starts_at,
        "again": found.event.registers(at),
    }
    return private(render(request, "cms/live_registration.html", context))


def _to_mine(found: LiveRegistration) -> HttpResponse:
    token = links.sign(links.MANAGE, found.follow_id, at=timezone.now())
    return private(sheets.SeeOther(reverse("cms:live_registration", args=[token])))


def _named(purpose: str, token: str) -> LiveRegistration | None:
    named = links.read(purpose, token, at=timezone.now())
    rows = LiveRegistration.objects.filter(event__live=True).select_related("event", "follow")
    return rows.filter(follow=named.key).first() if named else None


def _sheet(
    request: HttpRequest, event: LiveEventPage, form: RegisterForm, status: int = 200
) -> HttpResponse:
    crumbs = [{"title": event.title, "url": event.get_url(request)}, {"title": "报名"}]
    context = {"section": "campaigns", "event": event, "form": form, "crumbs": crumbs}
    response = render(request, "cms/live_register.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _gone(request: HttpRequest, words: str = GONE) -> HttpResponse:
    return private(render(request, "cms/live_register_gone.html", {"words": words}, status=404))
