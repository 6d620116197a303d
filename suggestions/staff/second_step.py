"""Between the password and the second step nobody is logged in.

Who has typed a right password is only remembered in a session that is still nobody's: no staff
page opens, since none is opened to somebody who is not logged in. `Gate` closes what else might
be: a session without the second step of somebody who has to have it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, login
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from suggestions.actions import second_factor, standing_in
from suggestions.models import Leave, SecondFactor, User
from suggestions.models.encrypted import decrypt, encrypt
from suggestions.staff import kept_words

PENDING, PASSED, ASKED = "login_pending", "second_step", "passkey_asked"
LASTS = dt.timedelta(minutes=10)


@dataclass
class Pending:
    """Whose password was right in this browser, and not yet more."""

    user: User
    remember: bool
    secret: str  # of the app that is being enrolled; else empty


def asked_of(user: User) -> bool:
    """Whether a password alone does not let this person in."""
    return SecondFactor.objects.filter(user=user).exists() or second_factor.must(user.pk)


def way_to_it(after: str) -> str:
    return f"{reverse('login_second')}?{urlencode({'next': after})}"


def begin(request: HttpRequest, user: User, *, remember: bool, at: dt.datetime) -> None:
    """Remember it in a new session, whatever the browser had before."""
    backend, words = user.backend, request.session.get(kept_words.KEY)
    request.session.flush()
    if words:  # what was being written when the session ran out
        request.session[kept_words.KEY] = words
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "backend": backend,
        "remember": remember,
        "since": at.timestamp(),
        "secret": "",
    }


def pending(request: HttpRequest, *, at: dt.datetime) -> Pending | None:
    """Who is on the way in; nobody after ten minutes, or once the password is another one."""
    kept: dict[str, Any] = request.session.get(PENDING) or {}
    if not kept or at.timestamp() - kept["since"] > LASTS.total_seconds():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return Pending(user, kept["remember"], decrypt(kept["secret"]))


def remember_secret(request: HttpRequest) -> str:
    """The secret that the QR code shows, until its first code comes back."""
    secret = second_factor.new_secret()
    request.session[PENDING] = {**request.session[PENDING], "secret": encrypt(secret)}
    return secret


def origin(request: HttpRequest) -> str:
    """The address as the browser has it, which it signs with a passkey."""
    return f"{request.scheme}://{request.get_host()}"


def remember_asked(request: HttpRequest, state: dict[str, Any]) -> None:
    request.session[ASKED] = state


def asked_once(request: HttpRequest) -> dict[str, Any]:
    """What this browser's device was asked; no answer to it counts a second time."""
    asked: dict[str, Any] = request.session.pop(ASKED, {})
    return asked


def finish(request: HttpRequest, one: Pending) -> None:
    """The second step is done: now, and only now, it is somebody's session."""
    backend = request.session.pop(PENDING)["backend"]
    login(request, one.user, backend=backend)
    request.session[PASSED] = True
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if one.remember else 0)


class Gate:
    """A session that lacks the second step of somebody who has to have it opens nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stopped = settings.SECOND_FACTOR_REQUIRED and self.stopped(request)
        if stopped and request.path.startswith(reverse("wagtailadmin_home")):
            return redirect(way_to_it(request.path))
        return self.get_response(request)

    def stopped(self, request: HttpRequest) -> bool:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.session.get(PASSED):
            return False
        user: Any = request.user
        if not user.is_authenticated or not second_factor.must(user.pk, *_absent(request)):
            return False
        user.backend = request.session[BACKEND_SESSION_KEY]
        begin(request, user, remember=False, at=dt.datetime.now(dt.UTC))
        request.user = AnonymousUser()
        return True


def _absent(request: HttpRequest) -> list[int]:
    """In whose place this browser works: their lock is asked for as well."""
    leave = request.session.get(standing_in.KEY)
    return list(Leave.objects.filter(pk=leave).values_list("user_id", flat=True)) if leave else []
