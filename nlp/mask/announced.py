"""Names behind a word that announces a person, also rare and everyday ones.

Behind 包工头, 我侄子, 自称 or 户名写成 less is asked of a name than elsewhere: the family name may
be a rare one, the given name any characters; behind 名字就叫 it may be a word of every day.
"""

import re
from collections.abc import Iterator

from nlp.mask.found import Found
from nlp.mask.headed import Headed
from nlp.mask.people import GOES_ON, SAYS
from nlp.mask.roles import COURTESY, roles
from nlp.mask.words import (
    EVERYDAY,
    NEVER,
    PLAIN,
    SELDOM_LAST,
    all_surnames,
    common_given,
    given_too,
    known_to_all,
    rare_given,
    surnames,
    word_tags,
)

__all__ = ["HAN", "NO_END", "find_announced", "may_be", "named_at"]

_ENOUGH = 5
_STOP = re.compile(r"[^㐀-鿿0-9A-Za-z]|$")
HAN = re.compile(r"[㐀-鿿]")
_TOLD = Headed(
    "自谎化全真本大原曾学法名叫户姓署我他她人号一有这那俩写录登打印填输改标误错住签经",
    r"(?:自称|谎称|化名|全名|真名|本名|大名|大号|原名|曾用名|学名|法名|名叫|叫做|户名|姓名|署名"
    r"|[我他她人号名]叫|[一有这那俩][个位名]叫|姓[㐀-鿿]{1,2}[,，、]?(?:名|叫)"
    r"|(?:写|录|登记|打|印|填|输|改|标|误写|错写)(?:错?成了?|的却?是)|名字?(?:登记)?(?:写|是|成)|住的?是|[签经]手?的是)"
    r"(?:的?是|为|了|叫)?[:： ]?[“\"‘「『]?(?![我你他她您它])",
)
_WITH_ME = re.compile(r"[我他她]们?[和跟与同]|(?:借给|嫁给|娶|租给|卖给|转给)了?")
_ASKED = re.compile(
    r"(?:问过|问了|交给了?|托付给|雇了|请了|送|接|护送|照顾|采访|搀扶"
    r"|代|替|帮|举报|投诉|感谢|多亏|拉黑了?|联系|找到?)(?![我你他她您它])"
)
# 把安静拉黑了: what is done to people only.
_DONE_TO = re.compile(
    r"(?:把|将)(?P<name>[㐀-鿿]{2,3}?)(?=(?:从[㐀-鿿]{1,4})?(?:拉黑|删了|骂|打伤|打了|抓|告上|告了|告到|开除|辞退|解雇"
    r"|送医|送到?医院|赶出|吓|撞[伤倒]|咬伤|推倒|叫[来走去]|救))"
)
# 有个叫温馨的护士; 名字就叫计划，: here also a word is a name.
_A_CERTAIN = re.compile(
    r"(?:[有一这那两][个位名]|[^们]人|[男女]的)名?叫(?P<name>[㐀-鿿]{2,4}?)的(?P<who>[㐀-鿿]{1,6}|(?=[,，。]))"
)
# 那个向阳是我同事
_IS_MY = re.compile(
    r"(?:^|[，。,；！？\s]|[那这]个|听说|其中)(?P<name>[㐀-鿿]{2,3})(?:就|也|原)?是[我他她]们?家?的?(?P<who>[㐀-鿿]{2,4})"
)
# 社保里是“洗丽芬”: a paper holds the name, written right or wrong.
_ON_PAPER = re.compile(
    r"(?:社保|医保|户口|身份证|系统|档案|名册|名单|存折|房产证|病历|合同|证件?|登记表|学籍)[本卡簿]?[上里]?"
    r"(?:的?(?:名字?|姓名))?(?:却|就|还|给)?(?:写的?|登记的?|录的?|印的?)?(?:是|成了?)"
    r"[“\"‘「『](?P<name>[㐀-鿿]{2,4})[”\"’」』]"
)
_BY_NAME = re.compile(
    r"(?:名字|名儿|真名|大名|本名|全名)(?:就|也|确实|真的?)?(?:叫做?|是)[“\"「]?(?P<name>[㐀-鿿]{2,3})(?=[”\"」]?[，,。；;！!、）)])"
)
_NO_NAME = re.compile(r"什么|怎么|啥|谁|哪|不|没|错|对|假|真|一样|随便|同一")
_SPEAKS = re.compile(
    r"说|告诉|答应|骂|承诺|表示|签[字的了]|骗|欠|收了|拿了|态度|打来|来电|打电话|帮[我他她]"
    r"|[,，](?:今年|现年|\d\d岁|[男女][,，])"
)
_SUGGESTS = re.compile(r"建议|反映|投诉|举报|求助|咨询|致电|称")
# Hardly the end of a name: places, firms, crowds.
NO_END = frozenset("家行方商保口桥坪坡湾村镇州县区城路街厂司局院校店馆站室群众层级部队垭委")


def named_at(text: str, start: int, bonus: int = 0) -> Iterator[Found]:
    """Yield the name that begins here, behind a word that announces one; at most one.

    Parameters
    ----------
    text : str
        The original text.
    start : int
        Where the announcing word ends.
    bonus : int
        How much surer than a trade or kin that word is.

    Yields
    ------
    Found
        The likeliest end of it.
    """
    family = 2 if text[start : start + 2] in all_surnames() else 1
    if text[start : start + family] not in all_surnames() or COURTESY.match(text, start + family):
        return
    best = max(
        (
            (_points(text, start, start + family, end) + bonus, end)
            for end in (start + family + 1, start + family + 2)
        ),
    )
    if best[0] >= _ENOUGH:
        yield Found("name", start, best[1])
    elif family == 1 and bonus == 0 and _is_speaking_word(text, start):
        yield Found("name", start, start + 2)


def _is_speaking_word(text: str, start: int) -> bool:
    """Tell 抄表员冷锋说: an everyday word of two characters that speaks or signs like a person."""
    word = text[start : start + 2]
    thing = word_tags()(word) == "n" or word in given_too()
    thing = thing and word[0] in surnames() and word[1] not in NO_END
    if not thing or NEVER & set(word):
        return False
    if word_tags()(word) == "n" and _SUGGESTS.match(text, start + 2):
        return True
    return bool(_SPEAKS.match(text, start + 2))


def _points(text: str, start: int, given: int, end: int) -> int:
    name, tag, rest = text[start:end], word_tags(), text[given:end]
    if len(name) < end - start or not all(HAN.match(char) for char in name):
        return 0
    if name[-1] in NO_END or (
        name[: given - start] not in surnames() and not _is_rare(text, start, given, end)
    ):
        return 0
    if name in known_to_all() or name in roles():
        return 0
    if rest not in given_too() and (NEVER & set(rest) or rest in roles()):
        return 0
    points = _of_family(name[: given - start])
    points += sum(2 if c in rare_given() else c in common_given() for c in rest)
    points += rest in given_too()
    stops = bool(_STOP.match(text, end))
    whole = tag(name)
    if whole and whole != "person":
        points -= 4
    elif len(rest) == 2 and given - start == 1:
        begins = tag(name[:2]) not in ("", "person")
        known = rest in given_too() or bool(set(rest) & rare_given())
        points -= begins and not known and 2 - stops
        points -= not known and tag(rest) not in ("", "person")
        points += not begins and not tag(rest)
    elif len(rest) == 1:
        points -= 1 - stops
    if name[-1] in SELDOM_LAST and rest not in given_too():
        points -= 2
    return points + _of_what_follows(text, end)


def _is_rare(text: str, start: int, given: int, end: int) -> bool:
    """Tell 来富贵 from 来自: a family name of every day has a given name and a stop behind it."""
    closes = bool(SAYS.match(text, end) or _STOP.match(text, end)) or given - start == 2
    closes = closes or text[end : end + 1] == "的"
    closes = closes or (end - given == 2 and bool(set(text[given:end]) & rare_given()))
    return closes and set(text[given:end]) <= rare_given() | common_given()


def _of_family(family: str) -> int:
    if family in PLAIN or len(family) == 2:
        return 3
    return 2 if family in surnames() and family not in EVERYDAY else 1


def _of_what_follows(text: str, end: int) -> int:
    across = word_tags()(text[end - 1 : end + 1]) not in ("", "person")
    if SAYS.match(text, end):
        return 2 - 2 * across
    if GOES_ON.match(text, end):
        return 1 - 2 * across
    return -2 if across else 0 if word_tags()(text[end : end + 2]) else -1


def find_announced(text: str) -> Iterator[Found]:
    """Yield the names that words of naming or of dealing with people announce.

    Parameters
    ----------
    text : str
        The original text.

    Yields
    ------
    Found
        Possibly overlapping.
    """
    for match in _TOLD.finditer(text):
        yield from named_at(text, match.end(), 2)
    for match in _WITH_ME.finditer(text):
        yield from named_at(text, match.end(), 2)
    for match in _ASKED.finditer(text):
        yield from named_at(text, match.end(), -1)
    for match in _DONE_TO.finditer(text):
        thing = word_tags()(match["name"]) == "n" and match["name"] not in given_too()
        if may_be(match["name"]) and not thing:
            yield Found("name", *match.span("name"))
    for match in _A_CERTAIN.finditer(text):
        if may_be(match["name"]) and (not match["who"] or _holds_role(match["who"])):
            yield Found("name", *match.span("name"))
    for match in _IS_MY.finditer(text):
        name, tag = match["name"], word_tags()(match["name"])
        known = tag in ("", "person") or name in given_too()
        if known and name[0] in surnames() and may_be(name) and _holds_role(match["who"]):
            yield Found("name", *match.span("name"))
    for match in _ON_PAPER.finditer(text):
        if _is_unknown(match["name"]):
            yield Found("name", *match.span("name"))
    for match in _BY_NAME.finditer(text):
        if may_be(match["name"]):
            yield Found("name", *match.span("name"))


def _is_unknown(name: str) -> bool:
    """Tell that what a paper holds between quotation marks is no word: 洗丽芬, never 已办结."""
    parts = {word_tags()(name), word_tags()(name[:2]), word_tags()(name[1:])}
    no_word = parts <= {"", "person"} or name[1:] in given_too()
    return no_word and not NEVER & set(name[1:])


def may_be(name: str) -> bool:
    """Tell whether a word behind an unmistakable announcement can be a name at all."""
    family = (
        name[0] in all_surnames()
        or name[:2] in all_surnames()
        or name[0] in rare_given() | common_given()
    )
    if name[-1] in NO_END or name in roles():
        return False
    return family and not _NO_NAME.search(name) and not NEVER & set(name[1:])


def _holds_role(words: str) -> bool:
    return any(
        words[at : at + size] in roles() or words[at : at + 1] == "人"
        for at in range(len(words))
        for size in (2, 3, 4)
    )
