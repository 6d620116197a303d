"""Rows of an owners' list: flats, who owns them and who speaks for them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from suggestions.tabular import Row, RowFault, plausible
from suggestions.tabular.cells import Carried
from suggestions.text.language import TextTooLong, clean_text

NAME_LIMIT, LABEL_LIMIT = 40, 40
_MARKS = re.compile(r"[、，,;；/／|\n]+")
_SPACES = re.compile(r"\s+")
_AND_OTHERS = re.compile(r"等\s*[\d一二三四五六七八九十两]*\s*人$")
_BUILDING = re.compile(r"^第?([0-9A-Za-z]+)(?:号楼|号|栋|幢|座|楼|#)$")
_ENTRANCE = re.compile(r"^第?([0-9A-Za-z]+)(?:单元|号|门|梯)$")
_ROOM = re.compile(r"^([0-9A-Za-z]+)(?:室|号|房)$")


@dataclass(frozen=True)
class UnitRow:
    row: int
    label: str
    area: Decimal
    co_owners: tuple[str, ...]


@dataclass(frozen=True)
class Flat:
    """One row: a flat, and everybody named in it."""

    row: Row
    label: str
    area: Decimal | None
    everybody: tuple[str, ...]
    speaker: str
    phone: str
    # Who this is: a number of theirs, or the merged cell that their name stands in.
    mark: str


def label_of(row: Row) -> str:
    """1-2-101, from one column or from building, entrance and room."""
    parts = [
        _bare(_BUILDING, row.code("building")),
        _bare(_ENTRANCE, row.code("entrance")),
        _SPACES.sub("", row.code("label")),
    ]
    room = parts[-1]
    if not room:
        raise RowFault("没有写房号", "label")
    before = [part for part in parts[:-1] if part]
    if before and not room.startswith("-".join(before) + "-"):
        room = "-".join([*before, _bare(_ROOM, room)])
    return _short(row, room, "房号", "label", LABEL_LIMIT)


def _bare(shape: re.Pattern[str], text: str) -> str:
    match = shape.match(text)
    return match[1] if match else text


def names_in(row: Row, key: str, what: str) -> list[str]:
    """The people of a cell. Spaces inside a name do not count; between two names they might."""
    text = row.read(key, plausible.text).strip()
    found = []
    for piece in (piece.strip() for piece in _MARKS.split(text)):
        if not piece:
            continue
        if _AND_OTHERS.search(piece):
            raise RowFault(f"{what}写的是“{piece}”，请把每个人的姓名写全", key)
        found += _parted(row, piece, key, what)
    return list(dict.fromkeys(found))


def _parted(row: Row, piece: str, key: str, what: str) -> list[str]:
    words = _SPACES.split(piece)
    if len(words) > 1 and all(len(word) > 1 and not word.isascii() for word in words):
        if key == "co_owners":
            return [_name(row, word, what, key) for word in words]
        asked = f"{what}“{piece}”是一个人还是{len(words)}个人？"
        raise RowFault(f"{asked}一个人请去掉空格，几个人请用顿号分开", key)
    return [_name(row, piece, what, key)]


def _name(row: Row, text: str, what: str, key: str) -> str:
    try:
        name = plausible.person(text, what)
    except plausible.Implausible as error:
        raise RowFault(str(error), key) from error
    return _short(row, name, what, key, NAME_LIMIT)


def _short(row: Row, text: str, what: str, key: str, limit: int) -> str:
    try:
        return clean_text(text, limit=limit, lines=False)
    except TextTooLong as error:
        raise RowFault(f"{what}太长（最多 {limit} 个字）", key) from error


def one_name(row: Row, key: str, what: str) -> str:
    name = _name(row, row.read(key, plausible.text), what, key)
    if not name:
        raise RowFault(f"没有写{what}", key)
    return name


def phone_of(row: Row, notes: list[str]) -> tuple[str, str]:
    """The mobile for codes, and any number by which a person is known again."""
    numbers = row.phones("phone")
    if not numbers:
        return "", ""
    first = numbers[0]
    if len(numbers) > 1:
        notes.append(f"第 {row.number} 行：有 {len(numbers)} 个号码，用了第一个手机号")
    if not plausible.is_mobile(first):
        notes.append(f"第 {row.number} 行：电话是座机，收不到短信验证码，按没有手机处理")
        return "", first
    return first, first


def flat_of(row: Row, notes: list[str], *, blank_area: bool = False) -> Flat:
    label = label_of(row)
    area = None
    if not (blank_area and not row.text("area")):
        area, rounded = row.area("area")
        if rounded:
            notes.append(f"第 {row.number} 行：面积“{row.text('area')}”按两位小数记为 {area}")
    owners = names_in(row, "owner", "业主")
    if not owners:
        raise RowFault("没有写业主", "owner")
    if len(owners) > 1:
        notes.append(f"第 {row.number} 行：业主有 {len(owners)} 个名字，当作共有人")
    everybody = tuple(dict.fromkeys([*owners, *names_in(row, "co_owners", "共有人")]))
    speaker = one_name(row, "speaker", "代表") if row.text("speaker") else owners[0]
    if speaker not in everybody:
        raise RowFault(f"代表“{speaker}”不在业主和共有人里面", "speaker")
    phone, number = phone_of(row, notes)
    return Flat(row, label, area, everybody, speaker, phone, number or _merged(row))


def _merged(row: Row) -> str:
    """A name in a cell merged over several rows is one person, also without a phone."""
    cell = row.value("owner")
    return f"merged {cell.above}" if isinstance(cell, Carried) else f"merged {row.number}"
