"""Find personal data in Chinese text and put a readable mark in its place.

Finding is by rule, so every finding can be explained: number shapes with check digits, house
numbers by their grammar, account names and people's names by the words before them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from nlp.mask.accounts import find_accounts
from nlp.mask.address import find_addresses
from nlp.mask.found import Found, Kind
from nlp.mask.names import find_names
from nlp.mask.numbers import find_numbers
from nlp.mask.papers import find_papers
from nlp.mask.shadow import plain

__all__ = ["MARKS", "Found", "Kind", "Masked", "find", "mask"]

MARKS: dict[Kind, str] = {
    "mobile": "［电话］",
    "landline": "［电话］",
    "id_card": "［身份证号］",
    "bank_card": "［银行卡号］",
    "plate": "［车牌号］",
    "paper": "［证件号］",
    "birthday": "［出生日期］",
    "wechat": "［微信号］",
    "qq": "［QQ号］",
    "email": "［邮箱］",
    "account": "［账号］",
    "device": "［设备号］",
    "secret": "［密码］",
    "address": "［门牌］",
    "name": "［姓名］",
}
"""What a reader sees in the place of each kind."""

_PASSES = 4
"""What stood hidden behind a finding is found in the next pass; nearly always there is none."""

_BESIDE, _EDGE = 64, 24

_MARK = re.compile("|".join(sorted(set(MARKS.values()))))


@dataclass(frozen=True, slots=True)
class Masked:
    """A text that may be shown, and what was taken out of it.

    Attributes
    ----------
    text : str
        The text with marks.
    found : tuple of Found
        What was found, in order; offsets count code points of the *original* text.
    """

    text: str
    found: tuple[Found, ...]


def find(text: str) -> list[Found]:
    """Return the personal data in a text, in order and without overlaps.

    Parameters
    ----------
    text : str
        Any text; full-width and Chinese digits are read as digits.

    Returns
    -------
    list of Found
        Kind and half-open range in code points of `text`.

    Notes
    -----
    Identity numbers are checked by the digit of GB 11643-1999, card numbers by Luhn's formula.
    The time is linear in the length of the text.

    Examples
    --------
    >>> find("联系人：王小明，电话 138-0013-8000")
    [Found(kind='name', start=4, end=7), Found(kind='mobile', start=11, end=24)]
    >>> find("12345热线、110、318国道、人民路100号")
    []
    """
    # What was masked before says nothing: behind ［门牌］ no door number is announced.
    text = _MARK.sub(lambda mark: "；" * len(mark.group()), text)
    found: list[Found] = []
    new = _once(text)
    for _ in range(_PASSES):
        if not new:
            break
        found += new
        text = _replaced(text, new, lambda one: "；" * (one.end - one.start))
        new = _once_beside(text, new)
    return sorted(found, key=lambda one: one.start)


def _once(text: str) -> list[Found]:
    shadow = plain(text)
    numbers = find_numbers(text, shadow)
    proposals = [
        *find_accounts(shadow, numbers),
        *numbers,
        *find_papers(shadow),
        *find_addresses(text, shadow),
    ]
    taken = _without_overlaps(proposals)
    return _without_overlaps([*taken, *find_names(text, shadow, taken)])


def _once_beside(text: str, found: list[Found]) -> list[Found]:
    """Look again around findings; elsewhere nothing has changed since."""
    windows: list[list[int]] = []
    for one in found:
        start, end = max(0, one.start - _BESIDE), min(len(text), one.end + _BESIDE)
        if windows and start <= windows[-1][1]:
            windows[-1][1] = end
        else:
            windows.append([start, end])
    new: list[Found] = []
    for start, end in windows:
        # What touches a cut may look different there; it was judged in the pass before.
        first = start and start + _EDGE
        last = end if end == len(text) else end - _EDGE
        for one in _once(text[start:end]):
            if first <= start + one.start and start + one.end <= last:
                new.append(Found(one.kind, start + one.start, start + one.end))
    return new


def mask(text: str) -> Masked:
    """Return the text with a readable mark in the place of all personal data in it.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    Masked
        The new text, and what was found in the old one.

    Examples
    --------
    >>> mask("我叫王小明，住幸福小区3栋2单元501，电话１３８００１３８０００").text
    '我叫［姓名］，住幸福小区［门牌］，电话［电话］'
    """
    found = find(text)
    return Masked(_replaced(text, found, lambda one: MARKS[one.kind]), tuple(found))


def _replaced(text: str, found: list[Found], by: Callable[[Found], str]) -> str:
    parts, at = [], 0
    for one in found:
        parts += [text[at : one.start], by(one)]
        at = one.end
    return "".join([*parts, text[at:]])


def _without_overlaps(proposals: list[Found]) -> list[Found]:
    """Keep the earliest of each heap of overlapping proposals; the longest of one start."""
    kept: list[Found] = []
    order = {id(one): place for place, one in enumerate(proposals)}
    for one in sorted(proposals, key=lambda f: (f.start, -f.end, order[id(f)])):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end > kept[-1].end:
            # What only overlaps is personal too: let the first mark cover both.
            kept[-1] = Found(kept[-1].kind, kept[-1].start, one.end)
    return kept
