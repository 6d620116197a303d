"""Traditional characters made simplified, for comparing only: what is shown stays as written.

開放中文轉換 (OpenCC) knows the characters and the phrases in which one of them becomes another
(乾淨 → 干净, 乾隆 → 乾隆).  It is asked only where a text holds a character that it changes: of
280,000 texts nearly all hold none, and looking costs half a microsecond each.
"""

from __future__ import annotations

import re
from functools import cache

import opencc

__all__ = ["simplified"]

_CONFIG = "tw2s"
"""With the characters that are standard in Taiwan, 沿著 → 沿着; no words are exchanged."""

_PLANES = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
"""Where the characters stand that people write; a class of rarer ones is searched slowly."""

_NATIVE = "么"
"""OpenCC reads it as the old form of 幺; who writes 什么 means no such thing."""


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC(_CONFIG)


@cache
def _traditional() -> re.Pattern[str]:
    """Return what finds a character that changes and that no simplified text holds.

    著 and 乾 change in some words only and stand in simplified texts too (著名, 乾隆): by
    themselves they are no sign. GB 2312 says what simplified texts are written with.
    """
    letters = [chr(code) for plane in _PLANES for code in plane]
    # Blanks between them: no phrase may come about.
    turned = _converter().convert(" ".join(letters)).split(" ")
    pairs = zip(letters, turned, strict=True)
    changed = [old for old, new in pairs if old != new and not old.encode("gb2312", "ignore")]
    return re.compile(f"[{''.join(changed)}]")


_RUN = re.compile(
    "[" + "".join(f"{chr(plane.start)}-{chr(plane.stop - 1)}" for plane in _PLANES) + "]+"
)


def simplified(text: str) -> str:
    """Return the text in simplified characters.

    Parameters
    ----------
    text : str
        Any text; one that holds no traditional character comes back as it is.

    Examples
    --------
    >>> simplified("電梯壞了，樓梯間不乾淨")
    '电梯坏了，楼梯间不干净'
    >>> simplified("路灯不亮")
    '路灯不亮'
    """
    if not _traditional().search(text):
        return text
    convert = _converter().convert
    return _NATIVE.join(
        _RUN.sub(lambda run: convert(run.group()), part) for part in text.split(_NATIVE)
    )
