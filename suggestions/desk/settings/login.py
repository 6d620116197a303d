"""The staff's login: Wagtail's own, with a brake that says how long to wait."""

import datetime as dt
import math
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin.forms.auth import LoginForm, PasswordResetForm
from wagtail.admin.views.account import LoginView

from suggestions.actions import braking
from suggestions.staff import logins, second_step
from suggestions.work.tasks import send_password_link

WAIT = (
    "登录名或密码不对的次数太多了，请过{}再试。这段时间里再试也不会核对密码。"
    "忘了密码的，请联系系统管理员；不是您自己在试的，也请告诉他。"
)
WRONG = "登录名或密码不对，请再看一看大小写和输入法。连续输错几次以后，要等一会儿才能再试。"


class StaffLoginForm(LoginForm):
    """Wagtail's own, whose password field has no label that could be translated."""

    error_messages = {**LoginForm.error_messages, "invalid_login": WRONG}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "密码"

    @property
    def wait(self) -> dt.timedelta:
        return getattr(self.request, "login_wait", braking.NOW)

    def get_invalid_login_error(self) -> forms.ValidationError:
        if self.wait:
            return forms.ValidationError(WAIT.format(in_words(self.wait)), code="wait")
        return super().get_invalid_login_error()


def in_words(wait: dt.timedelta) -> str:
    """How long, rounded up.

    >>> [in_words(dt.timedelta(seconds=s)) for s in (0.2, 59, 60.5, 900)]
    [' 1 秒', ' 59 秒', ' 2 分钟', ' 15 分钟']
    """
    seconds = math.ceil(wait.total_seconds())
    return f" {seconds} 秒" if seconds < 60 else f" {math.ceil(wait.total_seconds() / 60)} 分钟"


class StaffLogin(LoginView):
    """Who has logged in keeps a cookie, so that the guesses of others do not lock them out."""

    def form_valid(self, form: StaffLoginForm) -> HttpResponse:
        if second_step.asked_of(form.get_user()):
            remember = bool(form.cleaned_data.get("remember"))
            second_step.begin(self.request, form.get_user(), remember=remember, at=timezone.now())
            return redirect(second_step.way_to_it(self.get_success_url()))
        response = super().form_valid(form)
        logins.remember_browser(response, form.get_user())
        return response

    def form_invalid(self, form: StaffLoginForm) -> HttpResponse:
        return told_to_wait(super().form_invalid(form), form.wait)


def told_to_wait(response: HttpResponse, wait: dt.timedelta) -> HttpResponse:
    """429 and how long, where there is something to wait for."""
    if wait:
        response.status_code = 429
        response["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return response


class StaffResetForm(PasswordResetForm):
    """The letter is written by the worker: an address that nobody has takes as long here."""

    def save(self, **options: Any) -> None:
        found = next(iter(self.get_users(self.cleaned_data["email"])), None)
        names = ("subject_template_name", "email_template_name")
        send_password_link.enqueue(found and found.pk, {name: options[name] for name in names})
