"""Numbers that name a person: telephones, identity cards, bank cards and number plates."""

import re
from collections.abc import Iterator
from datetime import date

from nlp.mask.found import Found, Kind
from nlp.mask.headed import Headed, both_cases
from nlp.mask.shadow import CHINESE_DIGITS, chinese_digits

__all__ = ["find_numbers", "id_card_is_valid", "luhn_is_valid"]

# A number with one of these words before it belongs to a file, an order or a meter.
_LABEL = re.compile(
    r"(?:编号|单号|案号|工单|文号|流水号?|订单|受理号|信件号|件号|发票号?|批号|条码|条形码|序列号"
    r"|信用代码|备案号?|许可证号?|合同号?|表号|户号|学号|工号|产权证号?|凭证号?|查询码|运单|快递"
    r"|保单号?|缴费号|登记号|事项号)(?:号码?|为|是|[:： #]){0,4}$"
)
_LOOK_BACK = 24
# The amount that a number would be, not a telephone.
_AMOUNT = re.compile(r"\s?(?:元|万|亿|块钱|平方|平米|公里|千瓦|吨|人次|\.\d|%)")

_SEP = r"[ .\-_/~*\ufe0f\u20e3]{0,3}"
_MOBILE = Headed(
    "(+018",
    rf"(?<!\d)(?:(?:\(?\+ ?|00)?86[ \-)]?)?(0?1(?:{_SEP})[3-9](?:{_SEP}\d){{9}})(?!\d)",
)
_MOBILE_COMMAS = re.compile(r"(?<!\d)1[3-9]\d([,，、 ])\d{4}\1\d{4}(?![\d,，])")
_GROUP = re.compile(r"\d+")
_CODE_BEFORE = re.compile(r"[A-Za-z]{1,8}$")
_TELEPHONE_WORDS = "tel t mobile mob m phone p ph call wx vx v wechat weixin qq q hp sj dh cell"
# Other countries, Hong Kong, Macao and Taiwan: with the code of the country, or with its name.
_FOREIGN = Headed(
    "+0香澳台国境海",
    r"(?<![\d+])(?:\+ ?|00)(?:1|7|2\d\d?|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[124]"
    r"|85[2356]|886|9[0-58])[ \-)]{0,2}(?:\(?\d{1,4}\)?[ \-]?)?\d{3,4}[ \-]?\d{3,5}(?!\d)"
    r"|(?:香港|澳门|台湾|国外|境外|海外)(?:的?(?:联系)?(?:手机|电话))?(?:号码?|是|为|[:： ]){0,4}"
    r"(?P<local>[5-9]\d{3}[ \-]?\d{4}|09\d\d[ \-]?\d{3}[ \-]?\d{3})(?!\d)",
)

_EXTENSION = r"(?:\s?(?:转|-|分机|ext\.?)\s?\d{1,5}(?!\d))?"
_LANDLINE = Headed(
    "(+0128",
    r"(?<![\d.])(?:(?:\+ ?|00)?86[ \-]?)?"
    r"(?:\((?:0(?:10|2\d|[3-9]\d\d))\)|0(?:10|2\d|[3-9]\d\d)|(?<=86-)(?:10|2\d))[ \-.]{0,3}"
    r"(?P<local>[2-8](?:[ \-]?\d){6,7})(?!\d)" + _EXTENSION,
)
_LOCAL = Headed(
    both_cases("电座固宅传致来回去拨联tpf"),
    r"(?:电话|座机|固话|宅电|传真|致电|来电|回电|去电"
    r"|拨打|联系方式|tel|phone|fax)(?:号码?|是|为|[:： .]){0,4}"
    r"(?P<local>[2-8]\d{2,3}[ \-]?\d{4})(?!\d)" + _EXTENSION,
    re.IGNORECASE,
)

_ID_18 = re.compile(
    r"(?<!\d)([1-9]\d{5}([ \-]{0,3})\d{4}[ \-]?\d{4}\2\d{3}[ \-]?[\dXx×])(?![\dA-Za-z])"
    r"|(?<!\d)([1-9]\d{2}[ \-]\d{3}[ \-]\d{4}[ \-]?\d{4}[ \-]\d{3}[\dXx×])(?![\dA-Za-z])"
    r"|(?<!\d)([1-9]\d{3}([ \-])\d{4}\5\d{4}\5\d{4}\5\d[\dXx×])(?![\dA-Za-z])"
    r"|(?<!\d)[1-9](?:[ \-]?\d){16}[ \-]?[\dXx×](?![\dA-Za-z])"
)
_ID_15 = re.compile(r"(?<!\d)[1-9]\d{14}(?!\d)")
_ID_WORD = re.compile(r"(?:身份证|身份号码|公民身份|证件号|身分证)[^\d，。；\n]{0,12}$")
_PROVINCES = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55)]
    + [*range(61, 66), 71, 81, 82, 83, 91]
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_CARD = re.compile(
    r"(?<!\d)(?:\d{15,20}|\d{4}([ \-])\d{4}\1\d{4}\1\d{3,4}(?:\1\d{1,4})?|\d{6}[ \-]\d{9,13})(?!\d)"
)
_CARD_START = re.compile(r"6[0-9]|4|5[1-5]|3[4-7]|9[45]|81")
_CARD_WORD = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|借记卡|卡号|折子|存折|一卡通|补贴卡|账号|帐号|账户"
    r"|工行|建行|农行|中行|交行|招行|邮储)"
    r"[^\d，。；\n]{0,12}$"
)

_PROVINCE_CHARS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_PLATE = Headed(
    _PROVINCE_CHARS,
    rf"(?<![最全更创])[{_PROVINCE_CHARS}]"
    r"[ ]?[A-HJ-NP-Z][ .\-]{0,2}"
    r"(?:[A-HJ-NP-Z]\d{2}[ ]?\d{3}|[A-HJ-NP-Z]{2}[ ]?\d{4}|\d{5}[A-HJ-NP-Z]"
    r"|(?<=[·.\-])[A-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳领])(?![A-Za-z0-9])",
    re.IGNORECASE,
)

# No card and no telephone has fewer digits, whatever stands between them.
_SEVEN_DIGITS = re.compile(r"\d(?:[ .\-_/~*\ufe0f\u20e3,，、()+]{0,4}\d){6}")
_TEN_SAID = re.compile(rf"[\d{CHINESE_DIGITS}](?:[ .\-，]{{0,2}}[\d{CHINESE_DIGITS}]){{9}}")
_PLATE_HEAD = re.compile(rf"[{_PROVINCE_CHARS}][ ]?[A-HJ-NP-Z]", re.IGNORECASE)


def find_numbers(text: str, shadow: str) -> list[Found]:
    """Return the personal numbers of a text; those read from Chinese digits included.

    Parameters
    ----------
    text : str
        The original text.
    shadow : str
        Its plain copy, of the same length.

    Returns
    -------
    list of Found
        Possibly overlapping, surest kind first.
    """
    found: list[Found] = []
    if _SEVEN_DIGITS.search(shadow):
        found += [*_identity_cards(shadow), *_bank_cards(shadow), *_mobiles(shadow, shadow)]
        found += _landlines(shadow)
    found += _plates(shadow)
    if _TEN_SAID.search(shadow) or _PLATE_HEAD.search(shadow):
        spoken = chinese_digits(shadow)
        if spoken is not None:
            found += _said_in_words(shadow, spoken)
    return found


def id_card_is_valid(number: str) -> bool:
    """Tell whether an 18-character identity number has a real region, date and check digit.

    >>> id_card_is_valid("11010519491231002X"), id_card_is_valid("110105194912310021")
    (True, False)
    """
    body, check = number[:17], number[17:].upper().replace("×", "X")
    if len(number) != 18 or not body.isdecimal() or int(body[:2]) not in _PROVINCES:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == check and _is_date(body[6:14])


def luhn_is_valid(number: str) -> bool:
    """Tell whether a card number satisfies Luhn's formula (ISO/IEC 7812-1).

    >>> luhn_is_valid("4111111111111111"), luhn_is_valid("4111111111111112")
    (True, False)
    """
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _is_date(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1850 <= day.year <= 2099


def _is_labelled(shadow: str, start: int) -> bool:
    return _LABEL.search(shadow[max(0, start - _LOOK_BACK) : start]) is not None


def _follows(word: re.Pattern[str], shadow: str, start: int) -> bool:
    return word.search(shadow[max(0, start - _LOOK_BACK) : start]) is not None


def _digits(piece: str) -> str:
    return "".join(char for char in piece if char.isdecimal() or char in "Xx×")


def _identity_cards(shadow: str) -> Iterator[Found]:
    for match in _ID_18.finditer(shadow):
        # Behind the words "identity card" a slip of the pen still gives the person away.
        number = _digits(match.group())
        if id_card_is_valid(number) or _follows(_ID_WORD, shadow, match.start()):
            yield Found("id_card", match.start(), match.end())
    for match in _ID_15.finditer(shadow):
        number = match.group()
        real = int(number[:2]) in _PROVINCES and _is_date("19" + number[6:12])
        if real and _follows(_ID_WORD, shadow, match.start()):
            yield Found("id_card", match.start(), match.end())


def _bank_cards(shadow: str) -> Iterator[Found]:
    for match in _CARD.finditer(shadow):
        number = _digits(match.group())
        if not _CARD_START.match(number) or not 15 <= len(number) <= 20:
            continue
        if _follows(_CARD_WORD, shadow, match.start()) or (
            luhn_is_valid(number) and not _is_labelled(shadow, match.start())
        ):
            yield Found("bank_card", match.start(), match.end())


# 南京 1038276 on an electric bicycle
_BICYCLE = re.compile(
    r"(?:电动(?:自行)?车|电瓶车|非机动车)?(?:车?牌照|车牌|号牌|牌号)(?:号码?|是|为|[:： ]){0,3}"
    r"(?P<plate>(?:[㐀-鿿]{2,3}[ ]?)?[A-Z]?\d{6,8})(?![\d元年])"
)


def _plates(shadow: str) -> Iterator[Found]:
    if "牌" in shadow:
        for match in _BICYCLE.finditer(shadow):
            yield Found("plate", *match.span("plate"))
    for match in _PLATE.finditer(shadow):
        if sum(char.isdecimal() for char in match.group()) >= 2:
            yield Found("plate", match.start(), match.end())


def _written_like_a_mobile(piece: str) -> bool:
    """Tell a telephone from a row of numbers by how its digits are grouped."""
    groups = [len(group) for group in _GROUP.findall(piece)]
    if len(groups) == 1 or all(size == 1 for size in groups):
        return True
    seps = set(_GROUP.split(piece)[1:-1])
    return len(seps) == 1 and groups[0] >= 3 and min(groups) >= 2


def _mobiles(shadow: str, digits: str) -> Iterator[Found]:
    for match in _MOBILE.finditer(digits):
        start, end = match.start(1), match.end(1)
        solid = end - start == 11
        if not _written_like_a_mobile(match.group(1)) or _AMOUNT.match(shadow, end):
            continue
        before = shadow[max(0, match.start() - 2) : match.start()]
        if before == "0." if solid else re.fullmatch(r"\d[ .\-]", before):
            continue
        code = _CODE_BEFORE.search(shadow[max(0, match.start() - 8) : match.start()])
        if code and code.group().lower() not in _TELEPHONE_WORDS.split():
            continue
        if not _is_labelled(shadow, match.start()):
            yield Found("mobile", match.start(), end)
    for match in _FOREIGN.finditer(digits):
        yield Found("mobile", *match.span("local" if match["local"] else 0))
    for match in _MOBILE_COMMAS.finditer(digits):
        yield Found("mobile", match.start(), match.end())


def _landlines(shadow: str) -> Iterator[Found]:
    for pattern in (_LANDLINE, _LOCAL):
        for match in pattern.finditer(shadow):
            start = match.start() if pattern is _LANDLINE else match.start("local")
            local = _digits(match.group("local"))
            if pattern is _LOCAL and len(local) == 8 and _is_date(local):
                continue
            if not _is_labelled(shadow, start) and not _AMOUNT.match(shadow, match.end()):
                yield Found("landline", start, match.end())


_RUN = re.compile(r"[0-9](?:[ .\-，]{0,2}[0-9]){9,18}")
_ID_WITH_X = Headed("1-9", r"(?<!\d)[1-9](?:[ .\-]{0,2}\d){16}[ .\-]{0,2}[叉×xX]")
_HAN_DIGIT = re.compile(f"[{CHINESE_DIGITS}]")
_SPOKEN: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("id_card", re.compile(r"[1-9](?:[ .\-]{0,2}\d){17}")),
    ("mobile", re.compile(r"1[ .\-]{0,2}[3-9](?:[ .\-，]{0,2}\d){9}")),
    (
        "landline",
        re.compile(r"0(?:10|2\d|[3-9]\d\d)[ .\-]{0,2}[2-8](?:[ .\-]{0,2}\d){6,7}"),
    ),
)


def _said_in_words(shadow: str, spoken: str) -> Iterator[Found]:
    """Read numbers written in Chinese digits, wholly or in part.

    一 often stands behind a number as a word (一直, 一般) and before it (唯一), so one Chinese
    digit more than the number is allowed on either side.
    """
    for plate in _PLATE.finditer(spoken):
        said = shadow[plate.start() : plate.end()]
        if _HAN_DIGIT.search(said) and sum(c.isdecimal() for c in plate.group()) >= 3:
            yield Found("plate", *plate.span())
    for card in _ID_WITH_X.finditer(spoken):
        number = _digits(card.group().replace("叉", "X"))
        if id_card_is_valid(number) or _follows(_ID_WORD, shadow, card.start()):
            yield Found("id_card", *card.span())
    for run in _RUN.finditer(spoken):
        for kind, shape in _SPOKEN:
            match = shape.search(run.group())
            if match is None:
                continue
            start, end = run.start() + match.start(), run.start() + match.end()
            rest = shadow[run.start() : start] + shadow[end : run.end()]
            if len(rest) > 2 or re.search(r"\d", rest) or not _HAN_DIGIT.search(shadow[start:end]):
                continue
            if kind != "id_card" or id_card_is_valid(_digits(match.group())):
                yield Found(kind, start, end)
                break
