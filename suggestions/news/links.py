"""Links that open one thing without a code: signed, ending, revocable. The one place for both.

A link names its purpose, a key, a serial number and its last day, and carries a keyed digest of
all four. It is made when a message leaves and stands in no table and no log
(`cms.logs.WithoutSecrets`). Another serial number at the record, and it opens nothing.
"""

import base64
import datetime as dt
import hmac
from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

PERSONAL, CONFIRM, MANAGE = "personal", "confirm", "manage"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MAC_BYTES, LONGEST = 16, 80
EPOCH = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Link:
    """What a link that is genuine and still runs names."""

    key: int
    serial: int


def sign(purpose: str, key: int, *, serial: int = 1, at: dt.datetime, days: int = 0) -> str:
    """A token for `key` that ends `days` after `at`; 0 never ends."""
    last = (localdate(at) - EPOCH).days + days if days else 0
    head = "-".join(_digits(number) for number in (key, serial, last))
    return f"{head}-{_mac(purpose, head)}"


def read(purpose: str, token: str, *, at: dt.datetime) -> Link | None:
    """What the token names, or nothing where it is not ours or its time is over."""
    *named, mac = token[:LONGEST].split("-", 3)  # the digest may hold dashes of its own
    head = "-".join(named)
    if not hmac.compare_digest(mac.encode(), _mac(purpose, head).encode()):
        return None
    try:
        key, serial, last = (int(part, 36) for part in head.split("-"))
    except ValueError:
        return None
    if last and (localdate(at) - EPOCH).days > last:
        return None
    return Link(key, serial)


def _mac(purpose: str, head: str) -> str:
    keyed = salted_hmac("suggestions.news.links", f"{purpose}:{head}", algorithm="sha256")
    return base64.urlsafe_b64encode(keyed.digest()[:MAC_BYTES]).decode().rstrip("=")


def _digits(number: int) -> str:
    """Base 36: text messages are paid by the letter."""
    found = ""
    while number:
        number, rest = divmod(number, 36)
        found = DIGITS[rest] + found
    return found or "0"


def code(key: int, moment: dt.datetime) -> str:
    """Six digits for typing in, the same whenever asked for: they stand in no table either."""
    keyed = salted_hmac("suggestions.news.codes", f"{key}:{moment.isoformat()}", algorithm="sha256")
    return f"{int.from_bytes(keyed.digest()[:8]) % 1_000_000:06d}"
