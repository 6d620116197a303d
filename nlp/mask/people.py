"""People's names that no word announces: told by their characters and by the grammar around them.

Every candidate gets points: for its family name, for the characters of its given name, for the
words before and behind it; everyday words that its characters form with each other or with their
neighbours take points away.  From six points on it is a name.
"""

import re
from functools import cache

from nlp.mask.found import Found
from nlp.mask.headed import Headed
from nlp.mask.roles import role_before
from nlp.mask.words import (
    EVERYDAY,
    NEVER,
    PLAIN,
    SELDOM_LAST,
    common_given,
    given_too,
    known_to_all,
    often_written,
    rare_given,
    surnames,
    word_tags,
)

__all__ = ["CALLED_AFTER", "GOES_ON", "SAYS", "find_people"]

_ENOUGH = 6

# A person is behind these, or something else of which one speaks in the same way.
_TAKES_PEOPLE = (
    "找到?|问|叫|跟|喊|骂|劝|陪|帮|替|托|请|告诉|联系|感谢|谢谢|多亏|表扬|举报"
    "|投诉|起诉|控告|认识|嫁给|娶了?|借给|拜托|委托|追问|询问|打了|遇[到见]"
    "|碰[到见]"
    "|名叫|我们?是|他是|她是|就是|还有|包括|以及|隔壁|对门|楼[上下]|邻居|原来是"
    "|是由|法人|队友|室友|战友|老乡|亲戚|朋友|同学|姓名|叫做|听讲|听说|通知"
    "|安排|[的人任长告员主师板理]是|派|催|约|让|被|由"
)
_MAY_TAKE = (
    "和|与|及|同|对|向|给|为|是|经|到|把|将|像|听|看见|见|据|凭|如|的|村|俺"
    "|咱|我家|家|我|那|除了|只有|连|在|使|替|、"
)
_BEFORE = re.compile(rf"(?:(?P<strong>{_TAKES_PEOPLE})|(?P<weak>{_MAY_TAKE}))[了过着]?[“\"‘]?$")
_BREAK = re.compile(r"[^㐀-鿿0-9A-Za-z·.%℃]")
SAYS = re.compile(
    r"说|讲|告诉|答应|承诺|表示|骂|打人|打了|打电话|家(?![具电园政庭长属乡])"
    r"|等[一二两三四五六七八九十\d几多]{0,3}[人户名位]|夫妇|夫妻|两口|本人|老人"
    r"|一家|他们?|她们?"
    r"|(?:已|刚|今年|现年)|[男女][,，。；、）) ]|和我|跟我|找我|对我|问我|叫我"
    r"|让我|给我|帮我|陪我|欠[我了]|借[我了走]|骗|签[字了名]|收了|拿了|去世|生前"
    r"|住[在院]|患|因病|自[己称]"
    r"|是[我你他她个一本]|把|将|[㐀-鿿]{1,2}[我他她]|[,，](?:家?住|租住|现住)"
    r"|[(（][ ]?(?:男|女|身份证|电话|手机|住|已故|(?:19|20)\d\d[年.\-/])|身份证|手机号?"
    r"|愿[意代]?|承诺|拒[不绝]|态度|合[租伙开]|签过|打官司|[离结]婚|吵|[占欠借拿收撞骂打]了[我他她]"
    r"|伊拉?(?![甸朗斯])|俺|敬上|谨上|拜上|呈上|[一二两三四五六七八九十]+[人位名家户]"
    r"|接[的了到过电]|[收办签管打送写拿修干开骑租卖撞]的|收(?![㐀-鿿])|小姑娘"
    r"|小伙|小朋友|[爷奶]|负责|经手|[,，]?(?:[男女]|汉族|现年|身份证|电话|手机)"
)
GOES_ON = re.compile(
    r"[的在是有没不也都就却又还才从向对给跟和与同及因为于被把将来去到走来要会能可曾拒违经开办做]"
    r"|$|[^㐀-鿿]"
)
# 鲁迅公园, 张衡路, 李时珍中医馆: places, firms, works and prizes are called after people.
CALLED_AFTER = re.compile(
    r"(?:[中东西南北一二三四五六七八九十]{0,2}|大|小|老|新)(?:路|街|巷|弄|胡同"
    r"|大道|公路|公园|广场|小学|中学|大学|学校|学院|幼儿园|医院|村|镇|乡|[区县市](?!委书记)"
    r"|社区|街道|车站|站(?![在起出])"
    r"|桥|河|湖|港|山(?![上下])|庙|寺|祠|墓|塔|宅|庄|园|府|苑|[城湾浜塘渡泾]"
    r"|故居|故里|旧居|纪念|图书馆|书店|馆|阁|亭|饭店|酒[店家]|面馆|包子|火锅"
    r"|超市|药房|大药房|公司|集团|厂|店|铺|牌|奖|杯|基金"
    r"|工作室|事务所|诊所|酒吧|吧(?![，。,])|歌城|精神|诗|传|小区|花园|广场|大厦|大楼|号|地铁|地区|线"
    r"|高速|隧道|水库|机场|码头)"
)
_TITLED = re.compile(
    r"[㐀-鿿]{1,2}(?:先生|女士|同志|小姐|大[爷妈姐哥伯叔婶队]|老师|老板|村长|乡长)"
)
_PLACE = re.compile(r"[㐀-鿿][家各][岭湾村桥镇街山坡沟庄坪坝墩宅浜渡院铺屯冲坳嘴巷弄汇渚埭塘垭塅]")
_JOINS = frozenset("、和与及")
_THINGS = frozenset("nvtd")
_WORDLIKE = frozenset({"上官", "东方", "南宫", "西门", "百里", "长孙", "司马", "宇文", "夏侯"})
_GRAMMAR = frozenset("vdpc")  # verbs, adverbs, prepositions, conjunctions


@cache
def _candidates() -> Headed:
    """Return what finds the places where a family name and a given name stand together."""
    single = "".join(sorted(name for name in surnames() if len(name) == 1))
    double = "|".join(sorted(name for name in surnames() if len(name) == 2))
    given = "".join(sorted(rare_given() | common_given()))
    first = "".join(sorted({name[0] for name in surnames()}))
    return Headed(first, rf"(?P<family>{double}|[{single}])(?P<given>[{given}]{{1,2}})")


def find_people(text: str) -> list[Found]:
    """Return the names of people that nothing but their surroundings tells from words.

    Parameters
    ----------
    text : str
        The original text.

    Returns
    -------
    list of Found
        Without overlaps.
    """
    found: list[Found] = []
    at = 0
    for match in _candidates().places(text):
        start = match.start()
        if start < at:
            continue
        # 唐国强、于洪波: who is named beside a name is a name.
        listed = 0 < at == start - 1 and text[at] in _JOINS
        best = max(
            (_points(text, start, end) + listed, end)
            for end in range(match.start("given") + 1, match.end("given") + 1)
        )
        if best[0] == _ENOUGH - 1 and _stands_alone(text, start, best[1]):
            best = (_ENOUGH, best[1])
        if best[0] >= _ENOUGH:
            at = best[1]
            found.append(Found("name", match.start(), at))
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether three characters stand between two stops, as at the end of a letter."""
    before = start == 0 or _BREAK.match(text, start - 1)
    return bool(before and end - start == 3 and (end == len(text) or _BREAK.match(text, end)))


def _points(text: str, start: int, end: int) -> int:
    """Return how much speaks for a name between these two places."""
    own = _own_points(text, start, end)
    twice = end - start == 2 and text[start] == text[start + 1]  # 莘莘学子
    if own < 1 or twice or text[start:end] in known_to_all():
        return 0
    points = own + _points_before(text, start) + _points_behind(text, end)
    if points < _ENOUGH - 1 or any(word.match(text, start) for word in (_PLACE, _TITLED)):
        return 0
    return 0 if CALLED_AFTER.match(text, end) else points


def _own_points(text: str, start: int, end: int) -> int:
    tag, name, rare = word_tags(), text[start:end], rare_given()
    double = name[:2] in surnames()
    given = name[2 if double else 1 :]
    points = (
        1
        if name[0] in "东司南西" and double
        else 3
        if double
        else 2
        if name[0] in PLAIN
        else 0
        if name[0] in EVERYDAY
        else 1
    )
    points += sum(2 if char in rare else 1 for char in given)
    whole = tag(name)
    if double:
        return points - (name[-1] in SELDOM_LAST) * 2
    if whole and whole != "person":
        return 0
    points -= name[-1] in SELDOM_LAST
    if len(name) == 2:
        return 0 if whole else points
    if len(name) == 3:
        begins = tag(name[:2]) not in ("", "person")
        word = given not in given_too() and tag(given) not in ("", "person", "m")
        points -= 2 * begins
        if word:
            points -= 1 if given not in often_written() or set(given) & rare else 2
        # 高志远: where nothing in it is a word, an everyday family name is one.
        points += name[0] not in PLAIN and not begins and not word
    return points + (whole == "person")


def _points_before(text: str, start: int) -> int:
    if start == 0 or _BREAK.match(text, start - 1):
        return 1
    if role_before(text, start):
        return 3
    before = text[max(0, start - 5) : start]
    cue = _BEFORE.search(before)
    across = word_tags()(text[start - 1 : start + 1])
    if across and across != "person":
        return -3 if not (cue and cue["strong"]) else -1
    if cue:
        return 2 if cue["strong"] else 1
    # 保洁李桂英: where a word ends, a name may begin.
    return 1 if word_tags()(text[start - 2 : start]) in _THINGS else 0


def _points_behind(text: str, end: int) -> int:
    tag, last = word_tags(), text[end - 1]
    says, goes_on = SAYS.match(text, end), GOES_ON.match(text, end)
    across = text[end - 1 : end + 1]
    if tag(across) not in ("", "person") and last not in rare_given():
        # 李明天天来 is 李明 + 天天; 刘翠花都来了 knows no 花都.
        if goes_on or across not in often_written():
            return 1 if says else 0
        return -1 if tag(text[end : end + 2]) else -2
    if says or (text[end : end + 1] in _JOINS and _candidates().whole.match(text, end + 1)):
        return 2
    if goes_on or tag(text[end : end + 2]) in _GRAMMAR:
        return 1
    return 0 if tag(text[end : end + 2]) or text[end] in NEVER else -1
