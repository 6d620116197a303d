"""The parts of a door's number, as patterns: building, unit, floor, room."""

import re

__all__ = [
    "BUILDING",
    "FLOOR",
    "GAP",
    "HAN_NUMBERS",
    "NOT_COUNTED",
    "NUM",
    "PUBLIC_BEHIND",
    "PUBLIC_ROOM",
    "ROOM",
    "ROOM_WORD",
    "SHARED",
    "SHORT_ROOM",
    "STREET_NUMBER",
    "UNIT",
]

HAN_NUMBERS = "零〇一二两三四五六七八九十百"
NUM = (
    r"(?:(?<![\dA-Za-z])(?:\d{1,4}[A-Za-z]?|[A-Za-z]\d{0,3})"
    rf"|(?<![{HAN_NUMBERS}])[{HAN_NUMBERS}]{{1,5}})"
)
GAP = r"[ ,\-/]{0,2}"
NOT_COUNTED = (
    r"(?!\d|[ ]?(?:[年月日元米平个人户多余万千百层部台辆名位栋幢度%点分时℃kKmM斤吨条件次块]"
    r"|楼(?![上下])|家(?![里中的])|\.\d))"
)
_BARE = (
    rf"(?:\d{{3,4}}[A-Za-z]?|[零〇一二两三四五六七八九]{{3,4}}){NOT_COUNTED}"  # no word behind it
)
ROOM_WORD = r"(?:号房(?!屋)|房(?![间屋产价源东地贷子型租企改本补管票款]))"
# Lifts and stairs belong to everybody: their building and unit stay readable.
SHARED = r"[^，。,；\n]{0,4}(?:电梯|楼道|楼梯|门禁|大门|门口|门厅|外墙|屋顶|天台|管道|消防|下水)"
ROOM = (
    rf"(?:(?:\d{{2,5}}[A-Za-z]?|[A-Za-z]\d{{1,4}}|[{HAN_NUMBERS}]{{2,5}})[ ]?(?:室|{ROOM_WORD})"
    rf"|\d{{3,4}}号(?![线楼门])|{_BARE})(?:[\-~、/]\d{{3,4}}(?!\d)室?){{0,3}}"
)
_NAMED_BLOCK = r"[甲乙丙丁东西南北中]\d{0,2}"  # 甲3号楼, 东座
BUILDING = (
    rf"(?:{NUM}[ ]?(?:号院|期){GAP})?"
    rf"(?:{NUM}[ ]?(?:号楼|号?(?:宿舍|公寓)楼?|楼栋|[幢栋座舍](?:楼(?![上下道顶梯]))?|#楼?|号院)"
    rf"|{_NAMED_BLOCK}(?:号楼|[幢栋座]|塔(?=\d)))"
)
UNIT = (
    rf"(?:(?:{NUM}|[甲乙丙丁东西南北中])[ ]?(?:单元|门洞|号门(?![口外前面])|梯(?![次队形]))"
    rf"|{NUM}门(?=[ ]?\d))"
)
FLOOR = rf"(?:(?:{NUM}|[底顶])[ ]?[楼层]|(?<![\dA-Za-z])\d{{1,2}}[Ff](?![A-Za-z0-9]))"
# 1-2 behind a unit: the first floor, the second door.
SHORT_ROOM = r"\d{1,2}-\d{1,2}(?![\d\-年月日号])"
STREET_NUMBER = rf"{NUM}[ ]?支?号(?![线楼门文令通召称码])"

# Rooms of an office, a school or a hospital are for everybody.
PUBLIC_ROOM = re.compile(
    r"(?:政府|中心|大厦|大楼|机关|[局委]|法院|学校|教学楼|办公|医院|窗口|门诊"
    r"|会议室|教室|大厅|商场|酒店|宾馆)"
    r"[^，。；\n]{0,6}$"
)
PUBLIC_BEHIND = re.compile(
    r"[号室房]?[ ]?(?:的|层)?(?:教室|会议室|办公|活动[室中]|诊室|病房|窗口|柜台"
    r"|阅览室|大厅|食堂|展厅|服务)"
)
