"""What lets a phone sign in and a screen look on: codes and links signed for one meeting.

A check-in code is worth something only to who stands before the screen: it changes every minute
and is good for three. Shown once it gives the browser a pass of a quarter of an hour, so that
nobody is hurried while finding their name. The link of the hall screen lives as long as the
meeting and opens nothing but what everybody in the hall sees.
"""

import datetime as dt
from typing import Any

import segno
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.safestring import SafeString, mark_safe

from deliberation.models import Meeting

ROTATES, LIVES = 60, 180  # seconds
PASS, PASS_AGE = "jy_hall", 15 * 60
SALT = "deliberation.hall.passes"


class Expired(Exception):
    """The code was right, and it is too old."""


class Wrong(Exception):
    """No code of this meeting."""


def _signer(meeting: Meeting, purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"{SALT}.{purpose}.{meeting.secret}")


# --- the code on the wall ---------------------------------------------------------------------


def code(meeting: Meeting, at: dt.datetime) -> str:
    """The same for a whole minute: a screen that reloads every five seconds does not flicker."""
    minute = int(at.timestamp()) // ROTATES
    return _signer(meeting, "code").sign(f"{meeting.pk}.{minute}").replace(":", "~")


def check(meeting: Meeting, text: str, at: dt.datetime) -> None:
    """Raises `Wrong` or `Expired`."""
    try:
        value = _signer(meeting, "code").unsign(text.replace("~", ":"))
        begun = int(value.partition(".")[2]) * ROTATES
    except (signing.BadSignature, ValueError) as error:
        raise Wrong from error
    # A screen's clock is ours; a code from the future can only come from a clock put back.
    if not 0 <= at.timestamp() - begun < LIVES:
        raise Expired


def scan_url(request: HttpRequest, meeting: Meeting, at: dt.datetime) -> str:
    """Under the name by which the screen itself found us: in a hall's own network there may be
    no other."""
    path = reverse("deliberation:scan", args=[meeting.pk, code(meeting, at)])
    return request.build_absolute_uri(path)


def qr(url: str) -> SafeString:
    """A drawing without style attributes, in the colours of the sheet it stands on."""
    drawing = segno.make(url, error="m", micro=False).svg_inline(
        border=4, omitsize=True, svgclass=None, lineclass=None, light="#fff", dark="#000"
    )
    drawing = drawing.replace("<svg ", '<svg role="img" aria-label="签到二维码" ', 1)
    return mark_safe(drawing)  # noqa: S308 - drawn here, from an address of ours


# --- the pass that a phone gets for it --------------------------------------------------------


def give_pass(response: HttpResponse, meeting: Meeting, signed_in: list[int]) -> None:
    """`signed_in`: the seats that this phone has signed in, to be told so."""
    response.set_cookie(
        PASS,
        signing.dumps([meeting.pk, signed_in], salt=f"{SALT}.pass.{meeting.secret}"),
        max_age=PASS_AGE,
        path=reverse("deliberation:sign_in", args=[meeting.pk]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def read_pass(request: HttpRequest, meeting: Meeting) -> list[int] | None:
    """The seats that this phone has signed in; None where it holds no pass of this meeting."""
    try:
        value: Any = signing.loads(
            request.COOKIES.get(PASS, ""),
            salt=f"{SALT}.pass.{meeting.secret}",
            max_age=PASS_AGE,
        )
    except signing.BadSignature:
        return None
    return value[1] if value[0] == meeting.pk else None


# --- the link of the hall screen --------------------------------------------------------------


def hall_token(meeting: Meeting) -> str:
    return _signer(meeting, "screen").signature(str(meeting.pk))


def may_watch(meeting: Meeting, token: str) -> bool:
    return constant_time_compare(token, hall_token(meeting))


def hall_url(meeting: Meeting) -> str:
    return reverse("deliberation:hall", args=[meeting.pk, hall_token(meeting)])
