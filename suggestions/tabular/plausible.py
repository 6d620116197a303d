"""Whether a cell is plausible for its column; what it means there, or why it cannot be meant.

A spreadsheet program changes what it takes for a number or a date: long codes lose their last
digits, `1-10` becomes the tenth of January. Such a cell can be read, but it is not what was typed.
"""

import datetime as dt
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from suggestions.tabular.cells import DIGITS, Broken, Number, Value
from suggestions.tabular.moments import CHINA, parse_moment

EARLIEST = 1990
MOST_AREA = Decimal(1_000_000)
CENT = Decimal("0.01")
ROUNDING = Decimal("0.000001")  # what a spreadsheet's own arithmetic leaves behind
NOTHING = {
    "",
    "无",
    "没有",
    "不详",
    "未知",
    "空",
    "暂无",
    "缺",
    "未填",
    "未提供",
    "na",
    "none",
    "null",
}
YES, NO = {"是", "√", "✓", "1", "y", "yes", "对", "有"}, {"否", "×", "0", "n", "no"}
_SCIENCE = re.compile(r"\d(?:\.\d+)?E\+?\d{1,3}", re.IGNORECASE)
_RUBBISH = ("\ufffd", "锟斤拷")
_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:(?:-|转|#)\d{1,6})?|[48]00-?\d{3}-?\d{4}")
_COUNTRY = re.compile(r"^(?:\(?\+86\)?|0086|86(?=1\d{10}$))-?")
_SEVERAL = re.compile(r"[/、,;|\n]+|或")
_SQUARE = re.compile(r"(?:平方米|平米|平方|m2|㎡|平)$", re.IGNORECASE)
_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?(?:日|号|天|次|分钟|分|人|票|个|条|户|小时)?")
_CLOCK = re.compile(
    r"(?P<half>上午|中午|下午|晚上|晚|凌晨|早上|AM|PM)?\s*(?P<hour>\d{1,2})\s*[:时点.]\s*"
    r"(?P<minute>\d{1,2}|半)?(?:[:分]\s*(?:\d{1,2}秒?)?)?\s*(?P<late>AM|PM)?",
    re.IGNORECASE,
)


class Implausible(Exception):
    """This cell cannot be meant; the text says why, and what to do."""


def text(value: Value, what: str) -> str:
    """The words of a cell."""
    if isinstance(value, Broken):
        raise Implausible(f"{what}：{value.why}")
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}" if value.time() else f"{value:%Y-%m-%d}"
    if any(rubbish in value for rubbish in _RUBBISH):
        raise Implausible(f"{what}里有无法识别的乱码")
    # Our own files, and people, put this before what a program might take for a formula.
    return value[1:] if re.match(r"'[=+\-@＝＋－＠\d]", value) else value


def _narrow(value: Value, what: str) -> str:
    return unicodedata.normalize("NFKC", text(value, what)).strip()


def code(value: Value, what: str) -> str:
    """A number that is a name: 0012 stays 0012, and one that lost digits is refused."""
    if isinstance(value, dt.datetime):
        raise Implausible(
            f"{what}被 Excel 改成了日期（{value:%Y-%m-%d}）。请把这一列设为“文本”格式，重新填写"
        )
    words = _narrow(value, what)
    if isinstance(value, Number):
        lost = abs(value.value) >= 10**DIGITS or not float(value.value).is_integer()
    else:
        lost = bool(_SCIENCE.fullmatch(words))
    if lost:
        raise Implausible(
            f"{what}被 Excel 改成了科学计数法或小数（{value}），原来的数字已经看不出来。"
            "请从原系统重新导出，把这一列设为“文本”格式"
        )
    return re.sub(r"^(\d+)\.0$", r"\1", words)


def person(value: Value, what: str) -> str:
    """A name, of a person or a firm; spaces between Chinese characters do not count."""
    name = _BETWEEN_HAN.sub("", " ".join(text(value, what).split()))
    if name and not any(char.isalpha() for char in name):
        raise Implausible(f"{what}“{name}”不像姓名，请核对列是否选对")
    return name


def phone(value: Value, what: str) -> list[str]:
    """The numbers of a cell: none, one or several, mobiles before landlines."""
    if isinstance(value, dt.datetime):
        raise Implausible(f"{what}被 Excel 改成了日期，请改正")
    words = _narrow(value, what)
    if not isinstance(value, Number) and _SCIENCE.fullmatch(words):
        raise Implausible(f"{what}被 Excel 改成了科学计数法（{value}），请改正")
    words = re.sub(r"(?<=\d)\.0$", "", words)
    if words.lower() in NOTHING or not re.search(r"[^\W_]", words):
        return []
    found = [_number(part) for part in _SEVERAL.split(words) if part.strip()]
    if not all(found):  # spaces may part two numbers, or the pieces of one
        found = [_number(part) for part in words.split()]
    if not found or not all(found):
        raise Implausible(
            f"{what}“{words[:40]}”不对：手机号应当是 1 开头的 11 位数字，座机请写上区号；没有就留空"
        )
    return sorted(dict.fromkeys(found), key=lambda number: not is_mobile(number))


def _number(part: str) -> str:
    bare = re.sub(r"[\s()—–−]|^(?:手机|电话|座机|tel)[:.]?", "", part.lower())
    mobile = _COUNTRY.sub("", bare).replace("-", "")
    if is_mobile(mobile):
        return mobile
    return bare if _LANDLINE.fullmatch(bare) else ""


def is_mobile(number: str) -> bool:
    return bool(_MOBILE.fullmatch(number))


def area(value: Value, what: str) -> tuple[Decimal, bool]:
    """Square metres in whole hundredths, and whether it had to be rounded."""
    words = _SQUARE.sub("", _narrow(value, what).replace(",", "")).strip()
    if not words:
        raise Implausible(f"没有写{what}")
    try:
        size = Decimal(words)
    except InvalidOperation as error:
        raise Implausible(f"{what}“{words[:20]}”应当是数字，例如 89.50") from error
    if not size.is_finite() or not 0 < size <= MOST_AREA:
        raise Implausible(f"{what}应当大于 0，并且合乎常理")
    cents = size.quantize(CENT, ROUND_HALF_UP)
    if not cents:
        raise Implausible(f"{what}应当大于 0，并且合乎常理")
    return cents, abs(cents - size) > ROUNDING


def moment(value: Value, what: str, *, before: dt.datetime | None = None) -> dt.datetime:
    """A moment that can be meant; with `before`, one that lies behind us."""
    words = text(value, what).strip()
    if not words:
        raise Implausible(f"{what}是空的")
    found = parse_moment(value)
    if found is None:
        raise Implausible(f"{what}“{words[:40]}”看不懂，请写成 2024-05-06 14:30:00 这样的形式")
    if found.year < EARLIEST:
        raise Implausible(f"{what}“{words[:40]}”早于{EARLIEST}年，请核对")
    if before and found > before:
        raise Implausible(f"{what}“{words[:40]}”在将来，请核对")
    return found


def day(value: Value, what: str) -> dt.date:
    return moment(value, what).astimezone(CHINA).date()


def whole(value: Value, what: str) -> int:
    """20, 20.0, 20日, ２０."""
    words = _narrow(value, what)
    match = _WHOLE.fullmatch(words)
    if not match:
        raise Implausible(f"{what}应当是整数，这里写的是“{words[:20]}”")
    return int(match[1])


def clock(value: Value, what: str) -> dt.time:
    """A time of day: 19:00, 晚上7点, or the share of a day that Excel writes."""
    if isinstance(value, dt.datetime):
        return value.time().replace(microsecond=0)
    words = _narrow(value, what)
    if isinstance(value, Number) and 0 <= value.value < 1:
        minutes = round(value.value * 24 * 60) % (24 * 60)
        return dt.time(minutes // 60, minutes % 60)
    match = _CLOCK.fullmatch(words)
    if match:
        hour = int(match["hour"])
        minute = 30 if match["minute"] == "半" else int(match["minute"] or 0)
        half = (match["half"] or match["late"] or "").upper()
        if half in ("下午", "晚上", "晚", "PM") and hour < 12:
            hour += 12
        if hour < 24 and minute < 60:
            return dt.time(hour, minute)
    raise Implausible(f"{what}“{words[:20]}”看不懂，请写成 19:00 这样")


def flag(value: Value, what: str, *, yes: set[str] = YES, empty: bool = False) -> bool:
    word = _narrow(value, what).lower()
    if not word:
        return empty
    if word not in yes | NO:
        raise Implausible(f"{what}一列只写“是”，或者留空")
    return word in yes
