"""What a group is called: the phrase of a member's title that says best what all of them say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nlp.telling.clauses import Clause
from nlp.telling.phrases import MAX_NAME, MIN_NAME, Group, Reading, Span, Text

__all__ = [
    "MAX_NAME",
    "MIN_NAME",
    "OTHER",
    "READ",
    "Reading",
    "Text",
    "candidates",
    "chosen_name",
    "name_field",
    "name_group",
]

OTHER = "其他事项"
READ = 12
"""Texts of a group that are read."""

_CANDIDATES = 8
_FIELD_WORDS = 3
_CUT, _CUT_TWICE = 0.2, 0.001
"""A phrase cut out of a clause on both sides is a name only where there is no other."""

_RANK, _PLACE_IN_TITLE, _PLACE_IN_BODY = 0.99, 0.9, 0.5
"""What each text further from the middle costs a phrase, and each clause further on in its text."""

_COVERS = 0.65
_NOTHING = -0.1
_WORST = 0.3
"""Of the best phrase's score: what is worth less is no better than a name given twice."""

_PERSON = re.compile(
    r"某|[\u4e00-\u9fff](?:总|姐|哥|叔|姨|嫂|师傅|先生|女士|小姐|老师|医生|同志|书记|主任|阿姨|大爷)"
    r"|(?:老师|医生|校长|局长|书记|镇长|村长|主任|经理|法官|律师|员工|职工|村民|居民|业主|同学|患者|农民)"
    r"[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴"
    r"夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文][\u4e00-\u9fff]"
)
_LONG_NUMBER = re.compile(r"(?<!\d)(?!12\d{3}(?!\d))\d{4,}")
"""A telephone or a year, but not the number of a hotline (12345)."""

_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_PLAIN = re.compile(r"[\u4e00-\u9fff0-9A-Z、·%.+-]+")


def name_group(
    titles: Sequence[str],
    words: Sequence[tuple[str, float]] = (),
    taken: set[str] | None = None,
    *,
    placeless: bool = False,
) -> str:
    """Name a group from the titles that carry it: a phrase of 4 to 14 characters.

    Parameters
    ----------
    titles
        Titles (or sentences) of members, the most central first.
    words
        Words with their weights: how much each tells.
    taken
        Names given already: another phrase is chosen where there is one as good.
    placeless
        For issues (类问题): no place that only some of the members name stands in it.

    Returns
    -------
    str
        A run of whole words of one title, less what says nothing of the matter (see
        `nlp.telling.clauses`); neither a person's name nor a number.

    Examples
    --------
    >>> name_group(["反映幸福小区电梯停运", "幸福小区电梯停运无人管"],
    ...            [("电梯", 1.0), ("停运", 0.8), ("幸福", 0.7), ("小区", 0.2)])
    '幸福小区电梯停运'
    """
    reading = Reading(dict(words), placeless=placeless)
    return chosen_name(candidates(reading, [(title, "") for title in titles], {}), taken)


def chosen_name(names: Sequence[str], taken: set[str] | None = None) -> str:
    """Return the first of the candidates that is free, else the first, else `OTHER`."""
    free = (name for name in names if name not in (taken or ()))
    return next(free, names[0] if names else OTHER)


def name_field(words: Sequence[tuple[str, float]], taken: set[str] | None = None) -> str:
    """Name a broad theme by its heaviest words: a field has no phrase of its own.

    Examples
    --------
    >>> name_field([("学校", 1.0), ("教师", 0.8), ("补课", 0.5)])
    '学校、教师、补课'
    """
    chosen: list[str] = []
    name = ""
    for word, _ in words:
        if len(word) > 1 and _nobody(word) and len("、".join([*chosen, word])) <= MAX_NAME:
            chosen.append(word)
        name = "、".join(chosen).upper()
        if len(chosen) == _FIELD_WORDS and name not in (taken or ()):
            break
    return name if len(name) >= MIN_NAME else OTHER


def candidates(reading: Reading, texts: Sequence[Text], shares: Mapping[str, float]) -> list[str]:
    """Return the phrases that may name a group, the best first.

    Parameters
    ----------
    reading
        Of all groups that are named in one go.
    texts
        Of the group, the most central first; `READ` are read.
    shares
        In which share of the texts words stand, bodies included, as far as it is known.
    """
    read = [(reading.clauses(text), bool(text[0])) for text in texts[:READ]]
    found = _found(reading, read, shares)
    if not found and any(title for title, _ in texts):  # 求助, 领导您好
        read = [(reading.clauses(("", body)), False) for _, body in texts[:READ]]
        found = _found(reading, read, shares)
    return found


def _found(
    reading: Reading, read: Sequence[tuple[list[Clause], bool]], shares: Mapping[str, float]
) -> list[str]:
    group = Group(reading, [found for found, _ in read], shares)
    return _best(group, read, _CUT) or _best(group, read, _CUT_TWICE) or _whole(read)


def _best(group: Group, read: Sequence[tuple[list[Clause], bool]], least: float) -> list[str]:
    """Return the phrases with the best product of how well they read and how much they cover."""
    spans: list[Span] = []
    for rank, (found, titled) in enumerate(read):
        if titled and len(found) == 1:
            spans += group.short(found[0])
        for place, clause in enumerate(found):
            further = _RANK**rank * (_PLACE_IN_TITLE if titled else _PLACE_IN_BODY) ** place
            runs = group.spans(clause, least) + group.joined(clause)
            spans += [(worth, q * further, run) for worth, q, run in runs]
    most = max((worth for worth, _, _ in spans), default=0)
    scored = [
        (q * (1 - _COVERS + _COVERS * max(worth / most, _NOTHING) if most > 0 else 1), run)
        for worth, q, run in spans
    ]
    names: dict[str, None] = {}
    worst = 0.0
    for score, run in sorted(scored, key=lambda pair: -pair[0]):
        if len(names) == _CANDIDATES or score < worst:
            break
        name = "".join(run).upper()
        if _HAN.search(name) and _nobody(name):
            names[name] = None
            worst = worst or _WORST * score
    return list(names)


def _whole(read: Sequence[tuple[list[Clause], bool]]) -> list[str]:
    """Return the clauses that are short enough, where no phrase within any may be a name."""
    names = ("".join(clause.words).upper() for found, _ in read for clause in found)
    fit = (name for name in names if MIN_NAME <= len(name) <= MAX_NAME and _HAN.search(name))
    return [name for name in dict.fromkeys(fit) if _nobody(name)][:_CANDIDATES]


def _nobody(phrase: str) -> bool:
    """Tell whether a phrase names no person and holds no number, mask or mark that is none."""
    found = _PERSON.search(phrase) or _LONG_NUMBER.search(phrase)
    return not found and bool(_PLAIN.fullmatch(phrase.upper()))
