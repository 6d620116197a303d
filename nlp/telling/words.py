"""What a word is to a name, whatever stands around it; lists in ``nlp/data/phrases.txt``."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from nlp.reading import segment

__all__ = ["CONSEQUENCE", "GOVERNING", "HEADS", "LISTED", "TAKING", "Word", "word_of"]

_KIND = (
    "小区|社区|花园|花苑|佳苑|名苑|家园|嘉园|新村|新城|公寓|大厦|广场|公园|街道|大道|高速"
    "|学校|学院|大学|中学|小学|幼儿园|医院|市场|中心|公司|集团"
)
_PLACE = re.compile(
    rf"(?:{_KIND}|[东南西北]站|.[路街巷弄桥站园苑城府湾村组镇乡庄郡庭居里墅邸厦楼院校店坊寓湖河江山区县市])$"
)
_FACILITY = re.compile(
    "(?:搅拌|垃圾|加油|变电|充电|中转|收费|公交车?|地铁|污水)站|道路|马路|公路|铁路|线路|出路|思路|农村|乡镇|城镇|城市"
)
"""What may be what is wrong, not where."""

_STRONG = re.compile(rf"(?:{_KIND}|[路街巷镇乡村区县市楼栋])$")
"""Nothing of the name follows these; 月牙湖 may go on with 一号."""

_BARE = re.compile(
    rf"(?:{_KIND}|路段|[路街巷弄桥站园苑城府湾村组镇乡庄郡庭居里区县市][\u4e00-\u9fff]?[道区办委段]?)"
)
"""A kind of place, not one place."""

_NUMBER = re.compile(r"[0-9一二三四五六七八九十百千万两几数第.%-]+")
_COUNTED = re.compile(r"[0-9一二两三四五六七八九十几多数半]+(?:年|个?月|天|次|万|元|余|多|点|时)")
_SAYS = frozenset([*"大小少多差慢高低贵吵难久远乱臭黑窄坏停断漏堵", "违规", "违法"])
"""What a clause may end with, though no phrase within it: 噪音大."""

_WORD = re.compile(r"[\u4e00-\u9fff0-9a-zA-Z、]+")


@dataclass(frozen=True, slots=True)
class Word:
    """What a word is to a name, whatever stands around it."""

    keep: bool
    first: bool
    last: bool
    place: bool
    strong: bool
    bare: bool
    negates: bool
    lasting: bool
    clings: bool
    opens: bool
    single: bool
    number: bool
    counted: bool
    well: bool
    turns: bool
    after: bool
    says: bool


def _listed() -> dict[str, frozenset[str]]:
    """Return the words of ``nlp/data/phrases.txt`` by their kind."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    text = resources.files("nlp").joinpath("data", "phrases.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        kind, *words = line.split()
        found[kind].update(words)
    return {kind: frozenset(words) for kind, words in found.items()}


LISTED = _listed()
"""The words of ``nlp/data/phrases.txt`` by their kind."""

HEADS = LISTED["heads"]
"""What a title begins with before it says anything."""

CONSEQUENCE = LISTED["consequence"]
"""What begins so tells what follows from the matter."""

TAKING = LISTED["taking"]
"""What follows is their object: 拖欠 is what is wrong with 工资."""

GOVERNING = LISTED["governing"]
"""What follows belongs to these words to the end of the clause: 被占用 is no name without 占用."""


@lru_cache(maxsize=65_536)
def word_of(word: str) -> Word:
    """Tell what a word is to a name.

    >>> word_of("不让").negates, word_of("无证").negates, word_of("电梯").negates
    (True, True, False)
    >>> word_of("幸福里").place, word_of("幸福里").bare, word_of("小区").bare
    (True, False, True)
    """
    lasting = word in LISTED["lasting"]
    negates = lasting or word in LISTED["negations"] or (len(word) > 1 and word[0] in "不未无没")
    named = bool(_WORD.fullmatch(word))
    keep = segment.keep(word)
    heavy = keep or len(word) > 1
    clings, opens = word in LISTED["clinging"], word in LISTED["open"]
    ends = word in "难少" or (heavy and word not in ("没有", "无法", "不能"))
    return Word(
        keep=keep,
        first=named and not clings and (heavy or negates),
        last=named and not opens and not lasting and ends,
        place=bool(_PLACE.search(word[-3:])) and not _FACILITY.fullmatch(word),
        strong=bool(_STRONG.search(word[-3:])),
        bare=bool(_BARE.fullmatch(word)),
        negates=negates,
        lasting=lasting,
        clings=clings,
        opens=opens,
        single=len(word) == 1,
        number=bool(_NUMBER.fullmatch(word)),
        counted=bool(_COUNTED.match(word)),
        well=word in LISTED["well"],
        turns=word in LISTED["turns"],
        after=word in LISTED["after"],
        says=word in _SAYS,
    )
