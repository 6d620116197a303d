"""What a resident's browser is remembered by here: what it may follow, signed.

`jy_wishes`, `jy_objections`, `jy_projects`: `[[key, mark], …]`; the mark is a piece of the
receipt's hash.
`jy_wish`: the form's key of what was just sent, so that its code can be shown for an hour and
stands nowhere.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from deliberation.models import Objection, Project, Proposal

Kept = Proposal | Objection | Project
HELD: dict[type[Kept], str] = {
    Proposal: "jy_wishes",
    Objection: "jy_objections",
    Project: "jy_projects",
}
SENT = "jy_wish"
LIMIT, HOUR, YEAR = 20, 3600, 365 * 24 * 3600
MARK_LENGTH = 12


def _read(request: HttpRequest, name: str, max_age: int) -> list:
    try:
        value = signing.loads(request.COOKIES.get(name, ""), salt=name, max_age=max_age)
    except signing.BadSignature:
        return []
    return value if isinstance(value, list) else []


def _write(response: HttpResponse, name: str, value: list, max_age: int) -> None:
    response.set_cookie(
        name,
        signing.dumps(value, salt=name),
        max_age=max_age,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def held(request: HttpRequest, kind: type[Kept] = Proposal) -> dict[int, str]:
    """`{key: mark}`, newest last."""
    return dict(_read(request, HELD[kind], YEAR))


def holds(request: HttpRequest, record: Kept) -> bool:
    mark = held(request, type(record)).get(record.pk, "")
    return bool(mark) and constant_time_compare(mark, record.receipt_hash[:MARK_LENGTH])


def remember(request: HttpRequest, response: HttpResponse, record: Kept) -> None:
    kept = held(request, type(record))
    kept.pop(record.pk, None)
    kept[record.pk] = record.receipt_hash[:MARK_LENGTH]
    _write(response, HELD[type(record)], list(kept.items())[-LIMIT:], YEAR)


def show_code(response: HttpResponse, key: str) -> None:
    _write(response, SENT, [key], HOUR)


def just_sent(request: HttpRequest) -> str:
    """The form's key of what this browser sent within the hour, or nothing."""
    found = _read(request, SENT, HOUR)
    return str(found[0]) if found else ""
