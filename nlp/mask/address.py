"""House numbers: building, unit and room; lane and number; the number behind "I live in"."""

import re
from collections.abc import Iterator

from nlp.mask.door_parts import (
    BUILDING,
    FLOOR,
    GAP,
    HAN_NUMBERS,
    NOT_COUNTED,
    NUM,
    PUBLIC_BEHIND,
    PUBLIC_ROOM,
    ROOM,
    ROOM_WORD,
    SHARED,
    SHORT_ROOM,
    STREET_NUMBER,
    UNIT,
)
from nlp.mask.found import Found
from nlp.mask.headed import Headed
from nlp.mask.residents import find_rooms_of_residents, storey_at

__all__ = ["find_addresses"]

# Where any of the shapes can begin: one pass over the text instead of one for each.
_HEAD = Headed(
    rf"\dA-Za-z{HAN_NUMBERS}甲乙丙丁东西南北中",
    rf"{NUM}[ ]?(?:支?[号弄栋幢座舍宿公#组队社小门梯期楼层]|楼栋|单元)"
    r"|[甲乙丙丁东西南北中](?=单元|门洞|[座栋幢]|塔\d|\d{1,2}(?:号楼|[栋幢座]))",
)
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        # 3栋2单元501; 5号楼1203室; A座12楼1203
        rf"{BUILDING}{GAP}(?:{UNIT}){GAP}(?:{FLOOR}{GAP})?(?:{ROOM}|\d{{1,2}}号(?![线楼门]))",
        rf"{BUILDING}{GAP}(?:{UNIT})(?:{GAP}{FLOOR})?(?!{SHARED})",
        rf"{BUILDING}{GAP}(?:{FLOOR}{GAP})?{ROOM}",
        rf"(?:{UNIT}){GAP}(?:{FLOOR}{GAP})?{ROOM}",
        # 12弄34号501室
        (
            rf"{NUM}[ ]?弄{GAP}(?:{NUM}支弄{GAP})?(?:{STREET_NUMBER}|{BUILDING}){GAP}"
            rf"(?:{FLOOR}{GAP})?(?:{ROOM})?"
        ),
        # 34号501室, 34号3楼302室, 34号乙501室
        (
            rf"{STREET_NUMBER}[甲乙丙丁]?{GAP}(?:{FLOOR}{GAP})?"
            rf"\d{{2,4}}[A-Za-z]?[ ]?(?:室|{ROOM_WORD})"
        ),
        # 41号3单元602; 19号楼丙单元1-2; 9号院2-101; 27号附2号; 12楼1202室
        rf"{STREET_NUMBER}{GAP}{UNIT}(?:{GAP}{FLOOR})?(?:{GAP}{ROOM})?(?!{SHARED})",
        rf"(?:{BUILDING}{GAP})?{UNIT}{GAP}{SHORT_ROOM}",
        rf"{NUM}[ ]?号院{GAP}(?:\d{{1,2}}-)?\d{{1,2}}-\d{{3,4}}{NOT_COUNTED}",
        rf"{STREET_NUMBER}附{NUM}号",
        rf"{NUM}[ ]?[楼层]{GAP}\d{{3,4}}[A-Za-z]?室",
        # 4012号云顶公寓C座23F, 88号馨苑3幢1单元502室: the estate between two numbers goes along
        (
            rf"{STREET_NUMBER}[㐀-鿿]{{1,5}}(?:[苑园城庭府寓邨墅厦]|宿舍|小区|大院){GAP}{BUILDING}"
            rf"{GAP}(?:{UNIT}{GAP})?(?:{FLOOR}{GAP})?(?:{ROOM})?(?!{SHARED})"
        ),
        # 二十一栋四楼B, 84号三楼后座, C座23F
        (
            rf"(?:(?:{BUILDING}|{STREET_NUMBER}){GAP}(?:{UNIT}{GAP})?|{UNIT}{GAP}){FLOOR}{GAP}"
            r"(?:[A-H](?![A-Za-z0-9])|[前后]座|亭子间|[东西]厢房|[东西南北中左右]门|\d{1,2}号(?![线楼门]))"
        ),
        rf"{BUILDING}{GAP}\d{{1,2}}[Ff](?![A-Za-z0-9])",
        # 3组12号
        rf"{NUM}[ ]?小?[组队社]{GAP}(?:{STREET_NUMBER}|{NUM}户)(?![前后晚早上下之至到起止])",
    )
)

_STOREY_FIRST = re.compile(rf"{FLOOR}")  # 政务中心三楼312室
# In a dormitory: 宿舍楼412, 公寓B座 needs no word (above).
_DORMITORY = re.compile(rf"(?<=宿舍|寝室)[ ]?(?:\d{{1,2}}[\-#])?\d{{3,4}}{NOT_COUNTED}")

# 3-2-501 behind the name of an estate or the words for a home; 12-501室 anywhere.
_HOME_BEFORE = r"(?<=[区苑园城庭府寓村里湾院楼住家址号邨坊墅上下:： ])"
_DASHES = Headed(
    r"\d ",
    rf"{_HOME_BEFORE}(?<![\d\-]\ )\d{{1,3}}-\d{{1,2}}-\d{{3,4}}{NOT_COUNTED}(?!-)[ ]?(?:室|房)?"
    rf"|(?<![\d\-A-Za-z])\d{{1,3}}-(?:\d{{1,2}}-){{0,2}}\d{{3,4}}[ ]?(?:室|{ROOM_WORD})"
    rf"|(?<=[苑园庭府寓邨墅区])[ ]?\d{{1,3}}-\d{{3,4}}{NOT_COUNTED}(?!-)",
)
# 锦绣江南11-2-901: behind any name, when the last part can be a storey and a door of it.
_LIKE_A_ROOM = re.compile(
    r"(?<=[㐀-鿿])(?<![第比分至到从编型号码是为共约])\d{1,2}-\d{1,2}-(?:[1-9]|[1-3]\d)(?:0[1-9]|1[0-2])"
    rf"{NOT_COUNTED}(?!-)"
)
# Lanes, groups and blocks before a door belong to it: 二巷18号附3号, B区9栋2单元1104.
_PARTS_BEFORE = re.compile(
    r"(?:(?:(?<![\dA-Za-z])\d{1,4}|(?<![一二三四五六七八九十百])[一二三四五六七八九十百]{1,4})"
    r"(?:支?弄|巷|里弄|村?组|排|期|号院|号楼|[栋幢座])|(?<![A-Za-z])[A-Za-z]区"
    r"|(?<=[园苑城庭府村区])[甲乙丙丁一二三四五六七八九十][区期])[ ,\-]?$"
)
_MOST_PARTS = 3
_A_DATE = re.compile(r"\d{1,2}-\d{1,2}-(?:19|20)\d\d$")

_ROOM_ALONE = Headed(
    r"\d ",
    rf"(?<![\d.\-A-Za-z])\d{{3,4}}[A-Za-z]?[ ]?(?:室(?![内外友])|{ROOM_WORD})"
    r"|(?<=楼[上下]|我住|家住|隔壁|对门|对面|邻居|我家|住户|业主|房号|室号)[ ]?\d{1,2}(?:0[1-9]"
    r"|1\d)"
    rf"{NOT_COUNTED}(?![\-/.]\d)"
    r"|(?<![\d.\-A-Za-z共有约近达])\d{1,2}(?:0[1-9]|1[0-2])(?=的?(?:业主|住户"
    r"|住家|租户|租客|邻居|房东|[那这]户|[那这]家))",
)
# At home a building or a street number alone tells the door.
_HOME = (
    r"(?:(?:家|居(?!住的)|现|租|我|就|都)住(?:在|于|址)?|住(?:在|址|于|所|处)"
    r"|现居|居于|(?<![居入])住(?![院房建宅宿户着])|搬[到进至]了?|(?:房子|户口)(?:是"
    r"|在|落在)|(?:我|老)?家就?在|我家(?:就?是|就?在)"
    r"|(?<!网)(?<!站)(?<!办公)(?<!单位)(?<!公司)(?<!经营)(?<!注册)地址(?:是|为)?"
    r"|门牌号?码?(?:是|为)?|户籍地?(?:址|在)?)"
)
_AT_HOME = Headed(
    "家居现租我就都住搬房户老地门",
    rf"{_HOME}[^，。,；;！!？\n]{{0,25}}?(?P<number>{BUILDING}(?:{GAP}(?:{UNIT}))?(?:{GAP}{FLOOR})?"
    rf"|第?{NUM}排第?{STREET_NUMBER}|(?<=[路街巷弄村道里坊同院苑园区组庄城屯湾段邨宅]){GAP}{STREET_NUMBER}(?:[前后东西]院)?(?:{GAP}{FLOOR})?"
    rf"(?!后(?!院)|[前晚早至到起止]))",
)


def find_addresses(text: str, shadow: str) -> list[Found]:
    """Return the parts of addresses that lead to one door.

    Streets, estates and public buildings stay readable: 人民路100号 is a place of the city, and
    where it stands behind 家住 it is somebody's door.

    Parameters
    ----------
    text : str
        The original text.
    shadow : str
        Its plain copy, of the same length.

    Returns
    -------
    list of Found
        Possibly overlapping.
    """
    found: list[Found] = []
    for head in _HEAD.finditer(shadow):
        matches = (shape.match(shadow, head.start()) for shape in _SHAPES)
        found += [
            _found(match)
            for match in (*matches, storey_at(shadow, head.start()))
            if match
            and not PUBLIC_BEHIND.match(shadow, match.end())
            and not (_STOREY_FIRST.match(match.group()) and _is_public(shadow, match.start()))
        ]
    if "-" in shadow:
        found += _dashed(shadow)
    found += find_rooms_of_residents(shadow)
    if "宿舍" in shadow or "寝室" in shadow:
        found += [_found(match) for match in _DORMITORY.finditer(shadow)]
    for match in _AT_HOME.finditer(shadow):
        found.append(_trimmed(shadow, match.start("number"), match.end("number")))
    for match in _ROOM_ALONE.finditer(shadow):
        if not _is_public(shadow, match.start()):
            found.append(_found(match))
    return found


def _is_public(shadow: str, start: int) -> bool:
    return PUBLIC_ROOM.search(shadow[max(0, start - 12) : start]) is not None


def _dashed(shadow: str) -> Iterator[Found]:
    for match in _DASHES.finditer(shadow):
        if not _A_DATE.search(match.group()):
            yield _found(match)
    for match in _LIKE_A_ROOM.finditer(shadow):
        yield _found(match)


def _found(match: re.Match[str]) -> Found:
    return _trimmed(match.string, match.start(), match.end())


def _trimmed(shadow: str, start: int, end: int) -> Found:
    while shadow[start] in " ,-/":
        start += 1
    if start and shadow[start - 1] == "第":
        start -= 1
    while shadow[end - 1] in " ,-/、":
        end -= 1
    for _ in range(_MOST_PARTS):
        before = _PARTS_BEFORE.search(shadow[max(0, start - 8) : start])
        if not before:
            break
        start -= len(before.group())
    return Found("address", start, end)
