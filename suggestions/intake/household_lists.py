"""Lists of households for visits. Reads only."""

from typing import Any

from suggestions.intake.place_lists import needed, short
from suggestions.models import VisitRound
from suggestions.tabular import Column, Row
from suggestions.tabular.lists import ListKind, once


class HouseholdList(ListKind):
    """The doors of one round; those that are there already are counted and left alone."""

    kind, title = "households", "走访户"
    columns = (
        Column(
            "building", "楼栋", ("楼号", "栋号", "幢", "楼", "门牌", "弄号", "地址"), needed=True,
            as_text=True,
        ),
        Column("room", "室号", ("房号", "房间号", "室", "户号"), needed=True, as_text=True),
        Column(
            "name", "称呼", ("姓名", "名字", "户主", "联系人"),
            "居民自己愿意写的才写，比如：王阿姨。走访结束就删掉。",
        ),
    )  # fmt: skip
    examples = (("3号楼", "301", ""), ("3号楼", "302", "王阿姨"))
    advice = (
        "一户一行。已经在名单里的（楼栋和室号都相同）不会重复。",
        "不需要姓名；身份证号、电话请不要写进来。",
    )

    def __init__(self, subject: VisitRound) -> None:
        super().__init__()
        self._there = set(subject.households.values_list("building", "room"))
        self._seen: dict[Any, int] = {}
        self.known_doors = 0

    def read(self, row: Row) -> tuple[str, str, str]:
        building = " ".join(needed(row, "building", "楼栋", 40).split())
        room = " ".join(needed(row, "room", "室号", 20).split())
        once(self._seen, (building, room), row, f"“{building} {room}”", "room")
        return building, room, short(row, "name", 20)

    def shown(self, row: Row) -> dict[str, Any]:
        self._seen.clear()
        building, room, name = self.read(row)
        return {"building": building, "room": room, "name": name}

    def read_all(self, *args: Any) -> list[tuple[str, str, str]]:
        found = super().read_all(*args)
        fresh = [line for line in found if line[:2] not in self._there]
        if known := len(found) - len(fresh):
            self.notes.append(f"有 {known} 户已经在名单里，不再重复。")
        return fresh
