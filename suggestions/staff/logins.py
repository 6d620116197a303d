"""The staff's door: a try is taken before the password is looked at (`actions/braking.py`).

A browser in which a person has logged in before counts for itself, so that nobody is locked
out by the guesses of others.
"""

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.debug import sensitive_variables

from suggestions.actions.braking import Try, plain_name
from suggestions.models import User
from suggestions.residents.limits import client_address

KNOWN = "known_browser"
KNOWN_FOR = dt.timedelta(days=90)


def try_of(request: HttpRequest, name: str) -> Try:
    same = plain_name(name)
    return Try(same, client_address(request), known_browser(request, same))


# --- browsers in which somebody has logged in -------------------------------------------------


def remember_browser(response: HttpResponse, user: User) -> None:
    """A cookie that opens nothing: it only says that this person was here before."""
    value = signing.dumps([plain_name(user.username), get_random_string(22)], salt=KNOWN)
    response.set_cookie(
        KNOWN,
        value,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_browser(request: HttpRequest, name: str) -> str:
    """The browser's own mark where this account has logged in with it; else nothing."""
    try:
        whose, mark = signing.loads(request.COOKIES.get(KNOWN, ""), salt=KNOWN, max_age=KNOWN_FOR)
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return mark if whose == name else ""


# --- the door ---------------------------------------------------------------------------------


class LoginRequest(HttpRequest):
    """A request that has tried a password, and how long it has to wait before it may try again."""

    login_wait: dt.timedelta


class BrakedBackend(ModelBackend):
    """Names and passwords of staff, at every door that asks for them."""

    @sensitive_variables("password")
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> User | None:
        if request is None or not username or not password:  # a program, or nothing to check
            return super().authenticate(request, username, password, **more)
        at, one = timezone.now(), try_of(request, username)
        wait = cast(LoginRequest, request).login_wait = one.take(at=at)
        if wait:
            raise PermissionDenied
        user = super().authenticate(request, username, password, **more)
        if user:
            one.succeeded()
        else:
            one.failed(at=at)
        return user
