"""What is answered while the site cannot serve: when to come back, with the words that were sent.

No database is asked, no context processor run: either may be what broke. Nothing is kept here; the
page itself holds the words, for whoever sent them, in a form that sends them again.
"""

import errno
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.urls import reverse

from suggestions.work.jobs import CUT

RETRY_AFTER = 30  # seconds; a database that restarts takes that long
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # no room on the disk, or none allowed
# Databases say it in their own words: SQLite, PostgreSQL.
NO_ROOM = ("disk is full", "No space left on device", "disk quota exceeded")
NOT_WORDS = ("csrfmiddlewaretoken", "password", "code", "token", "digits")
MOST_FIELDS, LONGEST = 200, 100_000  # characters; what is longer is left to the browser's 返回
CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Kept:
    """What somebody has sent, to be sent again."""

    path: str
    fields: list[tuple[str, str]]
    photos: bool  # files came along; they cannot be kept

    @property
    def words(self) -> list[str]:
        """What a person has written, the longest first: not what a page's own fields say."""
        typed = {value.strip() for _, value in self.fields if CHINESE.search(value)}
        return sorted(typed, key=lambda text: (-len(text), text))


def is_outage(error: object) -> bool:
    """Whether it is the machine that failed: database away, locked, or no room on the disk."""
    return isinstance(error, CUT) or is_full(error)


def is_full(error: object) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL
    return isinstance(error, CUT) and any(words in str(error) for words in NO_ROOM)


def later(request: HttpRequest, error: object) -> HttpResponse:
    """The 503, which keeps the words of a form that one of our own public pages has sent."""
    context: dict[str, Any] = {"kept": kept_of(request), "full": is_full(error)}
    if context["kept"]:
        context["csrf_token"] = get_token(request)
    page = render_to_string("503.html", context)
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)


def kept_of(request: HttpRequest) -> Kept | None:
    """Nothing where the form is not ours, is a staff's one, or is too long."""
    if request.method != "POST" or request.path.startswith(reverse("wagtailadmin_home")):
        return None
    try:
        if not _is_ours(request):
            return None
        fields = [
            (name, value.replace("\0", ""))
            for name, values in request.POST.lists()
            for value in values
            if isinstance(value, str) and not name.endswith(NOT_WORDS)
        ]
        photos = bool(request.FILES)
    except (OSError, TooManyFieldsSent, ValueError):  # the body itself could not be read
        return None
    length = sum(len(name) + len(value) for name, value in fields)
    if not fields or len(fields) > MOST_FIELDS or length > LONGEST:
        return None
    return Kept(request.get_full_path(), fields, photos)


def _is_ours(request: HttpRequest) -> bool:
    """Somebody else's page must not have its words sent by a visitor's hand and our token."""
    check = _Asked(_asked)
    check.process_request(request)
    return check.process_view(request, _asked, (), {}) is None


class _Asked(CsrfViewMiddleware):
    """Django's check, which answers with a word instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _asked(request: HttpRequest) -> HttpResponse:
    """A view like any other: exempt from nothing."""
    return HttpResponse()


def too_large(request: HttpRequest) -> HttpResponse:
    """413: the words could not be read, so the page says how to get them back."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
    page = render_to_string("413.html", {"most": most})
    return HttpResponse(page, status=413, headers={"Cache-Control": "no-store"})
