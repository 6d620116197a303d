"""What a cell holds: text, a date, or a text that remembers what the sheet made of it."""

import datetime as dt
import re

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WRAPPED = re.compile(r'="(.*)"', re.DOTALL)
_ZEROS = re.compile(r"0{2,}")
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
NO_RESULT = "公式没有算出结果。请在 Excel 里打开这份表、保存一次，再上传"
DIGITS = 15  # of a number that a spreadsheet keeps; what stands behind them is lost


class Number(str):
    """A number in a workbook, as Excel shows it."""

    value: float
    epoch: dt.datetime

    @classmethod
    def of(cls, value: float, epoch: dt.datetime, form: str = "") -> "Number":
        cell = cls(_shown(value, form))
        cell.value, cell.epoch = value, epoch
        return cell


class Broken(str):
    """An error, or a formula without a result; `why` is for whoever sent the list."""

    why: str

    @classmethod
    def of(cls, text: str, why: str) -> "Broken":
        cell = cls(text)
        cell.why = why
        return cell


class Carried(str):
    """A text of a cell merged downwards, in a row below the one (`above`) where it is written."""

    above: int

    @classmethod
    def of(cls, value: "Value", above: int) -> "Value":
        if type(value) is not str:
            return value
        cell = cls(value)
        cell.above = above
        return cell


Value = str | dt.datetime


def of_text(text: str) -> str:
    """A text as it was meant: without the escapes and wrappings of spreadsheet programs.

    >>> of_text('="0012"')
    '0012'
    """
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\r\n", "\n")
    if match := _WRAPPED.fullmatch(text.strip()):
        text = match[1].replace('""', '"')
    if text.strip().upper() in ERRORS:
        return error_cell(text.strip())
    return text


def error_cell(text: str) -> Broken:
    return Broken.of(text, f"这一格是 Excel 的错误值 {text}，请改成真正的内容")


def of_workbook(value: object, kind: str, epoch: dt.datetime, form: str = "") -> Value:
    """A cell of a workbook; `kind` is the type that the file gives it, `form` its number format."""
    if value is None:
        return ""
    if kind == "e":
        return error_cell(str(value))
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return f"{value:%H:%M:%S}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return Number.of(value, epoch, form)
    return of_text(str(value))


def seen(value: Value) -> bool:
    return not isinstance(value, str) or bool(value.strip())


def _shown(value: float, form: str) -> str:
    if float(value).is_integer() and abs(value) < 10**DIGITS:
        text = str(int(value))
        return text.zfill(len(form)) if _ZEROS.fullmatch(form) else text
    return str(value) if isinstance(value, int) else format(value, f".{DIGITS}g")
