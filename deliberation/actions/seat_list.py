"""A list of who sits in a council, read: each line an unsaved seat, the reader of every list."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from deliberation.actions.councils import APART
from deliberation.actions.terms import party_names
from deliberation.models import Council, Seat
from suggestions.residents.fields import AddressField
from suggestions.tabular import Column, Row, RowFault, plausible
from suggestions.tabular.lists import ListKind, once

SHOWN = {
    **{choice.label: choice for choice in Seat.Shown},
    "真名": Seat.Shown.NAME,
    "公开": Seat.Shown.NAME,
    "姓氏": Seat.Shown.SURNAME,
    "称呼": Seat.Shown.SURNAME,
    "不公开": Seat.Shown.PARTY,
}


class SeatList(ListKind):
    """The seats of one council; who sits there already is counted and left alone."""

    kind, title = "seats", "席位"
    columns = (
        Column("party", "议事方", ("所属方", "代表哪方", "方别", "类别", "身份"), needed=True),
        Column("holder", "姓名", ("名字", "成员", "成员姓名", "委员", "代表"), needed=True),
        Column("post", "职务", ("职位", "社会职务", "备注职务")),
        Column(
            "phone", "手机", ("手机号", "手机号码", "电话", "联系电话", "联系方式"), as_text=True
        ),
        Column("email", "电子邮件", ("邮箱", "电子邮箱", "Email")),
        Column("shown", "对外公开", ("公开方式",), "不写就只公开姓氏。"),
        Column("apart", "同名区分"),
        Column(
            "instead", "替补谁", ("替补", "代替谁", "替谁"), "写被替补人的姓名；不是替补就空着。"
        ),
        Column(
            "since", "任期自", ("任期开始", "开始日期", "起始日期", "上任日期"), "不写就是今天。"
        ),
        Column("until", "任期至", ("任期结束", "结束日期", "届满日期", "到期日期")),
    )
    examples = (("居民代表", "张建国", "楼组长", "13800000001", "", "只公开姓氏", "", "", "", ""),)
    advice = (
        "已经在席位上的人不会重复登记。",
        "对外公开按本人的意愿写：公开姓名、只公开姓氏、只公开所属议事方。",
    )

    def __init__(self, council: Council, *, on: dt.date) -> None:
        super().__init__()
        self.council, self.on = council, on
        self.existing = 0
        self.parties = party_names(on)
        rows = council.seats.in_force(on).values_list("party", "holder", "substitute_for")
        self._sitting = {(party, holder, bool(of)) for party, holder, of in rows}
        self._seen: dict[Any, int] = {}

    def read(self, row: Row) -> tuple[Seat, str] | None:
        seat, instead = self._read(row)
        key = (seat.party.pk, seat.holder, bool(instead))
        if key in self._sitting:
            self.existing += 1
            return None
        once(self._seen, (*key, seat.apart), row, "同一方的同一个人", "holder")
        return seat, instead

    def read_all(self, *args: Any) -> list[tuple[Seat, str]]:
        found = [made for made in super().read_all(*args) if made]
        if self.existing:
            self.notes.append(f"有 {self.existing} 人已经在席位上，不再登记。")
        return found

    def shown(self, row: Row) -> Mapping[str, Any]:
        seat, instead = self._read(row)
        texts = {key: getattr(seat, key) for key in ("holder", "post", "phone", "email", "apart")}
        return {
            **texts,
            "party": seat.party.name,
            "shown": seat.get_shown_display(),
            "instead": instead,
            "since": f"{seat.since:%Y-%m-%d}",
            "until": f"{seat.until:%Y-%m-%d}" if seat.until else "",
        }

    def _read(self, row: Row) -> tuple[Seat, str]:
        holder = row.person("holder")
        if not holder or len(holder) > 40:
            raise RowFault("请填写姓名，不超过 40 个字", "holder")
        since = row.day("since") if row.text("since") else self.on
        until = _last_day(row) if row.text("until") else None
        if until and until < since:
            raise RowFault("任期的结束日期早于开始日期", "until")
        return Seat(
            council=self.council,
            party=self._party(row),
            holder=holder,
            post=self._short(row, "post", 40),
            phone=self._mobile(row),
            email=_email(row),
            shown=self._shown(row),
            apart=self._short(row, "apart", APART),
            since=since,
            until=until,
        ), row.person("instead")

    def _party(self, row: Row) -> Any:
        name = row.text("party").replace("(", "（").replace(")", "）")
        if name not in self.parties:
            known = "、".join(dict.fromkeys(party.name for party in self.parties.values()))
            raise RowFault(f"没有叫“{name}”的议事方，可以写：{known}", "party")
        return self.parties[name]

    def _mobile(self, row: Row) -> str:
        numbers = row.phones("phone")
        mobiles = [number for number in numbers if plausible.is_mobile(number)]
        if numbers and not mobiles:
            self.note(row, "座机收不到短信，没有记下，通知要当面送达")
        return mobiles[0] if mobiles else ""

    @staticmethod
    def _shown(row: Row) -> str:
        text = row.text("shown")
        if text and text not in SHOWN:
            raise RowFault(
                f"对外公开“{text}”不认识，可以写：{'、'.join(Seat.Shown.labels)}", "shown"
            )
        return SHOWN[text] if text else Seat.Shown.SURNAME

    @staticmethod
    def _short(row: Row, key: str, limit: int) -> str:
        text = row.text(key)
        if len(text) > limit:
            raise RowFault(f"不能超过 {limit} 个字", key)
        return text


def _email(row: Row) -> str:
    from django.core.exceptions import ValidationError

    try:
        return AddressField(limit=200, required=False).clean(row.text("email"))
    except ValidationError as error:
        raise RowFault(str(error.messages[0]), "email") from error


def _last_day(row: Row) -> dt.date:
    """A day to come is meant here, so the reader's question about the future is not asked."""
    from suggestions.tabular.moments import parse_moment

    found = parse_moment(row.read("until", plausible.text))
    if found is None:
        raise RowFault("请写成 2028-12-31 这样的日期", "until")
    return found.date() if isinstance(found, dt.datetime) else found
