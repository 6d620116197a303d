"""Reading a roll from a sheet: every faulty row is told, and only a faultless sheet is a roll."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from django.core.exceptions import ValidationError

from deliberation.models import Roll
from suggestions.forms import MobileField
from suggestions.language import TextTooLong, clean_text
from suggestions.tabular import Line, Unreadable, open_table, workbook_file

MOST_ROWS, NAME_LIMIT, LABEL_LIMIT = 50_000, 40, 40
MOST_AREA = Decimal(1_000_000)
CENT = Decimal("0.01")
ROUNDING = Decimal("0.000001")  # what a spreadsheet's own arithmetic leaves behind
YES, NO = {"是", "√", "1", "y", "yes", "户代表", "代表"}, {"", "否", "×", "0", "n", "no"}
_SEVERAL = re.compile(r"[、，,;；/\s]+")
_NOISE = re.compile(r"[\s（(].*$")
_UNIT = re.compile(r"(平方米|平米|㎡|m²|m2)$", re.IGNORECASE)

PEOPLE_COLUMNS = {
    "number": ("编号", "序号"),
    "name": ("姓名", "名字"),
    "household": ("户号", "户编号"),
    "heads": ("户代表", "是否户代表"),
    "phone": ("手机", "手机号", "电话", "联系电话"),
}
UNIT_COLUMNS = {
    "label": ("房号", "房屋", "门牌"),
    "area": ("面积", "建筑面积", "专有面积"),
    "owner": ("业主", "产权人", "姓名"),
    "co_owners": ("共有人", "共有产权人"),
    "speaker": ("代表", "共有人代表"),
    "phone": ("手机", "手机号", "电话", "联系电话"),
}
EXAMPLES = {
    False: [["1", "张三", "1-101", "是", "13800000001"], ["2", "李四", "1-102", "是", ""]],
    True: [
        ["1-101", "89.50", "张三", "李四", "张三", "13800000001"],
        ["1-102", "120.00", "张三", "", "", "13800000001"],
    ],
}


@dataclass(frozen=True)
class Fault:
    """A row that cannot stand on the roll, and why."""

    row: int
    why: str

    def __str__(self) -> str:
        return f"第 {self.row} 行：{self.why}"


@dataclass
class Head:
    """One head of the roll as the sheet gives it."""

    row: int
    name: str
    phone: str
    number: int = 0
    household: str = ""
    heads_household: bool = False
    units: list["UnitRow"] = field(default_factory=list)

    @property
    def area(self) -> Decimal:
        return sum((unit.area for unit in self.units), Decimal(0))


@dataclass(frozen=True)
class UnitRow:
    row: int
    label: str
    area: Decimal
    co_owners: tuple[str, ...]


class RowFault(Exception):
    """Why one row is left out."""


Cells = Mapping[str, str]


def is_units(kind: str) -> bool:
    """Owners come by units; all others by people."""
    return kind == Roll.Kind.OWNERS


def columns(kind: str) -> Mapping[str, tuple[str, ...]]:
    return UNIT_COLUMNS if is_units(kind) else PEOPLE_COLUMNS


def template(kind: str) -> BinaryIO:
    """The sheet to fill in: its header and two lines that show what is meant."""
    header = [names[0] for names in columns(kind).values()]
    return workbook_file(header, EXAMPLES[is_units(kind)], title="名册")


def read_roll(file: BinaryIO, kind: str) -> tuple[list[Head], list[Fault]]:
    """The heads of a sheet, and its faults. Raises Unreadable for what is no such sheet."""
    with open_table(file) as table:
        places = _places(table.headers, kind)
        reader = _read_units if is_units(kind) else _people_reader(kind)
        faults: list[Fault] = []
        heads = reader(_rows(table.lines(), places, faults), faults)
    if not heads and not faults:
        raise Unreadable("表头下面没有内容。")
    return heads, sorted(faults, key=lambda fault: fault.row)


def _places(headers: Iterable[str], kind: str) -> dict[str, int]:
    """Which column is what, by its name; a note in brackets behind the name does not matter."""
    names = [_NOISE.sub("", header.strip()) for header in headers]
    places = {}
    for key, known in columns(kind).items():
        found = next((names.index(name) for name in known if name in names), None)
        if found is not None:
            places[key] = found
    needed = ("label", "area", "owner") if is_units(kind) else ("name",)
    if kind == Roll.Kind.HOUSEHOLDS:
        needed = ("name", "household")
    if missing := [columns(kind)[key][0] for key in needed if key not in places]:
        raise Unreadable(f"表头里没有“{'”、“'.join(missing)}”这一列。请照模板的表头填写。")
    return places


def _rows(lines: Iterable[Line], places: Mapping[str, int], faults: list[Fault]):
    for count, line in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise Unreadable(f"超过 {MOST_ROWS} 行，请核对是不是选错了文件。")
        if line.fault:
            faults.append(Fault(line.number, line.fault))
            continue
        yield line.number, {key: str(line.cells[place]).strip() for key, place in places.items()}


def _told(faults: list[Fault], row: int, read: Callable[[], Head]) -> Head | None:
    try:
        return read()
    except RowFault as fault:
        faults.append(Fault(row, str(fault)))
        return None


# --- people ----------------------------------------------------------------------------------


def _people_reader(kind: str):
    def read(rows, faults: list[Fault]) -> list[Head]:
        heads: list[Head] = []
        seen: dict[tuple, int] = {}
        for row, cells in rows:
            head = _told(faults, row, lambda row=row, cells=cells: _person(row, cells, kind, seen))
            if head:
                heads.append(head)
        _number(heads, faults)
        return heads

    return read


def _person(row: int, cells: Cells, kind: str, seen: dict[tuple, int]) -> Head:
    head = Head(
        row=row,
        name=_name(cells["name"], "姓名"),
        phone=_phone(cells.get("phone", "")),
        number=_whole(cells.get("number", "")),
        household=_text(cells.get("household", ""), "户号", LABEL_LIMIT),
        heads_household=_flag(cells.get("heads", "")),
    )
    if kind == Roll.Kind.HOUSEHOLDS:
        head.heads_household = True
    if head.heads_household and not head.household:
        raise RowFault("户代表必须写明户号。")
    if head.phone:
        _once(seen, ("person", head.name, head.phone), row, "姓名和手机相同的人")
    if head.heads_household:
        _once(seen, ("household", head.household), row, f"户号“{head.household}”的户代表")
    if head.number:
        _once(seen, ("number", head.number), row, f"编号 {head.number}")
    return head


def _number(heads: list[Head], faults: list[Fault]) -> None:
    """Numbers as given, or 1, 2, 3 … where none is given; a mixture cannot be meant."""
    if any(head.number for head in heads):
        faults += [
            Fault(h.row, "没有写编号。请全部写上，或者全部留空。") for h in heads if not h.number
        ]
        return
    for number, head in enumerate(heads, start=1):
        head.number = number


# --- owners ----------------------------------------------------------------------------------


def _read_units(rows, faults: list[Fault]) -> list[Head]:
    """One head an owner, by name and phone: several units are summed, co-owners stand behind."""
    heads: dict[tuple, Head] = {}
    seen: dict[tuple, int] = {}
    for row, cells in rows:
        head = _told(faults, row, lambda row=row, cells=cells: _unit(row, cells, seen))
        if head is None:
            continue
        # Without a phone nobody can say that two of the same name are one: two heads, and the
        # check names them.
        key = (head.name, head.phone) if head.phone else (head.name, head.row)
        if key in heads:
            heads[key].units += head.units
        else:
            heads[key] = head
    for number, head in enumerate(heads.values(), start=1):
        head.number = number
    return list(heads.values())


def _unit(row: int, cells: Cells, seen: dict[tuple, int]) -> Head:
    label = _text(cells["label"], "房号", LABEL_LIMIT)
    if not label:
        raise RowFault("没有写房号。")
    area = _area(cells["area"])
    owner = _name(cells["owner"], "业主")
    others = [_name(name, "共有人") for name in _SEVERAL.split(cells.get("co_owners", "")) if name]
    speaker = cells.get("speaker", "")
    speaker = _name(speaker, "代表") if speaker else owner
    everybody = list(dict.fromkeys([owner, *others]))
    if speaker not in everybody:
        raise RowFault(f"代表“{speaker}”不在业主和共有人里面。")
    phone = _phone(cells.get("phone", ""))
    _once(seen, ("label", label), row, f"房号“{label}”")
    behind = tuple(name for name in everybody if name != speaker)
    return Head(row=row, name=speaker, phone=phone, units=[UnitRow(row, label, area, behind)])


# --- cells -----------------------------------------------------------------------------------


def _once(seen: dict[tuple, int], key: tuple, row: int, what: str) -> None:
    if key in seen:
        raise RowFault(f"{what}重复：第 {seen[key]} 行已经有了。")
    seen[key] = row


def _text(text: str, what: str, limit: int) -> str:
    try:
        return clean_text(text, limit=limit, lines=False)
    except TextTooLong as error:
        raise RowFault(f"{what}太长（最多 {limit} 个字）。") from error


def _name(text: str, what: str) -> str:
    name = _text(text, what, NAME_LIMIT)
    if not name:
        raise RowFault(f"没有写{what}。")
    return name


def _phone(text: str) -> str:
    try:
        return MobileField(limit=40, required=False).clean(text)
    except ValidationError as error:
        raise RowFault("手机号应当是 1 开头的 11 位数字；没有就留空。") from error


def _whole(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and 0 < int(text[:10]) < 2**31 and len(text) < 10):
        raise RowFault("编号应当是正整数。")
    return int(text)


def _flag(text: str) -> bool:
    word = text.strip().lower()
    if word not in YES | NO:
        raise RowFault("“户代表”一列只写“是”，或者留空。")
    return word in YES


def _area(text: str) -> Decimal:
    try:
        area = Decimal(_UNIT.sub("", text.replace(",", "").strip()).strip())
    except InvalidOperation as error:
        raise RowFault("面积应当是数字，例如 89.50。") from error
    if not area.is_finite() or not 0 < area <= MOST_AREA:
        raise RowFault("面积应当大于 0，并且合乎常理。")
    cents = area.quantize(CENT)
    if abs(cents - area) > ROUNDING:
        raise RowFault("面积最多写两位小数。")
    return cents
