"""Sessions of staff: whose they are, how long they last, and their end.

Half an hour without a hand on the page, or twelve hours in all, and one logs in anew. What the page
asks for by itself (who else is here, how far an export is) is no hand. What was being sent just
then is kept (`staff/kept_words.py`).
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from suggestions.actions.braking import network
from suggestions.models import BrowserSession, User
from suggestions.residents.limits import client_address

BEGAN, SEEN, PLACE = "began", "seen", "place"  # in the session
WRITTEN_EVERY = dt.timedelta(minutes=1)
SYSTEMS = (
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("HarmonyOS|OpenHarmony", "鸿蒙"),
    ("Android", "安卓"),
    ("Windows", "Windows 电脑"),
    ("Macintosh|Mac OS X", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
PROGRAMS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "火狐"),
    ("Chrome|Chromium|CriOS", "Chrome"),
    ("Safari", "Safari"),
)


class SessionStore(db.SessionStore):
    """Django's own, whose rows say whose they are."""

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        return BrowserSession

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        row = cast(BrowserSession, super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        row.device, row.network = data.get(PLACE) or ("", "")
        for name, key in (("began_at", BEGAN), ("seen_at", SEEN)):
            if key in data:
                setattr(row, name, dt.datetime.fromtimestamp(data[key], dt.UTC))
        return row


def device(agent: str) -> str:
    """A browser as a person would call it.

    >>> device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari")
    'Windows 电脑，Chrome'
    >>> device("curl/8"), device("Mozilla/5.0 (Linux; Android 15) MicroMessenger/8.0")
    ('不认识的程序', '安卓，微信')
    """
    found = (
        next((name for sign, name in table if re.search(sign, agent)), "")
        for table in (SYSTEMS, PROGRAMS)
    )
    return "，".join(filter(None, found)) or "不认识的程序"


# --- the middleware ---------------------------------------------------------------------------


class Keeper:
    """Ends a session that has lasted; notes once a minute that a person is still there.

    Whose it was stands at the request afterwards: what they were sending is kept for them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            keep(request, at=timezone.now())
        return self.get_response(request)


def begin(request: HttpRequest, *, at: dt.datetime) -> None:
    """Written with the login itself."""
    request.session[BEGAN] = request.session[SEEN] = at.timestamp()
    agent = request.headers.get("User-Agent", "")
    request.session[PLACE] = [device(agent), network(client_address(request))]


def logged_in(sender: Any, request: HttpRequest, **more: Any) -> None:
    """Told by Django at each login (`suggestions/apps.py`)."""
    begin(request, at=timezone.now())


def keep(request: HttpRequest, *, at: dt.datetime) -> None:
    session, now = request.session, at.timestamp()
    if BEGAN not in session:
        begin(request, at=at)
    began, seen = session[BEGAN], session[SEEN]
    if over(now - seen, settings.SESSION_IDLE) or over(now - began, settings.SESSION_LONGEST):
        request.session_was = session[SESSION_KEY]  # type: ignore[attr-defined]
        logout(request)
    elif settings.SESSION_IDLE and over(now - seen, WRITTEN_EVERY) and by_hand(request):
        session[SEEN] = now


def over(seconds: float, limit: dt.timedelta | None) -> bool:
    return limit is not None and seconds > limit.total_seconds()


def by_hand(request: HttpRequest) -> bool:
    """Whether a person did something, as far as a browser tells; an old one tells nothing."""
    if "/editing-sessions/" in request.path:
        return False
    return (
        request.method != "GET" or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    )


# --- one's own --------------------------------------------------------------------------------


def of(user: User, *, at: dt.datetime) -> QuerySet[BrowserSession]:
    """In which browsers somebody is logged in, the last used first."""
    rows = BrowserSession.objects.filter(user=user, expire_date__gt=at)
    if settings.SESSION_IDLE:
        rows = rows.filter(seen_at__gte=at - settings.SESSION_IDLE)
    if settings.SESSION_LONGEST:
        rows = rows.filter(began_at__gte=at - settings.SESSION_LONGEST)
    return rows.order_by("-seen_at", "pk")


def end(user: User | AbstractBaseUser, *, but: str = "", only: str = "") -> int:
    """Log this person out everywhere, but in one browser, or only in one."""
    rows = BrowserSession.objects.filter(user=user.pk).exclude(session_key=but)
    gone, _ = (rows.filter(session_key=only) if only else rows).delete()
    return gone


class EndsSessions:
    """Among the validators of passwords: a new password logs out every browser. The one in which
    it was changed goes on, under a new key that Wagtail's page asks for."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Says nothing of the password itself."""

    def password_changed(self, password: str, user: User | None = None) -> None:
        if user and user.pk:
            end(user)

    def get_help_text(self) -> str:
        return "改了密码，别处的登录都会退出。"
