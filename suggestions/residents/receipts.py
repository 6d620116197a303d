"""Receipt codes: what a resident keeps instead of an account.

16 symbols of Crockford base32 in four groups: 15 carry 75 random-looking bits, the last is a
check symbol, so that a misheard letter is caught before anything is looked up. The code is
derived from the form's idempotency key under a server secret: a repeated submission gives the
same code although only a keyed hash of it is stored.
"""

import hashlib
import hmac
import re
import unicodedata
from typing import Any

from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
LONGEST = 200  # of what somebody types around a code, nothing further on is looked at
# What people write for what they read: Crockford's own table.
_LOOKALIKES = str.maketrans("OIL", "011")
# Digits as they are written, and as they are said on the telephone.
_SPOKEN = str.maketrans("〇零洞一幺二两三四五六七拐八九勾", "0001122345677899")
_LEAD_IN = re.compile(r".*(?:码|号|串|回执|/C/)(?:就是|是|为|叫)?", re.S)
_NUMBER = re.compile(r"20\d{8}")
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_CITIZEN = re.compile(r"[1-9]\d{16}[\dX]")


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


def shown(code: str) -> dict[str, Any]:
    """What `components/receipt_code.html` shows of a code; empty where there is none to show."""
    text = grouped(code) if code else ""
    groups = text.split("-")
    return {"code": text, "groups": groups, "spoken": "，".join(" ".join(g) for g in groups)}


def normal(text: str) -> str | None:
    """The code in what somebody typed, or None where it cannot be one."""
    code = _symbols(text)
    if len(code) != LENGTH or any(c not in ALPHABET for c in code):
        return None
    return code if _check(code[:-1]) == code[-1] else None


def slip(text: str) -> str:
    """What is wrong with the shape of what somebody typed, in words that help; empty where the
    shape is right. Told from the typing alone: it says nothing on which codes there are."""
    code, wrong = _symbols(text), "查询码印在回执上，一共 16 位，有字母有数字。"
    if not code:
        return f"这里面没有查询码。{wrong}"
    if _NUMBER.fullmatch(code):
        return f"这是建议的编号，不是查询码。{wrong}"
    if _MOBILE.fullmatch(code):
        return f"这像是手机号，查进度要用查询码。{wrong}丢了请打 12345。"
    if _CITIZEN.fullmatch(code):
        return f"这像是身份证号，请不要在这里填。{wrong}"
    if "U" in code:
        return "查询码里没有字母 U，请看看是不是 V 或者 0。"
    if missing := max(LENGTH - len(code), 0):
        return f"少 {missing} 位：查询码一共 16 位，您输入了 {len(code)} 位。"
    if extra := max(len(code) - LENGTH, 0):
        return f"多 {extra} 位：查询码一共 16 位，您输入了 {len(code)} 位。"
    if _check(code[:-1]) != code[-1]:
        return "有一位抄错了，请对着回执一位一位地看。容易看混的是 8 和 B、2 和 Z、5 和 S、0 和 D。"
    return ""


def _symbols(text: str) -> str:
    """The letters and digits among what was typed, without the words before and after them."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).upper()
    whole, after = _drawn(plain), _drawn(_LEAD_IN.sub("", plain, count=1))
    if len(whole) == LENGTH:
        return whole
    return after if len(after) >= LENGTH // 2 else whole


def _drawn(text: str) -> str:
    text = text.translate(_SPOKEN).translate(_LOOKALIKES)
    return "".join(c for c in text if c.isascii() and c.isalnum())


def digest(code: str) -> str:
    """What the database keeps of a code."""
    return _keyed("receipt", code).hex()


def person_key(contact: str) -> str:
    """An unreadable key for a phone number or address: equal people, equal keys."""
    return _keyed("person", contact.strip().lower()).hex() if contact.strip() else ""


def contact_keys(phone: str, email: str) -> dict[str, str]:
    """The keys by which a contact is found again."""
    return {"phone_key": person_key(phone), "email_key": person_key(email)}
