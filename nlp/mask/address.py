"""House numbers: building, unit and room; lane and number; the number behind "I live in"."""

import re
from collections.abc import Iterator

from nlp.mask.found import Found

__all__ = ["find_addresses"]

_HAN = "零〇一二两三四五六七八九十百"
_NUM = rf"(?:(?<![\dA-Za-z])(?:\d{{1,4}}[A-Za-z]?|[A-Za-z]\d{{0,3}})|(?<![{_HAN}])[{_HAN}]{{1,5}})"
_GAP = r"[ ,\-/]{0,2}"
_UNITS_AFTER = (
    r"(?!\d|[ ]?(?:[年月日元米平个人户多余万千百层部台辆名位栋幢度%点分时℃kKmM斤吨条件次块]"
    r"|楼(?![上下])|家(?![里中的])|\.\d))"
)
_BARE = (
    rf"(?:\d{{3,4}}[A-Za-z]?|[零〇一二两三四五六七八九]{{3,4}}){_UNITS_AFTER}"  # no word behind it
)
_ROOM_WORD = r"(?:号房(?!屋)|房(?![间屋产价源东地贷子型租企改本补管票款]))"
# Lifts and stairs belong to everybody: their building and unit stay readable.
_SHARED = r"[^，。,；\n]{0,4}(?:电梯|楼道|楼梯|门禁|大门|门口|门厅|外墙|屋顶|天台|管道|消防|下水)"
_ROOM = (
    rf"(?:(?:\d{{2,5}}[A-Za-z]?|[A-Za-z]\d{{1,4}}|[{_HAN}]{{2,5}})[ ]?(?:室|{_ROOM_WORD})"
    rf"|\d{{3,4}}号(?![线楼门])|{_BARE})(?:[\-~、/]\d{{3,4}}(?!\d)室?){{0,3}}"
)
_BUILDING = (
    rf"(?:{_NUM}[ ]?(?:号院|期){_GAP})?"
    rf"{_NUM}[ ]?(?:号楼|楼栋|[幢栋座](?:楼(?![上下道顶梯]))?|#楼?|号院)"
)
_UNIT = (
    rf"(?:{_NUM}|[甲乙丙丁东西南北中])[ ]?(?:单元|门洞|号门(?![口外前面])|梯(?![次队形]))"
    rf"|{_NUM}门(?=[ ]?\d)"
)
_FLOOR = rf"{_NUM}[ ]?[楼层]"
_NUMBER = rf"{_NUM}[ ]?支?号(?![线楼门文令通召称码])"

# Where any of the shapes can begin: one pass over the text instead of one for each.
_HEAD = re.compile(
    rf"{_NUM}[ ]?(?:支?[号弄栋幢座#组队社门梯期]|楼栋|单元)|[甲乙丙丁东西南北中](?=单元|门洞)"
)
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        # 3栋2单元501; 5号楼1203室; A座12楼1203
        rf"{_BUILDING}{_GAP}(?:{_UNIT}){_GAP}(?:{_FLOOR}{_GAP})?(?:{_ROOM}|\d{{1,2}}号(?![线楼门]))",
        rf"{_BUILDING}{_GAP}(?:{_UNIT})(?:{_GAP}{_FLOOR})?(?!{_SHARED})",
        rf"{_BUILDING}{_GAP}(?:{_FLOOR}{_GAP})?{_ROOM}",
        rf"(?:{_UNIT}){_GAP}(?:{_FLOOR}{_GAP})?{_ROOM}",
        # 12弄34号501室
        (
            rf"{_NUM}[ ]?弄{_GAP}(?:{_NUM}支弄{_GAP})?(?:{_NUMBER}|{_BUILDING}){_GAP}"
            rf"(?:{_FLOOR}{_GAP})?(?:{_ROOM})?"
        ),
        # 34号501室, 34号3楼302室, 34号乙501室
        (
            rf"{_NUMBER}[甲乙丙丁]?{_GAP}(?:{_FLOOR}{_GAP})?"
            rf"\d{{2,4}}[A-Za-z]?[ ]?(?:室|{_ROOM_WORD})"
        ),
        # 3组12号
        rf"{_NUM}[ ]?[组队社]{_GAP}{_NUMBER}(?![前后晚早上下之至到起止])",
    )
)

# 3-2-501 behind the name of an estate or the words for a home; 12-501室 anywhere.
_HOME_BEFORE = r"(?<=[区苑园城庭府寓村里湾院楼住家址号邨坊墅上下:： ])"
_DASHES = re.compile(
    rf"{_HOME_BEFORE}(?<![\d\-]\ )\d{{1,3}}-\d{{1,2}}-\d{{3,4}}{_UNITS_AFTER}(?!-)[ ]?(?:室|房)?"
    rf"|(?<![\d\-A-Za-z])\d{{1,3}}-(?:\d{{1,2}}-){{0,2}}\d{{3,4}}[ ]?(?:室|{_ROOM_WORD})"
    rf"|(?<=[苑园庭府寓邨墅区])[ ]?\d{{1,3}}-\d{{3,4}}{_UNITS_AFTER}(?!-)"
)
_A_DATE = re.compile(r"\d{1,2}-\d{1,2}-(?:19|20)\d\d$")

_ROOM_ALONE = re.compile(
    rf"(?<![\d.\-A-Za-z])\d{{3,4}}[A-Za-z]?[ ]?(?:室(?![内外友])|{_ROOM_WORD})"
    r"|(?<=楼[上下]|隔壁|对门|对面|邻居|我家|住户|业主|家住|房号|室号)[ ]?\d{1,2}(?:0[1-9]|1\d)"
    rf"{_UNITS_AFTER}"
    r"|(?<![\d.\-A-Za-z共有约近达])\d{1,2}(?:0[1-9]|1[0-2])(?=的?(?:业主|住户|住家|租户|租客|邻居|房东))"
)
_PUBLIC_ROOM = re.compile(
    r"(?:政府|中心|大厦|大楼|机关|[局委]|法院|学校|教学楼|办公|医院|窗口|门诊|会议室|教室|大厅)"
    r"[^，。；\n]{0,6}$"
)

# At home a building or a street number alone tells the door.
_HOME = (
    r"(?:(?:家|居|现|租|我|就|都)住(?:在|于|址)?|住(?:在|址|于)|(?:我|老)?家在|我家(?:是|在)"
    r"|(?<!网)(?<!站)(?<!办公)(?<!单位)(?<!公司)(?<!经营)(?<!注册)地址(?:是|为)?|门牌号?码?(?:是|为)?|户籍地?(?:址|在)?)"
)
_AT_HOME = re.compile(
    rf"{_HOME}[^，。,；;！!？\n]{{0,25}}?(?P<number>{_BUILDING}(?:{_GAP}(?:{_UNIT}))?(?:{_GAP}{_FLOOR})?"
    rf"|(?<=[路街巷弄村道里坊同院苑园区组庄城屯湾段邨宅]){_GAP}{_NUMBER}(?:{_GAP}{_FLOOR})?"
    rf"(?![前后晚早至到起止]))"
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
        found += [_found(match) for match in matches if match]
    found += _dashed(shadow)
    for match in _AT_HOME.finditer(shadow):
        found.append(_trimmed(shadow, match.start("number"), match.end("number")))
    for match in _ROOM_ALONE.finditer(shadow):
        if not _PUBLIC_ROOM.search(shadow[max(0, match.start() - 12) : match.start()]):
            found.append(_found(match))
    return found


def _dashed(shadow: str) -> Iterator[Found]:
    for match in _DASHES.finditer(shadow):
        if not _A_DATE.search(match.group()):
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
    return Found("address", start, end)
