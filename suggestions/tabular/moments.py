"""Dates and times as lists write them."""

import datetime as dt
import re
import unicodedata
from zoneinfo import ZoneInfo

from suggestions.tabular.cells import Number

CHINA = ZoneInfo("Asia/Shanghai")
_WEEKDAY = re.compile(r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?")
_CLOCK = (
    r"(?P<half>上午|中午|下午|晚上|凌晨|早上|AM|PM)?\s*(?P<hour>\d{1,2})\s*[:时点.]"
    r"\s*(?:(?P<minute>\d{1,2}|半)\s*[:分.]?\s*)?(?:(?P<second>\d{1,2})(?P<part>[.,]\d{1,9})?\s*秒?)?"
    r"\s*(?P<late>AM|PM)?"
)
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|CST|(?:GMT|UTC)?[+-]\d{2}(?::?\d{2})?)?(?:\s*\([^)]*\))?"
_WRITTEN = re.compile(
    r"(?P<year>\d{4}|\d{2}(?=[-年]))\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]"
    rf"\s*(?P<day>\d{{1,2}})\s*[日号]?(?:[\sT,_]*{_CLOCK})?{_ZONE}",
    re.IGNORECASE,
)
# As Excel in American settings writes them into CSV.
_AMERICAN = re.compile(
    rf"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}}|\d{{2}})(?:[\s,]+{_CLOCK})?{_ZONE}",
    re.IGNORECASE,
)
# As programs write them: Fri May  1 10:30:00 CST 2026; 1 May 2026 10:30:00 +0800; May 1, 2026.
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH = tuple(
    re.compile(rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?{shape}", re.IGNORECASE)
    for shape in (
        rf"{_NAME}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}{_ZONE}\s+(?P<year>\d{{4}})",
        rf"{_NAME}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})(?:,?\s+{_CLOCK})?{_ZONE}",
        rf"(?P<day>\d{{1,2}})[\s-]{_NAME}[\s-](?P<year>\d{{4}}|\d{{2}})(?:,?\s+{_CLOCK})?{_ZONE}",
    )
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T\s]?(?P<hour>\d{2})(?:(?P<minute>\d{2})(?P<second>\d{2})?)?)?"
)
_UNIX = re.compile(r"\d{10}(?:\d{3})?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_CHINESE = re.compile(
    r"(?P<year>[〇○零一二三四五六七八九]{4})年(?P<month>[一二三四五六七八九十]{1,2})月"
    r"(?P<day>[一二三四五六七八九十廿卅]{1,3})[日号]?"
)
_DIGIT = {**{char: n for n, char in enumerate("〇一二三四五六七八九")}, "○": 0, "零": 0}
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)
_AFTERNOON = ("下午", "晚上", "PM")
_SECOND = dt.timedelta(seconds=1)
Parts = dict[str, str | None]


def parse_moment(value: str | dt.datetime) -> dt.datetime | None:
    """The moment that a cell means, to the nearest second, or None. Without a zone it is Chinese.

    >>> parse_moment("2019/2/28 11:25").isoformat()
    '2019-02-28T11:25:00+08:00'
    >>> parse_moment("2019年2月28日 下午3点").isoformat()
    '2019-02-28T15:00:00+08:00'
    >>> parse_moment("前天") is None
    True
    """
    try:
        if isinstance(value, dt.datetime):
            return _rounded(value if value.tzinfo else value.replace(tzinfo=CHINA))
        epoch = value.epoch if isinstance(value, Number) else _EXCEL_EPOCH
        text = _WEEKDAY.sub(" ", unicodedata.normalize("NFKC", value)).strip()
        return _of_number(text, epoch) or _of_words(text)
    except (ValueError, OverflowError):
        return None


def _of_number(text: str, epoch: dt.datetime) -> dt.datetime | None:
    """A number: the day that Excel counts, digits in a row, or the seconds of a program."""
    if _SERIAL.fullmatch(text):
        return _rounded((epoch + dt.timedelta(days=float(text))).replace(tzinfo=CHINA))
    if match := _COMPACT.fullmatch(text):
        return _moment(match.groupdict())
    if _UNIX.fullmatch(text):
        seconds = int(text[:10]) + int(text[10:] or 0) / 1000
        return _rounded(dt.datetime.fromtimestamp(seconds, CHINA))
    return None


def _of_words(text: str) -> dt.datetime | None:
    if match := _CHINESE.match(text):
        written = "-".join(str(_chinese(match[name])) for name in ("year", "month", "day"))
        text = f"{written} {text[match.end() :].strip()}".strip()
    if match := _WRITTEN.fullmatch(text):
        return _moment(match.groupdict())
    if match := _AMERICAN.fullmatch(text):
        parts = match.groupdict()
        # 5/6/07 may mean three different days.
        return None if len(match["year"]) == 2 and int(match["year"]) <= 12 else _moment(parts)
    for shape in _ENGLISH:
        if match := shape.fullmatch(text):
            month = _MONTHS.index(match["name"].lower()) + 1
            return _moment({**match.groupdict(), "month": str(month)})
    return None


def _chinese(text: str) -> int:
    """二〇二六, 十二, 三十一, 廿三."""
    if len(text) == 4:
        return int("".join(str(_DIGIT[char]) for char in text))
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten and len(ones) > 1:
        raise ValueError(text)
    return (_DIGIT[tens] if tens else bool(ten)) * 10 + (_DIGIT[ones] if ones else 0)


def _rounded(moment: dt.datetime) -> dt.datetime:
    return (moment + _SECOND / 2).replace(microsecond=0)


def _moment(parts: Parts) -> dt.datetime:
    hour = int(parts["hour"] or 0)
    half = (parts.get("half") or parts.get("late") or "").upper()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in ("AM", "凌晨") and hour == 12:
        hour = 0
    year = parts["year"] or "0"
    minute, second = parts["minute"] or "0", int(parts["second"] or 0)
    past_midnight = hour == 24 and minute in ("0", "00") and not second
    moment = dt.datetime(
        int(year) + (2000 if len(year) == 2 else 0),
        int(parts["month"] or 0),
        int(parts["day"] or 0),
        0 if past_midnight else hour,
        30 if minute == "半" else int(minute),
        second,
        tzinfo=_zone(parts.get("zone") or ""),
    )
    moment += dt.timedelta(days=past_midnight)
    return _rounded(moment + float(f"0.{(parts.get('part') or '.0')[1:]}") * _SECOND)


def _zone(text: str) -> dt.tzinfo:
    """CST is read as China's: no list of ours comes from Chicago."""
    sign = text.upper().removeprefix("GMT").removeprefix("UTC")
    if text.upper() in ("", "CST"):
        return CHINA
    if sign in ("", "Z"):
        return dt.UTC
    digits = sign[1:].replace(":", "").ljust(4, "0")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(offset if sign[0] == "+" else -offset)
