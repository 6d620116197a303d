"""Lists of the people whom a campaign should hear. Reads only."""

from typing import Any

from suggestions.actions.hearing import ANY, LINES, Cell, Wrong, cell_of, overlapping
from suggestions.intake.place_lists import short
from suggestions.models import Area, Audience, CampaignPage
from suggestions.tabular import Column, Fault, Mapped, Row, RowFault, Unreadable
from suggestions.tabular.lists import ListKind


class TargetList(ListKind):
    """应听到的人: a group, a place and a number a row, by the same rules as pasted lines."""

    kind, title = "targets", "应听到的人"
    columns = (
        Column("group", "群体", ("征集对象", "人群", "对象", "类别"), "不分的写“不限”或者空着。"),
        Column(
            "place", "区域", ("区域名称", "街镇", "街道", "居村", "地区", "区域代码"),
            "名字、全名或者代码；不分区域的，写“不限”或者空着。", as_text=True,
        ),
        Column("people", "人数", ("人口", "常住人口", "人口数", "总人数"), needed=True),
    )  # fmt: skip
    examples = (("骑手", "田林街道", "1200"), ("不限", "康健街道", "86000"))
    advice = (
        "一行一格。同一个人不能数在两格里；新的一份代替原来的一份。",
        "群体照这个征集的“征集对象”写。",
    )

    def __init__(self, campaign: CampaignPage) -> None:
        super().__init__()
        self.campaign = campaign
        self._groups: dict[str, Audience] = {}
        self._areas: dict[str, list[Area]] = {}

    def _load(self) -> None:
        if self._areas:
            return
        self._groups = {one.name: one for one in Audience.objects.filter(campaign=self.campaign)}
        for area in Area.objects.all():
            for name in {area.name, area.full_name, area.code}:
                self._areas.setdefault(name, []).append(area)

    def read(self, row: Row) -> Cell:
        self._load()
        group, place = short(row, "group", 60), short(row, "place", 160)
        people = row.text("people").replace(",", "").removesuffix(".0")
        try:
            return cell_of(group, place, people, groups=self._groups, areas=self._areas)
        except Wrong as wrong:
            raise RowFault(str(wrong).rstrip("。"), wrong.part) from wrong

    def shown(self, row: Row) -> dict[str, Any]:
        cell = self.read(row)
        return {
            "group": str(cell.audience or ANY[1]),
            "place": cell.area.full_name if cell.area else ANY[1],
            "people": str(cell.people),
        }

    def read_all(self, rows: Any, faults: list[Fault], by: Mapped) -> list[Cell]:
        found: list[Cell] = []
        for count, (line, row) in enumerate(rows, start=1):
            if count > LINES:
                raise Unreadable(f"一次最多 {LINES} 行。")
            try:
                cell = self.read(row)
                if why := overlapping(cell, found):
                    raise RowFault(why.rstrip("。"), "place")
                found.append(cell)
            except RowFault as error:
                faults.append(by.fault(line, error))
        return found
