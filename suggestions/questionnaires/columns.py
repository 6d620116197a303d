"""Lists of answers made elsewhere: which column answers which question, and what a cell means.

问卷星, 腾讯问卷, WPS and Excel differ in how they name the columns of one question: `3、题目`,
`Q3_题目`, `3.题目[多选题]`, `3、题目:选项`, `3、题目(选项)`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from suggestions.questionnaires.frozen import OTHER, Asked, Sheet, way
from suggestions.tabular import Value, parse_moment

MOMENTS = ("提交答卷时间", "提交时间", "答题时间", "结束答题时间", "填写时间", "完成时间")
NUMBERS = ("序号", "编号", "答卷编号", "答题序号", "id")
LEAD = re.compile(r"^(?:q|第)?\d{1,3}(?:题)?(?:[、.．:：_)）\s]|(?=[^\d]))\s*", re.I)
KIND = re.compile(r"[\[【(（](?:单选|多选|排序|量表|矩阵\S*|填空|问答|必答|选填|必填)题?[\]】)）]")
BETWEEN = re.compile(r"^(?:[:：_\-—]+|[(（\[【])")
SEPARATORS = re.compile(r"[┋│|;；,，、\n]+")
OWN = re.compile(r"^其他\S{0,6}?\s*(?:[:：〖(（\[【_\-—])\s*(.*?)\s*[〗)）\]】]?$", re.S)
YES, NO = (
    {"1", "是", "√", "✓", "有", "选中", "true", "y", "yes"},
    {"", "0", "否", "×", "false", "n", "no"},
)
SKIPPED = {"", "(跳过)", "（跳过）", "(空)", "（空）", "-3", "-2", "未选", "无"}
LONGEST = 2000  # characters of own words


class Wrong(Exception):
    """A cell that does not mean what its question asks."""


def plain(text: str) -> str:
    """A heading or an option as it is compared."""
    return re.sub(r"\s+", "", str(text)).casefold()


@dataclass
class Columns:
    """The columns of a list: of each question its whole column, or one for each option or row."""

    whole: dict[str, int] = field(default_factory=dict)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)
    moment: int | None = None
    number: int | None = None
    unread: list[str] = field(default_factory=list)


def match(headers: Sequence[str], questions: Sequence[Asked]) -> Columns:
    found = Columns()
    for place, header in enumerate(headers):
        name = plain(KIND.sub("", header))
        if name in map(plain, MOMENTS) and found.moment is None:
            found.moment = place
        elif name in NUMBERS and found.number is None:
            found.number = place
        elif not _matched(found, place, name, questions):
            found.unread.append(header)
    return found


def meanings(found: Columns, width: int) -> list[str]:
    """What each column answers: `question`, `question:option`, `moment`, `number`, or nothing."""
    said = [""] * width
    for question, place in found.whole.items():
        said[place] = question
    for question, parts in found.parts.items():
        for part, place in parts.items():
            said[place] = f"{question}:{part}"
    for name in ("moment", "number"):
        place = getattr(found, name)
        if place is not None:
            said[place] = name
    return said


def chosen(said: Sequence[str]) -> Columns:
    """The columns as somebody has said what they answer."""
    found = Columns()
    for place, what in enumerate(said):
        question, _, part = what.partition(":")
        if what in ("moment", "number"):
            setattr(found, what, place)
        elif part:
            found.parts.setdefault(question, {})[part] = place
        elif question:
            found.whole[question] = place
    return found


def meant(questions: Sequence[Asked]) -> dict[str, str]:
    """All that a column may answer, in words."""
    said = {"moment": "提交时间", "number": "答卷编号"}
    for n, one in enumerate(questions, start=1):
        if one.kind != "matrix":
            said[one.id] = f"{n}. {one.text}"
        if one.kind in ("many", "rank", "matrix"):
            for choice in one.rows if one.kind == "matrix" else one.options:
                said[f"{one.id}:{choice.id}"] = f"{n}. {one.text}：{choice.text}"
    return said


def _matched(found: Columns, place: int, name: str, questions: Sequence[Asked]) -> bool:
    for text in dict.fromkeys((name, LEAD.sub("", name, count=1))):
        for one in sorted(questions, key=lambda one: -len(one.text)):
            asked = plain(one.text)
            if text == asked:
                found.whole.setdefault(one.id, place)
                return True
            rest = text.removeprefix(asked)
            if rest != text and (part := _part(one, rest)):
                found.parts.setdefault(one.id, {}).setdefault(part, place)
                return True
    return False


def _part(one: Asked, rest: str) -> str:
    """The option or row whose column this is."""
    if not BETWEEN.match(rest):
        return ""
    rest = LEAD.sub("", BETWEEN.sub("", rest).rstrip(")）]】"))
    choices = one.rows if one.kind == "matrix" else one.options
    if one.kind in ("single", "scale"):
        return ""
    return next((choice.id for choice in choices if plain(choice.text) == rest), "")


class Reader:
    """Rows of a list as sheets. `area_of` knows an area by its name or code."""

    def __init__(
        self, questions: Sequence[Asked], columns: Columns, area_of: Callable[[str], int | None]
    ) -> None:
        self.questions, self.columns, self.area_of = questions, columns, area_of
        self.by_name: dict[str, dict[str, str]] = {}
        for one in questions:
            numbered = {str(n): choice.id for n, choice in enumerate(one.options, start=1)}
            self.by_name[one.id] = numbered | {plain(c.text): c.id for c in one.options}

    def moment(self, cells: Sequence[Value]) -> Any:
        return None if self.columns.moment is None else parse_moment(cells[self.columns.moment])

    def sheet(self, cells: Sequence[Value]) -> Sheet:
        """Raises `Wrong` with the question and what is the matter."""
        codes: list[tuple[str, str, Any]] = []
        texts: list[tuple[str, str, str]] = []
        area = None
        for one in self.questions:
            try:
                if one.kind == "area":
                    area = self._area(one, cells)
                for kind, row, said in self._said(one, cells):
                    (texts if kind else codes).append((one.id, row, said))
            except Wrong as wrong:
                raise Wrong(f"“{one.text}”：{wrong}") from wrong
        return self._asked(codes, texts, area)

    def _asked(self, codes: list, texts: list, area: int | None) -> Sheet:
        """Without what the skips did not ask."""
        first = {question: code for question, row, code in codes if not row}
        path = set(way(self.questions, first).asked)
        kept = tuple(said for said in codes if said[0] in path)
        if not kept and not texts and area is None:
            raise Wrong("这一行没有一题有答案。")
        return Sheet(kept, tuple(said for said in texts if said[0] in path), area)

    def _cell(self, one: Asked, cells: Sequence[Value]) -> str:
        place = self.columns.whole.get(one.id)
        text = "" if place is None else str(cells[place]).strip()
        return "" if text in SKIPPED else text

    def _area(self, one: Asked, cells: Sequence[Value]) -> int | None:
        text = self._cell(one, cells)
        if not text:
            return None
        found = self.area_of(text)
        if found is None:
            raise Wrong(f"没有这个地方：{text[:40]}")
        return found

    def _said(self, one: Asked, cells: Sequence[Value]) -> Iterator[tuple[bool, str, Any]]:
        """`(whether in own words, row or option, what)`."""
        text, parts = self._cell(one, cells), self.columns.parts.get(one.id, {})
        if one.kind in ("short", "long"):
            if text:
                yield True, "", text[:LONGEST]
        elif one.kind == "single":
            if text:
                yield from self._option(one, text)
        elif one.kind == "many":
            yield from self._many(one, text, parts, cells)
        elif one.kind in ("matrix", "rank"):
            yield from self._rows(one, text, parts, cells)
        elif text and one.kind == "scale":
            yield False, "", _whole(text, one.steps)
        elif text and one.kind == "number":
            yield False, "", _number(text, one)

    def _option(self, one: Asked, text: str) -> Iterator[tuple[bool, str, Any]]:
        known = self.by_name[one.id].get(plain(text))
        if known is None and one.other and (own := OWN.match(text)):
            known = OTHER
            if own[1]:
                yield True, OTHER, own[1][:100]
        if known is None:
            raise Wrong(f"没有这个选项：{text[:40]}")
        yield False, "", known

    def _many(
        self, one: Asked, text: str, parts: Mapping[str, int], cells: Sequence[Value]
    ) -> Iterator[tuple[bool, str, Any]]:
        picked: dict[str, None] = {}
        for option, place in parts.items():
            cell = str(cells[place]).strip()
            if option == OTHER and cell.casefold() not in YES | NO and cell not in SKIPPED:
                yield True, OTHER, cell[:100]
            elif cell.casefold() in NO or cell in SKIPPED:
                continue
            elif cell.casefold() not in YES and plain(cell) != plain(one.names()[option]):
                raise Wrong(f"看不懂“{cell[:20]}”：选了写 1，没选写 0。")
            picked[option] = None
        if text and plain(text) in self.by_name[one.id]:
            picked[self.by_name[one.id][plain(text)]] = None
        elif text:
            for piece in filter(None, map(str.strip, SEPARATORS.split(text))):
                for own, row, said in self._option(one, piece):
                    if own:
                        yield own, row, said
                    else:
                        picked[said] = None
        if one.most and len(picked) > one.most:
            raise Wrong(f"最多选 {one.most} 项，这里有 {len(picked)} 项。")
        yield from ((False, "", option) for option in picked)

    def _rows(
        self, one: Asked, text: str, parts: Mapping[str, int], cells: Sequence[Value]
    ) -> Iterator[tuple[bool, str, Any]]:
        given = {row: str(cells[place]).strip() for row, place in parts.items()}
        given = {row: cell for row, cell in given.items() if cell not in SKIPPED}
        if one.kind == "rank":
            yield from self._ranks(one, text, given)
            return
        for row, cell in given.items():
            option = self.by_name[one.id].get(plain(cell))
            if option is None:
                raise Wrong(f"没有这个选项：{cell[:40]}")
            yield False, row, option

    def _ranks(
        self, one: Asked, text: str, given: Mapping[str, str]
    ) -> Iterator[tuple[bool, str, Any]]:
        """A column each with the place, or one column in the order: 甲→乙→丙."""
        if text and not given:
            pieces = re.split(r"\s*(?:→|->|>|┋)\s*", text)
            names = [self.by_name[one.id].get(plain(piece)) for piece in pieces]
            given = {name: str(n) for n, name in enumerate(names, start=1) if name}
            if None in names or len(given) != len(pieces):
                raise Wrong(f"看不懂这个次序：{text[:40]}")
        places = {row: _whole(cell, len(one.options)) for row, cell in given.items()}
        if places and sorted(places.values()) != list(range(1, len(one.options) + 1)):
            raise Wrong("名次要从 1 排起，不能重复，也不能缺。")
        yield from ((False, row, place) for row, place in places.items())


def _whole(text: str, most: int) -> int:
    number = text.removesuffix(".0").removesuffix("分")
    if not (number.isascii() and number.isdecimal() and 1 <= int(number[:9]) <= most):
        raise Wrong(f"应当是 1 到 {most} 的整数，这里是“{text[:20]}”。")
    return int(number)


def _number(text: str, one: Asked) -> Decimal:
    bare = text.replace(",", "").removesuffix(one.unit) if one.unit else text.replace(",", "")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not one.least <= number <= one.greatest:
        raise Wrong(f"应当是 {one.least} 到 {one.greatest} 之间的数，这里是“{text[:20]}”。")
    return number.quantize(Decimal("0.01"))
