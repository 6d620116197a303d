"""A title or sentence as clauses of whole words, and where in them a name may begin and end.

No word that negates is ever parted from what it negates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from nlp.reading import segment
from nlp.telling.endings import stripped
from nlp.telling.words import CONSEQUENCE, HEADS, LISTED, TAKING, Word, word_of

__all__ = ["Clause", "clauses"]

_LONG = 14
"""A clause of more characters also loses the words that only weigh it down (严重, 长期, 已经)."""

_TITLE, _OPENING, _CLAUSES, _PARTS_READ = 120, 90, 6, 18
_NEAR = 8
"""Words that 不 and the like reach; 反对 and the like reach to the end."""

_OWN, _GOOD, _FAIR, _POOR, _LAST = 1.0, 0.9, 0.3, 0.19, 0.15

_BEHIND = 0.6
"""Behind 的 and the like: a name may begin there, but says less than with what is before it."""

_MIDST = 0.36
"""Anywhere else: what a clause begins with may well belong to it."""

_AGAIN = 4
_MARK, _ASKED_OUT = "\x01", "\x02"
"""Where the code of a place stood, or a word that only asks."""

_CODE = re.compile(r"(?<!存)(?<!现)在?\s*([a-z]\d{0,3}[市区县州省镇]|西地省)(?:市|县|区)?\s*")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]{0,12}[)）\]】]")
_QUOTES = re.compile(r"[“”\"'‘’《》〈〉「」]")
_PARTS = re.compile(
    r"[，。！？；：,.!?;:()（）\[\]【】…—|/\s]+|(?=尊敬的|您好|你好|我们是|我是|本人|我叫|各位领导"
    r"|[\u4e00-\u9fff](?:厅长|局长?|书记|市长|县长|区长|省长|镇长|主任|主席)[：:，,！!您你])"
)
_GREETING = re.compile(
    r"尊敬|敬爱|您好|你好|各位|我叫|此致|谢谢|[\u4e00-\u9fff](?:厅长|局长?|书记|市长|县长|区长|省长|镇长|主任|主席)$"
)
_ASKS = re.compile(
    "是否(?:可以|能够|能|应该|应|需要|需|会)|能不能|可不可以|会不会|是不是|要不要|该不该|应不应该|能否|可否"
)
_CAN = re.compile("(?<![不可功性智节才职只产未])(?:能够?|可以)")
"""医保能转入吗 asks for 医保转入."""

_GLUED = re.compile("(?=我们|现在|目前|近日|最近)")
"""Where a body goes on that begins with its own title, without a stop between them."""

_WHEN = re.compile("什么时候|啥时候?|几时")
_DOOR = re.compile(r"(?:\d+(?:[栋幢楼室]|号楼|单元))+(?:\d+[室号]?)?")
"""A clause that is too long does without the number of the house."""

_WHETHER = re.compile("有没有|有没(?!有)")
_RHETORIC = re.compile("难道|岂|莫非|何不|凭什么|^(?:谁|哪|什么)")
"""Asks the opposite of what it says, or nothing that can be named."""

_REACH = 6
"""Words before the ending of a place that may be its name: jieba cuts a name it does not know."""

_MANY = re.compile(r"[数几0-9一二三四五六七八九十百千]+[余多]?[辆名户位]")
_DATES = frozenset("年月日号点")
_ASKING, _ASKED, _MANNERS = LISTED["asking"], LISTED["asked"], LISTED["manners"]
_NEVER, _WEIGHT, _MODAL = LISTED["never"], LISTED["weight"], LISTED["modal"]


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of a clause, and how well a name may begin with or end with each.

    Attributes
    ----------
    words : tuple of str
        Without what says nothing of the matter.
    begins, ends : tuple of float
        0 (never) to 1 (the clause itself begins or ends here).
    since : tuple of int
        A name with this word begins here or earlier: a negation before it holds.
    gaps : tuple of bool
        Whether something was left out before this word.
    places : tuple of bool
        Whether the word is a part of the name of a place.
    """

    words: tuple[str, ...]
    begins: tuple[float, ...]
    ends: tuple[float, ...]
    since: tuple[int, ...]
    gaps: tuple[bool, ...]
    places: tuple[bool, ...]


def clauses(text: str, *, title: bool = True) -> list[Clause]:
    """Return the clauses of a normalised text that say something, in their order.

    Of what is no ``title`` only the opening is read.

    Examples
    --------
    >>> ["".join(clause.words) for clause in clauses("请问幸福里小区的电梯何时能修好？谢谢")]
    ['幸福里小区的电梯修好时间']
    """
    text = _QUOTES.sub("", _BRACKETS.sub("", text[: _TITLE if title else _OPENING]))
    text = _WHETHER.sub("有无", _ASKS.sub(_ASKED_OUT, _WHEN.sub("何时", text)))
    text = _CODE.sub(_MARK if title else f"，{_MARK}", text)
    text = text if title else _GLUED.sub("，", text)
    found: list[Clause] = []
    for part in _PARTS.split(text)[:_PARTS_READ]:
        if len(part) > 1 and len(found) < _CLAUSES and not _skipped(part):
            if part[-1] in "吗么":
                part = _CAN.sub(_ASKED_OUT, part)
            part = stripped(part)
            clause = _clause(_DOOR.sub(_MARK, part) if len(part) > _LONG else part)
            if clause:
                found.append(clause)
    return found


def _skipped(part: str) -> bool:
    return bool(_GREETING.match(part) or _RHETORIC.search(part))


def _clause(part: str) -> Clause | None:
    tokens = segment.cut(part)
    start, asked = _head(tokens)
    tokens = tokens[start:]
    spare = _NEVER | _MODAL if asked else _NEVER
    long = sum(map(len, tokens)) > _LONG
    words: list[str] = []
    gaps: list[bool] = []
    gap, mark = False, 0.0
    marks: list[float] = []
    for place, token in enumerate(tokens):
        inside = 0 < place < len(tokens) - 1
        spared = token in spare or (long and _light(token))
        if token in (_MARK, _ASKED_OUT) or token.isspace() or (inside and spared):
            gap = True
            mark = max(mark, _GOOD if token == _MARK else _BEHIND if word_of(token).after else 0)
            continue
        words.append(token)
        gaps.append(gap)
        marks.append(mark)
        gap, mark = False, 0.0
    if sum(map(len, words)) < 2 or HEADS.issuperset(words):
        return None
    again = words.index(words[0], _AGAIN) if words[0] in words[_AGAIN:] else len(words)
    words, gaps, marks = words[:again], gaps[:again], marks[:again]  # a body glued to its title
    kinds = [word_of(word) for word in words]
    return Clause(
        tuple(words),
        _begins(kinds, marks, words),
        _ends(kinds),
        _since(kinds),
        tuple(gaps),
        _places(kinds),
    )


def _head(tokens: list[str]) -> tuple[int, bool]:
    """Return how many of the first words only ask, tell or greet, and whether they ask."""
    place, asked = 0, False
    while place < len(tokens) - 1:
        token = tokens[place]
        polite = token in HEADS or token in (_MARK, _ASKED_OUT)
        if not polite and not (asked and token in _ASKED):
            break
        asked = asked or token in _ASKING
        place += 1
    return place, asked


def _light(token: str) -> bool:
    return token in _WEIGHT or bool(_MANY.fullmatch(token))


def _begins(kinds: list[Word], marks: list[float], words: list[str]) -> tuple[float, ...]:
    found = [_OWN]
    if kinds[0].clings and words[0] not in "上下大小":
        found = [0.0]
    elif words[0] in CONSEQUENCE:
        found = [0.45]
    for place in range(1, len(kinds)):
        kind, before = kinds[place], kinds[place - 1]
        unknown = marks[place] and kind.single and not (kind.clings or kind.opens)
        if not (kind.first or unknown) or kind.bare or before.number:
            found.append(0.0)
        elif words[place - 1] in TAKING:
            found.append(0.25)
        elif words[place - 1] in _DATES or (before.strong and not kind.place):
            found.append(_GOOD)
        elif marks[place]:
            found.append(marks[place])
        elif before.single and not (before.after or before.strong):
            found.append(0.0)  # jieba leaves the rest of unknown names as single characters
        elif before.strong or before.after:
            found.append(0.75 if before.strong else _BEHIND)
        elif words[place] in _MANNERS:
            found.append(0.7)
        elif before.place:
            found.append(0.42)
        else:
            found.append(_MIDST if kind.keep else 0.0)
    return tuple(found)


def _ends(kinds: list[Word]) -> tuple[float, ...]:
    found = [_end(kind, after) for kind, after in pairwise(kinds)]
    last = kinds[-1]
    closes = last.last or last.says
    found.append(0.0 if last.number or not closes else _FAIR if last.counted else _OWN)
    return tuple(found)


def _end(kind: Word, after: Word) -> float:
    """Return how well a name ends with one word before another."""
    if not kind.last or kind.number:
        return 0.0
    if after.well or after.counted:
        return _GOOD
    if after.turns:
        return _FAIR
    if after.clings or not kind.keep or (after.single and not after.negates):
        return 0.0
    return _LAST if after.negates else _POOR


def _since(kinds: list[Word]) -> tuple[int, ...]:
    """Return where a name with each word begins at the latest."""
    found = []
    lasting = near = -1
    for place, kind in enumerate(kinds):
        if kind.lasting:
            lasting = place if lasting < 0 else lasting
        elif kind.negates:
            near = place
        latest = near if near >= 0 and place - near <= _NEAR else place
        found.append(min(latest, lasting) if lasting >= 0 else latest)
    return tuple(found)


def _places(kinds: list[Word]) -> tuple[bool, ...]:
    """Tell which words name a place: those that end like one, and what stands before them."""
    inside = [False] * len(kinds)
    for end, kind in enumerate(kinds):
        if not kind.place:
            continue
        for place in range(end, max(-1, end - _REACH), -1):
            if kinds[place].opens or kinds[place].negates:
                break
            inside[place] = True
    return tuple(inside)
