"""A sheet that was typed twice: as it is kept meanwhile, where the two differ, and what is made of
both. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from suggestions.questionnaires.frozen import Asked, Sheet, way

FIRST, SECOND = "first", "second"
NOTHING = "（没有答）"


@dataclass(frozen=True)
class Difference:
    """One question under which the two do not say the same, each in words."""

    number: int
    asked: Asked
    first: str
    second: str


def plain(sheet: Sheet) -> dict[str, Any]:
    return {
        "codes": [[*map(str, one)] for one in sheet.codes],
        "texts": [list(one) for one in sheet.texts],
        "area": sheet.area,
    }


def sheet_of(questions: Iterable[Asked], kept: Mapping[str, Any]) -> Sheet:
    """The sheet again, numbers as numbers."""
    kinds = {one.id: one.kind for one in questions}
    codes = tuple((one, row, _code(kinds[one], code)) for one, row, code in kept["codes"])
    texts = tuple((one, option, said) for one, option, said in kept["texts"])
    return Sheet(codes, texts, kept["area"])


def _code(kind: str, code: str) -> Any:
    if kind == "number":
        return Decimal(code)
    return int(code) if kind in ("rank", "scale") else code


# --- where they differ ------------------------------------------------------------------------


def _said(one: Asked, sheet: Sheet) -> tuple[Any, ...]:
    """All that was answered to one question, in an order that the form does not decide."""
    codes = sorted((row, str(code)) for id_, row, code in sheet.codes if id_ == one.id)
    texts = sorted((option, text) for id_, option, text in sheet.texts if id_ == one.id)
    return (codes, texts, sheet.area if one.kind == "area" else None)


def differences(
    questions: Iterable[Asked], first: Sheet, second: Sheet, *, place: Callable[[int], str]
) -> list[Difference]:
    """`place`: the name of an area."""
    return [
        Difference(number, one, words(one, first, place), words(one, second, place))
        for number, one in enumerate(questions, start=1)
        if _said(one, first) != _said(one, second)
    ]


def words(one: Asked, sheet: Sheet, place: Callable[[int], str]) -> str:
    """What a sheet answers to a question, as people read it."""
    if one.kind == "area":
        return place(sheet.area) if sheet.area else NOTHING
    names = one.names()
    found = []
    for id_, row, code in sheet.codes:
        if id_ == one.id:
            said = names.get(code, "") if isinstance(code, str) else f"{code}{one.unit}"
            found.append(f"{names[row]}：{said}" if row else said)
    found += [text for id_, _, text in sheet.texts if id_ == one.id]
    return "；".join(found) or NOTHING


# --- what is made of both ---------------------------------------------------------------------


def combined(
    questions: list[Asked], first: Sheet, second: Sheet, chosen: Mapping[str, str]
) -> Sheet:
    """Of each question what was chosen, else of the first; what then is not asked is left out."""
    taken = {one.id: second if chosen.get(one.id) == SECOND else first for one in questions}
    asked = way(questions, _leads(questions, taken))
    codes: list[tuple[str, str, Any]] = []
    texts: list[tuple[str, str, str]] = []
    area = None
    for one in questions:
        if one.id not in asked:
            continue
        sheet = taken[one.id]
        own = [code for code in sheet.codes if code[0] == one.id]
        said = [text for text in sheet.texts if text[0] == one.id]
        if one.kind == "area":
            area = sheet.area
        codes, texts = codes + own, texts + said
    return Sheet(tuple(codes), tuple(texts), area)


def _leads(questions: Iterable[Asked], taken: Mapping[str, Sheet]) -> dict[str, str]:
    singles = {one.id for one in questions if one.kind == "single"}
    return {id_: code for one in singles for id_, _, code in taken[one].codes if id_ == one}
