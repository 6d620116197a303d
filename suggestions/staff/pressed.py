"""A press that a script sends by itself: the device's own key, and how long it was held there."""

import datetime as dt
import uuid

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

KEY, WAITED = "X-Press", "X-Press-Waited"


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """The device's own key of a press; None for a plain form."""
    given = request.headers.get(KEY)
    try:
        return uuid.UUID(given) if given else None
    except ValueError as error:
        raise SuspiciousOperation("a press without a proper key") from error


def waited(request: HttpRequest) -> dt.timedelta:
    """How long the device held it, as it counted; nothing that is no number of seconds."""
    given = request.headers.get(WAITED, "")
    proper = given.isascii() and given.isdecimal() and len(given) < 7
    return dt.timedelta(seconds=int(given) if proper else 0)
