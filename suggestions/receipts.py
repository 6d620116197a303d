"""Receipt codes: what a resident keeps instead of an account.

16 symbols of Crockford base32 in four groups: 15 carry 75 random-looking bits, the last is a
check symbol, so that a misheard letter is caught before anything is looked up. The code is
derived from the form's idempotency key under a server secret: a repeated submission gives the
same code although only a keyed hash of it is stored.
"""

import hashlib
import hmac

from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
# What people write for what they read; Crockford's own table, and dashes and blanks out.
_LOOKALIKES = str.maketrans("OIL", "011", " -\t\u3000－—–·.")


def _keyed(purpose: str, text: str) -> bytes:
    key = settings.RECEIPT_KEY.encode()
    return hmac.new(key, f"{purpose}:{text}".encode(), hashlib.sha256).digest()


def _check(symbols: str) -> str:
    # Position-weighted with odd weights: finds every single wrong symbol and nearly every swap.
    total = sum((2 * i + 1) * ALPHABET.index(c) for i, c in enumerate(symbols))
    return ALPHABET[total % 32]


def issue(key: str) -> str:
    """The code that belongs to an idempotency key, without separators."""
    number = int.from_bytes(_keyed("code", key)[:10]) >> 5  # 75 bits
    symbols = "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(LENGTH - 1))
    return symbols + _check(symbols)


def grouped(code: str) -> str:
    """For reading aloud: `ABCD-EFGH-JKMN-PQRS`."""
    return "-".join(code[i : i + GROUP] for i in range(0, LENGTH, GROUP))


def normal(text: str) -> str | None:
    """The code in what somebody typed, or None where it cannot be one."""
    code = _full_to_half(text).upper().translate(_LOOKALIKES)
    if len(code) != LENGTH or any(c not in ALPHABET for c in code):
        return None
    return code if _check(code[:-1]) == code[-1] else None


def _full_to_half(text: str) -> str:
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text[:64])


def digest(code: str) -> str:
    """What the database keeps of a code."""
    return _keyed("receipt", code).hex()


def person_key(contact: str) -> str:
    """An unreadable key for a phone number or address: equal people, equal keys."""
    return _keyed("person", contact.strip().lower()).hex() if contact.strip() else ""
