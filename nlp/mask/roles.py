"""What people are called beside their names: kin, trades, offices, parties to a case."""

import re
from collections.abc import Iterable
from functools import cache

from nlp.mask.words import data_lines

__all__ = [
    "AFTER_TITLES",
    "COURTESY",
    "NOT_ONE",
    "TITLE_BEHIND",
    "any_of",
    "role_before",
    "roles",
]

AFTER_TITLES = (
    "先生|女士|同志|小姐|老师|主任|书记|经理|医生|警官|律师|师傅|阿姨|大爷|大妈|大哥|大姐"
    "|爷爷|奶奶|叔叔|婆婆|小朋友|小姑娘|老人|老人家|妈妈|爸爸|家长"
    "|校长|院长|局长|所长|队长|科长|处长|老板|同学|教授|园长"
)
TITLE_BEHIND = re.compile(AFTER_TITLES)
COURTESY = re.compile(rf"(?:{AFTER_TITLES}|总(?![是在会要])|副?(?:主任|书记|经理|局长|所长|队长))")


# 人员, 官员, 党员 and the like are many; 抄表员 is one.
NOT_ONE = "人成动官全满减裁复定委超职"
_OPENING = ' :：(（“"「'
_LONGEST = 5
_SHELF = 16


@cache
def roles() -> frozenset[str]:
    """Return the words for a person: kin, trades, offices.

    >>> "包工头" in roles(), "侄子" in roles(), "电梯" in roles()
    (True, True, False)
    """
    lines = (line for line in data_lines("roles.txt") if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def role_before(text: str, start: int) -> str:
    """Return the word for a person that ends here, at most a colon before; or nothing.

    >>> role_before("包工头车富贵", 3), role_before("抄表员：冷锋", 4), role_before("人员王", 2)
    ('包工头', '抄表员', '')
    """
    end = start
    if end and text[end - 1] in _OPENING:
        end -= 1
    if end and text[end - 1] in "叫是" and end == start:
        end -= 1
    for length in range(min(_LONGEST, end), 1, -1):
        if text[end - length : end] in roles():
            return text[end - length : end]
    if end > 2 and text[end - 1] == "员" and text[end - 2] not in NOT_ONE:
        return text[end - 3 : end]
    return ""


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of many words that costs a few looks at each place, the longest first.

    >>> any_of(["业主", "业主代表"])
    '(?=[业])(?:业(?:主代表|主))'
    """
    heads: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        heads.setdefault(word[0], []).append(re.escape(word[1:]))
    shelves: list[list[str]] = []
    for place, head in enumerate(sorted(heads)):
        if place % _SHELF == 0:
            shelves.append([])
        shelves[-1].append(head)
    return "|".join(
        f"(?=[{''.join(shelf)}])(?:"
        + "|".join(f"{head}(?:{'|'.join(heads[head])})" for head in shelf)
        + ")"
        for shelf in shelves
    )
