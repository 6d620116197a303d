"""Lists of 征集站. Reads only."""

from typing import Any

from suggestions.actions.rules import Refused
from suggestions.actions.stationing import LIMITS, read_position
from suggestions.intake.place_lists import needed, short, with_name
from suggestions.models import Area, Station, User
from suggestions.models.scope import narrowed
from suggestions.tabular import Column, Fault, Mapped, Row, RowFault
from suggestions.tabular.lists import ListKind, once

KINDS = {
    "": Station.Kind.STATION,
    "征集站": Station.Kind.STATION,
    "建议征集站": Station.Kind.STATION,
    "人民建议征集站": Station.Kind.STATION,
    "联络点": Station.Kind.CONTACT,
    "联系点": Station.Kind.CONTACT,
    "人民建议联络点": Station.Kind.CONTACT,
}
Names = dict[str, Any]  # by each of its names; None where it is not the only one


def _named(rows: Any, *names: Any) -> Names:
    found: Names = {}
    for row in rows:
        for name in {str(say(row)) for say in names} - {""}:
            found[name] = None if name in found else row
    return found


class StationList(ListKind):
    """Those of one reader's areas; the ones that stand there already are counted and left alone."""

    kind, title = "stations", "征集站"
    columns = (
        Column("name", "名称", ("站点", "站点名称", "征集站", "征集站名称"), needed=True),
        Column("kind", "类别", ("类型", "种类"), "征集站或者联络点；不写就是征集站。"),
        Column(
            "area", "所在区域", ("区域", "街镇", "街道", "所属街镇", "居村", "所属区域", "辖区"),
            "街镇或居村的名字、全名或者代码。", needed=True, as_text=True,
        ),
        Column("address", "地址", ("详细地址", "站点地址", "位置地址"), needed=True),
        Column("hours", "开放时间", ("服务时间", "接待时间", "办公时间"), needed=True),
        Column("phone", "电话", ("联系电话", "座机", "咨询电话"), "会公开。", as_text=True),
        Column("position", "位置", ("经纬度", "坐标"), "纬度在前、经度在后。", as_text=True),
        Column("keeper", "负责人", ("联系人", "站长"), "有账号的人：登录名，或者不重名的姓名。"),
    )  # fmt: skip
    examples = (
        ("田林街道人民建议征集站", "征集站", "田林街道", "田林路 140 号一楼大厅",
         "周一到周五 9:00—17:00", "021-55551234", "31.1722,121.4203", ""),
    )  # fmt: skip
    advice = (
        "一个站点一行。同一个地方已经有同名的站点，不会重复，也不会改它。",
        "可以从 Excel 里选中表头和内容，复制，粘贴到下面；也可以传文件。",
    )

    def __init__(self, reader: User, may_keep: Any) -> None:
        """`may_keep`: the accounts among which a keeper is named."""
        super().__init__()
        self.reader, self._may_keep = reader, may_keep
        self._areas: Names = {}
        self._keepers: Names = {}
        self._there: set[tuple[int, str]] = set()
        self._seen: dict[Any, int] = {}

    def _load(self) -> None:
        if self._areas:
            return
        areas = narrowed(Area.objects.all(), self.reader)
        self._areas = _named(
            areas, lambda one: one.name, lambda one: one.full_name, lambda one: one.code
        )
        self._keepers = _named(self._may_keep, lambda one: one.username, str)
        self._there = set(Station.objects.values_list("area", "name"))

    def read(self, row: Row) -> dict[str, Any]:
        self._load()
        name = " ".join(with_name(row, "name", "名称", LIMITS["name"]).split())
        area = self._one(row, "area", self._areas, "区域")
        if area is None:
            raise RowFault("没有写所在区域", "area")
        once(self._seen, (area.pk, name), row, f"{area.name}的“{name}”", "name")
        kind = short(row, "kind", 20)
        if kind not in KINDS:
            raise RowFault(f"类别“{kind}”不认识，可以写：征集站、联络点", "kind")
        try:
            latitude, longitude = read_position(short(row, "position", 60))
        except Refused as why:
            raise RowFault(str(why).rstrip("。"), "position") from why
        return {
            "name": name, "kind": KINDS[kind], "area": area,
            "address": " ".join(needed(row, "address", "地址", LIMITS["address"]).split()),
            "hours": " ".join(needed(row, "hours", "开放时间", LIMITS["hours"]).split()),
            "phone": short(row, "phone", 30),
            "latitude": latitude, "longitude": longitude,
            "keeper": self._one(row, "keeper", self._keepers, "负责人"),
        }  # fmt: skip

    @staticmethod
    def _one(row: Row, key: str, names: Names, what: str) -> Any:
        text = short(row, key, 160)
        if not text:
            return None
        if text not in names:
            raise RowFault(f"没有叫“{text[:40]}”的{what}，或者不归您管", key)
        if names[text] is None:
            better = "全名或者代码" if key == "area" else "登录名"
            raise RowFault(f"叫“{text[:40]}”的{what}不止一个，请写{better}", key)
        return names[text]

    def shown(self, row: Row) -> dict[str, Any]:
        self._seen.clear()
        found = self.read(row)
        place = "" if found["latitude"] is None else f"{found['latitude']},{found['longitude']}"
        told = {"area": found["area"].full_name, "keeper": str(found["keeper"] or "")}
        return {**found, **told, "kind": str(found["kind"].label), "position": place}

    def read_all(self, rows: Any, faults: list[Fault], by: Mapped) -> list[dict[str, Any]]:
        found = super().read_all(rows, faults, by)
        fresh = [one for one in found if (one["area"].pk, one["name"]) not in self._there]
        if known := len(found) - len(fresh):
            self.notes.append(f"有 {known} 个站点已经在系统里，不再重复。")
        return fresh
