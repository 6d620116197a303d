"""Dates and times as lists write them."""

import datetime as dt
import re
import unicodedata
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_WEEKDAY = re.compile(r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?")
_WRITTEN = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[\sT,]*(?P<half>上午|中午|下午|晚上|凌晨|早上|AM|PM)?\s*(?P<hour>\d{1,2})\s*[:时点]"
    r"\s*(?:(?P<minute>\d{1,2})\s*[:分]?\s*)?(?:(?P<second>\d{1,2})(?:[.,]\d{1,9})?\s*秒?)?"
    r"\s*(?P<late>AM|PM)?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)
_AFTERNOON = ("下午", "晚上", "PM")


def parse_moment(value: str | dt.datetime) -> dt.datetime | None:
    """The moment that a cell means, or None. Without a zone it is Chinese time.

    >>> parse_moment("2019/2/28 11:25").isoformat()
    '2019-02-28T11:25:00+08:00'
    >>> parse_moment("2019年2月28日 下午3点").isoformat()
    '2019-02-28T15:00:00+08:00'
    >>> parse_moment("前天") is None
    True
    """
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.replace(tzinfo=CHINA)
    text = _WEEKDAY.sub(" ", unicodedata.normalize("NFKC", value)).strip()
    if _SERIAL.fullmatch(text):  # a date that Excel has shown as a number
        moment = _EXCEL_EPOCH + dt.timedelta(days=float(text))
        return moment.replace(microsecond=0, tzinfo=CHINA)
    match = _WRITTEN.fullmatch(text) or _COMPACT.fullmatch(text)
    if not match:
        return None
    try:
        return _moment(match.groupdict())
    except (ValueError, OverflowError):
        return None


def _moment(parts: dict[str, str | None]) -> dt.datetime:
    hour = int(parts["hour"] or 0)
    half = (parts.get("half") or parts.get("late") or "").upper()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in ("AM", "凌晨") and hour == 12:
        hour = 0
    moment = dt.datetime(
        int(parts["year"] or 0),
        int(parts["month"] or 0),
        int(parts["day"] or 0),
        hour,
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
        tzinfo=CHINA,
    )
    zone = parts.get("zone")
    if not zone:
        return moment
    if zone in "Zz":
        return moment.replace(tzinfo=dt.UTC)
    offset = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return moment.replace(tzinfo=dt.timezone(offset if zone[0] == "+" else -offset))
