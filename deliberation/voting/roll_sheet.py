"""Reading a roll from a sheet: every faulty row is told, and only a faultless sheet is a roll."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, BinaryIO

from deliberation.models import Roll
from deliberation.voting.roll_columns import (
    AGAIN,
    PEOPLE_EXAMPLES,
    UNIT_EXAMPLES,
    columns,
    is_units,
)
from deliberation.voting.roll_units import (
    LABEL_LIMIT,
    Flat,
    UnitRow,
    flat_of,
    label_of,
    one_name,
    phone_of,
)
from suggestions.tabular import Fault, Line, Mapped, Row, RowFault, guess, open_table
from suggestions.tabular.lists import ListKind, Looked, look, once
from suggestions.text.language import TextTooLong, clean_text

YES = {"是", "√", "✓", "1", "y", "yes", "户代表", "代表"}
LARGEST = 2**31


@dataclass
class Head:
    """One head of the roll as the sheet gives it."""

    row: int
    name: str
    phone: str
    number: int = 0
    household: str = ""
    heads_household: bool = False
    units: list[UnitRow] = field(default_factory=list)

    @property
    def area(self) -> Decimal:
        return sum((unit.area for unit in self.units), Decimal(0))


class RollList(ListKind):
    """The list of one kind of roll."""

    roll: str
    advice = (
        "业主：一行一套房。姓名和手机都相同的是同一个人，几套房的面积加在一起，算一个人。",
        "几个人共有一套房的算一个人：在“代表”一列写由谁投票，不写就是“业主”一列的第一个人。",
        "没有手机号的同名业主，系统不会合并，请在核对时看清楚。",
        "手机号加密保存，只用来发投票验证码；座机收不到，按没有手机处理。",
    )

    def __init__(self, roll: str) -> None:
        super().__init__()
        self.roll, self.kind = roll, f"roll:{roll}"
        self.title = f"{Roll.Kind(roll).label}名册"
        self.columns = columns(roll)
        self._seen: dict[Any, int] = {}

    def read_all(self, rows: Iterator[tuple[Line, Row]], faults: list[Fault], by: Mapped) -> list:
        self._seen.clear()
        heads = super().read_all(rows, faults, by)
        if any(head.number for head in heads):
            words = "没有写编号。请全部写上，或者全部留空"
            faults += [Fault(head.row, words) for head in heads if not head.number]
        else:
            for number, head in enumerate(heads, start=1):
                head.number = number
        return heads

    def read(self, row: Row) -> Head:
        phone, known = phone_of(row, self.notes)
        head = Head(
            row=row.number,
            name=one_name(row, "name", "姓名"),
            phone=phone,
            number=_number(row),
            household=_household(row),
            heads_household=row.flag("heads", yes=YES) or self.roll == Roll.Kind.HOUSEHOLDS,
        )
        if head.heads_household and not head.household:
            raise RowFault("户代表必须写明户号", "household")
        if known:
            once(self._seen, ("person", head.name, known), row, "姓名和手机相同的人", "name")
        if head.heads_household:
            what = f"户号“{head.household}”的户代表"
            once(self._seen, ("household", head.household), row, what, "household")
        if head.number:
            once(self._seen, ("number", head.number), row, f"编号 {head.number}", "number")
        return head

    def shown(self, row: Row) -> Mapping[str, Any]:
        self._seen.clear()
        head = self.read(row)
        return {
            "number": head.number or "",
            "name": head.name,
            "household": head.household,
            "heads": "是" if head.heads_household else "",
            "phone": masked_phone(head.phone),
        }


class OwnersList(RollList):
    """Owners come by flats: several of one person are summed, co-owners stand behind."""

    joins = True
    questions = (AGAIN,)

    def joint(self, row: Row) -> str:
        return label_of(row)

    def read_all(self, rows: Iterator[tuple[Line, Row]], faults: list[Fault], by: Mapped) -> list:
        flats: dict[str, Flat] = {}
        for line, row in rows:
            try:
                flat = flat_of(row, self.notes, blank_area=self._together)
                flats[flat.label] = self._together_with(flats.get(flat.label), flat)
            except RowFault as error:
                faults.append(by.fault(line, error))
        heads: dict[tuple[str, str], Head] = {}
        for flat in flats.values():
            if flat.area is None:
                faults.append(by.fault(flat.row.line, RowFault("没有写面积", "area")))
                continue
            self._add(heads, flat, flat.area)
        for number, head in enumerate(heads.values(), start=1):
            head.number = number
        return list(heads.values())

    @property
    def _together(self) -> bool:
        return self.answers.get(AGAIN.key) == "co"

    def _together_with(self, first: Flat | None, flat: Flat) -> Flat:
        """A flat named in several rows: its co-owners, where the list is written in that way."""
        if first is None:
            return flat
        if not self._together:
            raise RowFault(
                f"房号“{flat.label}”重复：第 {first.row.number} 行已经有了。"
                f"如果一行是一位共有人，请在“{AGAIN.label}”里选",
                "label",
            )
        if flat.area is not None and first.area is not None and flat.area != first.area:
            raise RowFault(f"房号“{flat.label}”的面积和第 {first.row.number} 行不同", "area")
        self.note(flat.row, f"“{flat.label}”的共有人，由“{first.speaker}”代表")
        everybody = tuple(dict.fromkeys([*first.everybody, *flat.everybody]))
        return replace(first, everybody=everybody, area=first.area or flat.area)

    @staticmethod
    def _add(heads: dict[tuple[str, str], Head], flat: Flat, area: Decimal) -> None:
        # Without a number nobody can say that two of the same name are one: two heads, and the
        # check names them.
        head = heads.setdefault(
            (flat.speaker, flat.mark), Head(flat.row.number, flat.speaker, flat.phone)
        )
        behind = tuple(name for name in flat.everybody if name != flat.speaker)
        head.units.append(UnitRow(flat.row.number, flat.label, area, behind))

    def shown(self, row: Row) -> Mapping[str, Any]:
        flat = flat_of(row, [], blank_area=self._together)
        return {
            "label": flat.label,
            "area": "" if flat.area is None else flat.area,
            "owner": flat.everybody[0],
            "co_owners": "、".join(flat.everybody[1:]),
            "speaker": flat.speaker,
            "phone": masked_phone(flat.phone),
        }


def roll_list(kind: str) -> RollList:
    made = OwnersList(kind) if is_units(kind) else RollList(kind)
    made.examples = UNIT_EXAMPLES if is_units(kind) else PEOPLE_EXAMPLES
    return made


def template(kind: str) -> BinaryIO:
    """The sheet to fill in: its header and two lines that show what is meant."""
    return roll_list(kind).template()


def read_roll(file: BinaryIO, kind: str) -> Looked:
    """The heads of a sheet whose columns say themselves what they are, and its faults."""
    made = roll_list(kind)
    with open_table(file, known=made.known) as table:
        return look(table, made, guess(table.headers, made.columns))


def masked_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def _number(row: Row) -> int:
    if not row.text("number"):
        return 0
    try:
        number = row.whole("number")
    except RowFault as error:
        raise RowFault("编号应当是正整数", "number") from error
    if not 0 < number < LARGEST:
        raise RowFault("编号应当是正整数", "number")
    return number


def _household(row: Row) -> str:
    try:
        return clean_text(row.code("household"), limit=LABEL_LIMIT, lines=False)
    except TextTooLong as error:
        raise RowFault(f"户号太长（最多 {LABEL_LIMIT} 个字）", "household") from error
