"""What a resident's browser is remembered by: signed cookies, no account, no session row.

`jy_mine`: the suggestions this browser may follow. `jy_draft`: the keys of forms being written,
so that going back finds the same form and its photos. `jy_receipt`: whose receipt to show.
`jy_link`: what a personal link has opened here, for half a day and until the links are ended.
`jy_visitor`: a random number, so that one visitor supports a suggestion once and counts once at a
live event. `jy_saved`: the
drafts under a code that are open here. `jy_shared`: others use this computer too; then every
cookie ends with the browser.
"""

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from suggestions.models import Contact, Suggestion

MINE, DRAFT, RECEIPT, VISITOR = "jy_mine", "jy_draft", "jy_receipt", "jy_visitor"
LINKED = "jy_link"
SAVED, SHARED = "jy_saved", "jy_shared"
SHARED_FIELD = "shared"
MINE_LIMIT, DRAFT_LIMIT = 30, 3
MINUTE, DAY = 60, 24 * 3600
YEAR = 365 * DAY
# Back after sending finds the same form for so long; then a new one.
DRAFT_AGE = 2 * 60 * MINUTE
RECEIPT_AGE = 60 * MINUTE
# The link itself opens again as long as it lasts; a borrowed phone forgets.
LINK_AGE = 12 * 60 * MINUTE
SAVED_AGE = 7 * DAY  # as long as the draft itself
# Enough of the stored hash to notice that the code was replaced meanwhile.
MARK_LENGTH = 12


def _read(request: HttpRequest, name: str, empty: Any, max_age: int) -> Any:
    try:
        value = signing.loads(request.COOKIES.get(name, ""), salt=name, max_age=max_age)
    except signing.BadSignature:
        return empty
    return value if isinstance(value, type(empty)) else empty


def _write(
    response: HttpResponse, name: str, value: Any, max_age: int | None, path: str = "/"
) -> None:
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
    """Whether this browser has shown this suggestion's present code or opened its link."""
    if holds_code(request, suggestion):
        return True
    serial = linked(request).get(suggestion.pk)
    contact = Contact.objects.filter(suggestion=suggestion.pk, link_serial=serial or 0)
    return serial is not None and contact.exists()


def holds_code(request: HttpRequest, suggestion: Suggestion) -> bool:
    mark = mine(request).get(suggestion.pk, "")
    return bool(mark) and constant_time_compare(mark, _mark(suggestion))


def linked(request: HttpRequest) -> dict[int, int]:
    """`{suggestion key: serial}` of the personal links opened here lately."""
    return dict(_read(request, LINKED, [], LINK_AGE))


def remember_link(
    request: HttpRequest, response: HttpResponse, suggestion: int, serial: int
) -> None:
    """Let this browser see what its link names, and nothing else."""
    held = linked(request)
    held.pop(suggestion, None)
    held[suggestion] = serial
    _write(response, LINKED, list(held.items())[-MINE_LIMIT:], LINK_AGE)


def remember(
    request: HttpRequest, response: HttpResponse, suggestion: Suggestion, *, shared: bool = False
) -> None:
    """Let this browser follow the suggestion from now on; a shared one until it is closed."""
    held = mine(request)
    held.pop(suggestion.pk, None)
    held[suggestion.pk] = _mark(suggestion)
    _write(response, MINE, list(held.items())[-MINE_LIMIT:], None if shared else YEAR)


def forget(response: HttpResponse) -> None:
    """On a shared computer: nothing of mine stays here."""
    for name in (MINE, LINKED, DRAFT, VISITOR, SAVED):
        response.delete_cookie(name, samesite="Lax")
    response.delete_cookie(RECEIPT, path=reverse("suggestions:receipt"), samesite="Lax")


# --- forms being written ----------------------------------------------------------------------


def draft_keys(request: HttpRequest) -> dict[int, str]:
    """`{campaign key: form key}` of the forms opened here lately."""
    return dict(_read(request, DRAFT, [], DRAFT_AGE))


def keep_draft(
    request: HttpRequest, response: HttpResponse, campaign: int, key: str, *, shared: bool = False
) -> None:
    keys = draft_keys(request)
    keys.pop(campaign, None)
    keys[campaign] = key
    _write(response, DRAFT, list(keys.items())[-DRAFT_LIMIT:], None if shared else DRAFT_AGE)


def forget_draft(response: HttpResponse) -> None:
    response.delete_cookie(DRAFT, samesite="Lax")


def saved(request: HttpRequest) -> dict[int, str]:
    """`{campaign key: digest}` of the drafts under a code that are open in this browser."""
    return dict(_read(request, SAVED, [], SAVED_AGE))


def hold_saved(request: HttpRequest, response: HttpResponse, campaign: int, digest: str) -> None:
    held = saved(request) | {campaign: digest}
    _write(response, SAVED, list(held.items())[-DRAFT_LIMIT:], None)


def is_shared(request: HttpRequest) -> bool:
    """Whether others use this computer too: as the form says, else as it said before."""
    if request.method == "POST":
        return SHARED_FIELD in request.POST
    return _read(request, SHARED, 0, DAY) == 1


def set_shared(request: HttpRequest, response: HttpResponse, shared: bool) -> None:
    if shared:
        _write(response, SHARED, 1, None)
    elif SHARED in request.COOKIES:
        response.delete_cookie(SHARED, samesite="Lax")


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


def show_receipt(response: HttpResponse, key: str, *, shared: bool = False) -> None:
    """The code itself is in no address and no log: it is derived again from the form's key."""
    age = None if shared else RECEIPT_AGE
    _write(response, RECEIPT, key, age, path=reverse("suggestions:receipt"))


def receipt_key(request: HttpRequest) -> str:
    return _read(request, RECEIPT, "", RECEIPT_AGE)


# --- 附议 -------------------------------------------------------------------------------------


def supporter_key(request: HttpRequest) -> str:
    """An unreadable key for this visitor; empty for one who has none yet."""
    return _supporter(_read(request, VISITOR, "", YEAR))


def new_supporter(response: HttpResponse, drawn: str = "") -> str:
    """`drawn`: the key that stood in the form; a form sent twice at once is one visitor's."""
    number = valid_key(drawn) or secrets.token_hex(16)
    _write(response, VISITOR, number, YEAR)
    return _supporter(number)


def _supporter(number: str) -> str:
    if not number:
        return ""
    return salted_hmac("suggestions.residents.visitors", number, algorithm="sha256").hexdigest()
