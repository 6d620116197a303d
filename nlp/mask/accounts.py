"""E-mail addresses, WeChat names and QQ numbers."""

import re
from collections.abc import Iterator

from nlp.mask.found import Found
from nlp.mask.services import find_service_accounts

__all__ = ["find_accounts"]

_AT = re.compile(r"[ ]?(?:@|[(\[【]at[)\]】])[ ]?", re.IGNORECASE)
_LOCAL_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,63})$")
_DOMAIN = re.compile(r"[A-Za-z0-9\-]{1,63}(?:(?:\.|点|dot)[A-Za-z0-9\-]{1,63}){1,4}")
_TOP_LEVEL = re.compile(r"[A-Za-z]{2,}$")
_WIDEST = 66

_WECHAT_WORD = r"(?:微信|薇信|威信|v信|wechat|weixin|微❤|(?<![A-Za-z])(?:vx|wx)|加[ ]?v(?![a-z]))"
_NOT_PERSONAL = r"(?!公众|公号|小程序|群|支付|付款|转账|收款|扫码|视频号|朋友圈|平台|官方)"
_FILL = r"(?:号码?|[ ]?id|是|为|叫|同号|联系|加我|我的|[:： \"“”'(（=,，]){0,6}"
_WECHAT = re.compile(
    rf"{_WECHAT_WORD}{_NOT_PERSONAL}(?P<fill>{_FILL})"
    r"(?P<name>[A-Za-z_][A-Za-z0-9_\-]{4,19}|[1-9]\d{5,11})(?![A-Za-z0-9_@])",
    re.IGNORECASE,
)
_WECHAT_AFTER = re.compile(
    r"(?<![A-Za-z0-9_\-@.])(?P<name>[A-Za-z_][A-Za-z0-9_\-]{5,19})"
    r"[ ]?(?:\(|（|,|，)?(?:这?是?我的?)?微信(?!公众|小程序|群|支付|版)",
)
_PLAIN_WORD = re.compile(r"[A-Za-z]+$")
_NAMED = re.compile(r"[号是为叫:：=]|id|加我", re.IGNORECASE)

_QQ = re.compile(
    r"(?:(?<![A-Za-z])q[ ]?q|扣扣|企鹅)(?!空间|音乐|邮箱|浏览器)(?:交流群|业主群|群)?"
    r"(?:号码?|是|为|联系|[:： (（]){0,4}"
    r"(?P<name>[1-9]\d{1,4}(?:[ \-]?\d{1,4}){1,3}|[1-9](?:[ \-]\d){4,11})(?![\d@A-Za-z元])",
    re.IGNORECASE,
)
_QQ_AFTER = re.compile(
    r"(?<![\dA-Za-z])(?P<name>[1-9]\d{4,11})[ ]?[(（]qq(?:号码?)?[)）]", re.IGNORECASE
)
# All the words for WeChat and QQ hold one of these.
_MAY_HOLD = re.compile(r"[qQvVwW扣❤]|(?<=[微薇威])信|(?<=企)鹅")
_HOTLINES = frozenset({"12345", "12315", "12328", "12369", "12393", "12333", "95598", "962121"})


def find_accounts(shadow: str, numbers: list[Found]) -> list[Found]:
    """Return e-mail addresses and account names.

    Parameters
    ----------
    shadow : str
        The plain copy of the text.
    numbers : list of Found
        Numbers found before: one that follows the word WeChat stays a telephone number.

    Returns
    -------
    list of Found
        In no particular order.
    """
    known = {one.start for one in numbers}
    found = [*_emails(shadow)]
    if not _MAY_HOLD.search(shadow):
        return [*found, *_of_services(shadow, known)]
    for match in _WECHAT.finditer(shadow):
        name = match.group("name")
        # A plain English word behind 微信 is a product ("微信 Android") unless it is announced.
        announced = not _PLAIN_WORD.match(name) or _NAMED.search(match.group("fill"))
        if announced and match.start("name") not in known and name not in _HOTLINES:
            found.append(Found("wechat", match.start("name"), match.end("name")))
    for match in _WECHAT_AFTER.finditer(shadow):
        if not _PLAIN_WORD.match(match.group("name")) or "是" in match.group():
            found.append(Found("wechat", match.start("name"), match.end("name")))
    for pattern in (_QQ, _QQ_AFTER):
        for match in pattern.finditer(shadow):
            digits = sum(char.isdecimal() for char in match.group("name"))
            if 5 <= digits <= 12 and match.group("name") not in _HOTLINES:
                found.append(Found("qq", match.start("name"), match.end("name")))
    return [*found, *_of_services(shadow, known)]


def _of_services(shadow: str, known: set[int]) -> Iterator[Found]:
    return (one for one in find_service_accounts(shadow) if one.start not in known)


def _emails(shadow: str) -> Iterator[Found]:
    # From each @ outwards: a pattern that starts at every letter would be quadratic.
    for at in _AT.finditer(shadow):
        before = _LOCAL_PART.search(shadow[max(0, at.start() - _WIDEST) : at.start()])
        after = _DOMAIN.match(shadow, at.end())
        if not before or not after:
            continue
        top = _TOP_LEVEL.search(after.group())
        if top:
            yield Found("email", at.start() - len(before.group()), after.end())
