"""What a resident's browser is remembered by: signed cookies, no account, no session row.

`jy_mine`: the suggestions this browser may follow. `jy_draft`: the keys of forms being written,
so that going back finds the same form and its photos. `jy_receipt`: whose receipt to show.
`jy_visitor`: a random number, so that one visitor supports a suggestion once.
"""

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from suggestions.models import Suggestion

MINE, DRAFT, RECEIPT, VISITOR = "jy_mine", "jy_draft", "jy_receipt", "jy_visitor"
MINE_LIMIT, DRAFT_LIMIT = 30, 3
MINUTE, DAY = 60, 24 * 3600
YEAR = 365 * DAY
# Back after sending finds the same form for so long; then a new one.
DRAFT_AGE = 2 * 60 * MINUTE
RECEIPT_AGE = 60 * MINUTE
# Enough of the stored hash to notice that the code was replaced meanwhile.
MARK_LENGTH = 12


def _read(request: HttpRequest, name: str, empty: Any, max_age: int) -> Any:
    try:
        value = signing.loads(request.COOKIES.get(name, ""), salt=name, max_age=max_age)
    except signing.BadSignature:
        return empty
    return value if isinstance(value, type(empty)) else empty


def _write(response: HttpResponse, name: str, value: Any, max_age: int, path: str = "/") -> None:
    response.set_cookie(
        name,
        signing.dumps(value, salt=name),
        max_age=max_age,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


# --- the suggestions of this browser ----------------------------------------------------------


def _mark(suggestion: Suggestion) -> str:
    return (suggestion.receipt_hash or "")[:MARK_LENGTH]


def mine(request: HttpRequest) -> dict[int, str]:
    """`{suggestion key: mark}`, newest last."""
    return dict(_read(request, MINE, [], YEAR))


def holds(request: HttpRequest, suggestion: Suggestion) -> bool:
    """Whether this browser has shown this suggestion's present code."""
    mark = mine(request).get(suggestion.pk)
    return bool(mark) and constant_time_compare(mark, _mark(suggestion))


def remember(request: HttpRequest, response: HttpResponse, suggestion: Suggestion) -> None:
    """Let this browser follow the suggestion from now on."""
    held = mine(request)
    held.pop(suggestion.pk, None)
    held[suggestion.pk] = _mark(suggestion)
    _write(response, MINE, list(held.items())[-MINE_LIMIT:], YEAR)


def forget(response: HttpResponse) -> None:
    """On a shared computer: nothing of mine stays here."""
    for name in (MINE, DRAFT, VISITOR):
        response.delete_cookie(name, samesite="Lax")
    response.delete_cookie(RECEIPT, path="/receipt/", samesite="Lax")


# --- forms being written ----------------------------------------------------------------------


def draft_keys(request: HttpRequest) -> dict[int, str]:
    """`{campaign key: form key}` of the forms opened here lately."""
    return dict(_read(request, DRAFT, [], DRAFT_AGE))


def keep_draft(request: HttpRequest, response: HttpResponse, campaign: int, key: str) -> None:
    keys = draft_keys(request)
    keys.pop(campaign, None)
    keys[campaign] = key
    _write(response, DRAFT, list(keys.items())[-DRAFT_LIMIT:], DRAFT_AGE)


def new_key() -> str:
    return str(uuid.uuid4())


def valid_key(text: str) -> str | None:
    """`text` in its one canonical form where it is a random UUID, else None."""
    try:
        key = uuid.UUID(text)
    except ValueError:
        return None
    return str(key) if key.version == 4 else None


# --- the receipt to show ----------------------------------------------------------------------


def show_receipt(response: HttpResponse, key: str) -> None:
    """The code itself is in no address and no log: it is derived again from the form's key."""
    _write(response, RECEIPT, key, RECEIPT_AGE, path="/receipt/")


def receipt_key(request: HttpRequest) -> str:
    return _read(request, RECEIPT, "", RECEIPT_AGE)


# --- 附议 -------------------------------------------------------------------------------------


def supporter_key(request: HttpRequest) -> str:
    """An unreadable key for this visitor; empty for one who has none yet."""
    return _supporter(_read(request, VISITOR, "", YEAR))


def new_supporter(response: HttpResponse) -> str:
    number = secrets.token_hex(16)
    _write(response, VISITOR, number, YEAR)
    return _supporter(number)


def _supporter(number: str) -> str:
    if not number:
        return ""
    return salted_hmac("suggestions.visitors", number, algorithm="sha256").hexdigest()
