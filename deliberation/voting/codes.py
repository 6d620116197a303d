"""Codes by which somebody on the roll votes online: made here, kept only as keyed hashes."""

import datetime as dt
import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from suggestions.residents.receipts import ALPHABET, person_key

PHONE_DIGITS, SLIP_SYMBOLS, GROUP = 6, 24, 4  # a slip's 24 symbols carry 120 bits
_LOOKALIKES = str.maketrans("OIL", "011", " -\t\u3000－—–·.")


def phone_code() -> str:
    return f"{secrets.randbelow(10**PHONE_DIGITS):0{PHONE_DIGITS}d}"


def slip_token() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(SLIP_SYMBOLS))


def grouped(token: str) -> str:
    return "-".join(token[i : i + GROUP] for i in range(0, len(token), GROUP))


def normal_token(text: str) -> str | None:
    """A slip's token in what somebody typed or scanned, or None where it cannot be one."""
    token = text[:80].upper().translate(_LOOKALIKES)
    if len(token) != SLIP_SYMBOLS or any(symbol not in ALPHABET for symbol in token):
        return None
    return token


def normal_code(text: str) -> str:
    """The digits of a phone code, full-width ones and blanks put right."""
    digits = "".join(str(int(c)) for c in text[:20] if c.isdecimal())
    return digits if len(digits) == PHONE_DIGITS else ""


def _keyed(purpose: str, text: str) -> str:
    key = settings.RECEIPT_KEY
    return salted_hmac(f"deliberation.{purpose}", text, secret=key, algorithm="sha256").hexdigest()


def phone_digest(voter: int, expires_at: dt.datetime, code: str) -> str:
    """Bound to the voter and the moment, so that equal codes have different hashes."""
    return _keyed("phone", f"{voter}:{int(expires_at.timestamp() * 1_000_000)}:{code}")


def second_key(proposal: int, phone: str) -> str:
    """Who seconds: the same number has another key at every proposal."""
    return _keyed("second", f"{proposal}:{person_key(phone)}")


def second_digest(key: str, expires_at: dt.datetime, code: str) -> str:
    """Bound to number, proposal and moment."""
    return _keyed("second-code", f"{key}:{int(expires_at.timestamp() * 1_000_000)}:{code}")


def choice_key(choice: int, phone: str) -> str:
    """Who votes on projects: the same number has another key at every choice."""
    return _keyed("choice", f"{choice}:{person_key(phone)}")


def slip_digest(token: str) -> str:
    return _keyed("slip", token)


def same(digest: str, other: str) -> bool:
    return constant_time_compare(digest, other)
