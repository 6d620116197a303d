"""The page after the password: the code of the app, or, the first time, enrolling it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from suggestions.actions import braking, passkeys, second_factor
from suggestions.actions.rules import Refused
from suggestions.desk.settings.login import in_words, told_to_wait
from suggestions.models import SecondFactor, User
from suggestions.residents.qr import qr_drawing
from suggestions.staff import logins, second_step
from suggestions.staff.access import UNPROCESSABLE

TOO_LATE = "离输入密码过去太久了，请重新登录。"
WAIT = (
    "验证码不对的次数太多了，请过{}再试。这段时间里再试也不会核对。"
    "不是您自己在试的，请马上告诉系统管理员。"
)


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
        error_messages={"required": "请填写验证码。"},
    )


def check(
    request: HttpRequest, user: User, code: str, *, at: dt.datetime
) -> tuple[bool, dt.timedelta]:
    """Whether the code is right; and how long to wait."""
    return braked(request, user, lambda: second_factor.take(user, code, at=at), at=at)


def braked(
    request: HttpRequest, user: User, take: Callable[[], bool], *, at: dt.datetime
) -> tuple[bool, dt.timedelta]:
    """Whether `take` lets this person through, behind the same brake as passwords; and how long
    to wait."""
    name = braking.plain_name(user.get_username())
    known = logins.try_of(request, name)
    one = braking.Try(name, known.address, known.browser, second=True)
    if wait := one.take(at=at):
        return False, wait
    if take():
        one.succeeded()
        return True, braking.NOW
    one.failed(at=at)
    return False, braking.NOW


def qr_facts(user: User, secret: str) -> dict[str, Any]:
    """What an app is enrolled with: the drawing, and the same to type."""
    by_hand = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    return {"drawing": qr_drawing(second_factor.address(user, secret)), "by_hand": by_hand}


@method_decorator((never_cache, sensitive_post_parameters("code", "answer")), name="dispatch")
class SecondStep(RedirectURLMixin, View):
    next_page = "wagtailadmin_home"
    http_method_names = ["get", "post", "head"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.at = timezone.now()
        one = second_step.pending(request, at=self.at)
        if one is None:
            if not request.user.is_authenticated:
                messages.warning(request, TOO_LATE)
            return redirect("wagtailadmin_login")
        self.one = one
        self.enrols = not SecondFactor.objects.filter(user=one.user).exists()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "answer" in request.POST:
            return self.sign(CodeForm())
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.show(form, UNPROCESSABLE)
        return self.enrol(form) if self.enrols else self.ask(form)

    def ask(self, form: CodeForm) -> HttpResponse:
        right, wait = check(self.request, self.one.user, form.cleaned_data["code"], at=self.at)
        if right:
            return self.let_in(redirect(self.get_success_url()))
        form.add_error(None, WAIT.format(in_words(wait)) if wait else second_factor.WRONG)
        return told_to_wait(self.show(form, UNPROCESSABLE), wait)

    def sign(self, form: CodeForm) -> HttpResponse:
        """A passkey instead of the code."""
        state, answer = second_step.asked_once(self.request), self.request.POST["answer"]
        user, origin = self.one.user, second_step.origin(self.request)
        right, wait = braked(
            self.request,
            user,
            lambda: passkeys.take(user, answer=answer, state=state, origin=origin, at=self.at),
            at=self.at,
        )
        if right:
            return self.let_in(redirect(self.get_success_url()))
        refused = WAIT.format(in_words(wait)) if wait else passkeys.NOT_TAKEN
        return told_to_wait(self.show(form, UNPROCESSABLE, refused), wait)

    def enrol(self, form: CodeForm) -> HttpResponse:
        typed = "".join(form.cleaned_data["code"].split())
        try:
            codes = second_factor.enrol(
                self.one.user, secret=self.one.secret, code=typed, at=self.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, UNPROCESSABLE)
        told = {"codes": codes, "next": self.get_success_url()}
        return self.let_in(render(self.request, "suggestions/desk/recovery_codes.html", told))

    def let_in(self, response: HttpResponse) -> HttpResponse:
        second_step.finish(self.request, self.one)
        logins.remember_browser(response, self.one.user)
        return response

    def show(self, form: CodeForm, status: int = 200, refused: str = "") -> HttpResponse:
        context: dict[str, Any] = {"form": form, "next": self.get_success_url()}
        context["refused"] = refused
        origin = second_step.origin(self.request)
        if passkeys.may_be_asked(self.one.user, origin):
            context["asked"], state = passkeys.begin_asking(self.one.user, origin)
            second_step.remember_asked(self.request, state)
        if self.enrols:
            secret = self.one.secret or second_step.remember_secret(self.request)
            context |= qr_facts(self.one.user, secret)
        context["back"] = reverse("wagtailadmin_login")
        return render(self.request, "suggestions/desk/second_step.html", context, status=status)
