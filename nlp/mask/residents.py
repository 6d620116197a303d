"""Numbers of rooms that only the words beside them tell from other numbers.

12-3-402 may be a score, a date or a part of a machine; beside 业主, 住, 邻居 or 王阿姨家 it is
somebody's door.
"""

import re
from collections.abc import Iterator

from nlp.mask.door_parts import (
    BUILDING,
    FLOOR,
    GAP,
    NOT_COUNTED,
    PUBLIC_BEHIND,
    PUBLIC_ROOM,
    ROOM_WORD,
    UNIT,
)
from nlp.mask.found import Found
from nlp.mask.headed import Headed

__all__ = ["find_rooms_of_residents", "storey_at"]

_KIN = (
    "阿姨|叔叔?|伯伯?|大[爷妈叔娘伯哥姐嫂]|奶奶|爷爷|婆婆|师傅|先生|女士|小姐"
    "|太太|老师|夫[妻妇]|两口|母[女子]|父[女子]"
)
# Any word that says who lives there.
_LIVES = (
    rf"业主|住户|住家|租户|租客|房客|房东|屋主|户主|房主|邻居|居民|人家|[那这]家"
    rf"|[那这]户|产权人|承租|老[人太头伯两汉]|独居|孤寡|空巢|{_KIN}"
    r"|一家|住[着的]|入住|居住(?!用地)|[男女]主人|小伙|姑娘|孩子|小孩|一户|名下"
    r"|残疾人|孕妇|婴儿|病人|家[里中]"
)
_BEFORE = re.compile(
    rf"(?:{_LIVES}|我住|我们?家|[他她]们?家|家[住在是]|现居|居于?|住[在到]?|家住"
    rf"|租给|合租|群租|租[了在]|搬[到进来]|买[了的在]|自家|老家|住址|地址|房号"
    rf"|室号"
    r"|门牌|楼[上下]|隔壁|对门|对面|家)[^，。；;！!？?\n\d]{0,8}$"
)
_AFTER = re.compile(
    rf"[ ]?(?:室|{ROOM_WORD})?[ ,，(（]?(?:的|那|这|内|里)?[^，。；;！!？?\n\d]{{0,4}}?(?:{_LIVES}"
    rf"|家(?![具电园政庭长])|住)"
)
_ROOM = Headed(
    r"\dA-Za-z甲乙丙丁东西南北",
    # 12-3-402, A1-12-3, 12-402
    r"(?<![\dA-Za-z.\-/])(?:[A-Za-z甲乙丙丁东西南北]?\d{1,3}[A-Za-z]?[\-/#](?:\d{1,2}[A-Za-z]?[\-/#]\d{1,4}"
    r"|\d{1,2}[\-/#]\d{1,2}[\-/#]\d{3,4}"
    rf"|\d{{3,4}})[A-Za-z]?{NOT_COUNTED}(?![\-/.A-Za-z])"
    # A1203, B-1203, A2-1203
    rf"|[A-Za-z]\d?-?\d{{3,4}}[A-Za-z]?{NOT_COUNTED}(?![\-/.A-Za-z]))"
    rf"|(?<!\d)\d{{1,4}}号(?:楼)?[ ]?\d{{3,4}}{NOT_COUNTED}",  # 12号402
)
# 12栋三楼, 2单元三楼, 12号三楼: tried where a building or a unit begins.
_STOREY = re.compile(
    rf"(?:(?:{BUILDING}|\d{{1,4}}号){GAP}(?:{UNIT}{GAP})?|{UNIT}{GAP}){FLOOR}(?![上下])"
)
_NO_ROOM = re.compile(
    r"[GSKDTZgskdtz]\d{3,4}$|(?:19|20)\d\d[\-/]|\d{1,2}[\-/]\d{1,2}[\-/](?:19|20)\d\d$"
)
# 人民路88号住着一位老人; 88号的王阿姨家
_STREET = Headed(
    r"\d ",
    r"(?<=[路街巷弄村里坊条道组队])[ ]?\d{1,4}号(?:之\d{1,2})?"
    rf"(?=(?:的|住着?|那|这)?(?:独居|孤寡|空巢|[㐀-鿿]{{0,3}}(?:{_KIN})家?|一[位个对户家]"
    rf"|住户|业主|居民家|户主|老[人太]|[那这]户|租客|房东|邻居|我家|人家))",
)
# 3号楼2单元东户, 3号楼顶楼西户
_SIDE = re.compile(
    rf"(?:(?:{BUILDING}|\d{{1,4}}号){GAP}(?:{UNIT}{GAP})?|{UNIT}{GAP})(?:(?:{FLOOR}"
    rf"|顶[楼层]){GAP})?[东西南北中左右]边?(?:户|室|手|间|[那这]家)(?:[那这][家户])?"
)
_PLACE_OF_HOME = re.compile(
    r"(?:我家|家里|家庭|家的|住处|住址|住所)[^。！!？?\n\d]{0,12}?"
    r"(?P<at>\d{1,3}\.\d{2,8}[°度NE]{0,2}"
    r"[ ,，、]{0,2}(?:北纬|纬度|东经|经度)?[:： ]?\d{1,3}\.\d{2,8})"
)
_LOOK_BACK = 16


def find_rooms_of_residents(shadow: str) -> Iterator[Found]:
    """Yield what is a door because a word beside it says who lives there.

    Parameters
    ----------
    shadow : str
        The plain copy of the text.

    Yields
    ------
    Found
        Possibly overlapping.
    """
    for match in _ROOM.finditer(shadow):
        if not _NO_ROOM.match(match.group()) and _somebody_lives(shadow, *match.span()):
            yield Found("address", *match.span())
    for match in _STREET.finditer(shadow):
        yield Found("address", *match.span())
    for match in _PLACE_OF_HOME.finditer(shadow):
        yield Found("address", *match.span("at"))


def storey_at(shadow: str, at: int) -> re.Match[str] | None:
    """Return the storey or the side of a staircase that begins here, if somebody lives there."""
    side = _SIDE.match(shadow, at)
    if side:
        return side
    match = _STOREY.match(shadow, at)
    return match if match and _somebody_lives(shadow, *match.span()) else None


def _somebody_lives(shadow: str, start: int, end: int) -> bool:
    before = shadow[max(0, start - _LOOK_BACK) : start]
    if PUBLIC_ROOM.search(before) or PUBLIC_BEHIND.match(shadow, end):
        return False
    return bool(_AFTER.match(shadow, end) or _BEFORE.search(before))
