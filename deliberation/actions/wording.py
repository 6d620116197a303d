"""Texts typed in a meeting: they are read by everybody, on the wall and in the record."""

from suggestions.actions.rules import Refused, needed
from suggestions.text.language import TextTooLong, clean_text, find_personal_data

# House numbers are what a neighbourhood talks about, and names are given by who said it.
NUMBERS = {
    "mobile": "手机号",
    "landline": "电话号码",
    "id_card": "身份证号",
    "bank_card": "银行卡号",
    "wechat": "微信号",
    "qq": "QQ 号",
    "email": "邮箱",
    "paper": "证件号",
    "account": "账号",
    "secret": "密码",
}


def open_words(text: str, what: str, limit: int) -> str:
    """A text that must be there and may be shown to everybody."""
    return _shown(needed(text, what, limit), what)


def open_words_if_any(text: str, what: str, limit: int) -> str:
    """The same for a text that may be missing."""
    try:
        return _shown(clean_text(text or "", limit=limit), what)
    except TextTooLong as error:
        raise Refused(f"{what}太长：{error}") from error


def _shown(text: str, what: str) -> str:
    found = [NUMBERS[one.kind] for one in find_personal_data(text) if one.kind in NUMBERS]
    if found:
        raise Refused(f"{what}会公开，里面有{'、'.join(dict.fromkeys(found))}，请去掉以后再保存。")
    return text
