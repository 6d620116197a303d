"""Copies of a text that have the same length but simpler characters, so that offsets agree."""

import re

__all__ = ["CHINESE_DIGITS", "chinese_digits", "plain"]

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BOLD = {0x1D7CE + step: ord("0") + step % 10 for step in range(50)}
_ODD = {
    ord(odd): ord(usual)
    for odds, usual in (
        ("‐‑‒–—―−﹣ー─", "-"),
        ("·•・‧∙⋅．。｡", "."),
        ("\u00a0\u3000\u2002\u2003\u2009\u200b\u2060\ufeff\t", " "),
    )
    for odd in odds
}
_PLAIN = {**_WIDE, **_BOLD, **_ODD}
del (
    _PLAIN[0xFF0C],
    _PLAIN[0xFF1B],
)  # ，； divide sentences; the half-wide ones join numbers

CHINESE_DIGITS = "零〇○一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖"
_DIGITS = str.maketrans(CHINESE_DIGITS, "00011122233445566778899")
_ANY = re.compile(f"[{CHINESE_DIGITS}]")
_PLAIN_CHARS = {chr(old): chr(new) for old, new in _PLAIN.items()}
_DIGIT_CHARS = {chr(old): chr(new) for old, new in _DIGITS.items()}


def plain(text: str) -> str:
    """Return the text with half-width letters, digits, dashes, dots and spaces.

    >>> plain("１３８—００１３　Ａ座")
    '138-0013 A座'
    """
    return _exchanged(text, _PLAIN_CHARS)


def chinese_digits(shadow: str) -> str | None:
    """Return the text with Chinese digits read as digits; None when it has none.

    >>> chinese_digits("电话一三八")
    '电话138'
    >>> chinese_digits("电话138") is None
    True
    """
    return _exchanged(shadow, _DIGIT_CHARS) if _ANY.search(shadow) else None


def _exchanged(text: str, chars: dict[str, str]) -> str:
    """Return what `str.translate` would: none of the new characters is one of the old.

    A text holds few different characters that change; to ask for each of its places is dear.
    """
    for old in chars.keys() & set(text):
        text = text.replace(old, chars[old])
    return text
