"""A list of what communities lack, read: each line an unsaved gap, the reader of every list."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from deliberation.actions.wording import open_words, open_words_if_any
from deliberation.models import Council, Gap
from suggestions.actions.rules import Refused
from suggestions.tabular import Column, Row, RowFault, plausible
from suggestions.tabular.lists import ListKind, once

LISTED = "未落地设施清单"
LIMITS = {"listed": 40, "name": 60, "kind": 20, "place": 80, "note": 200}


class GapList(ListKind):
    """Gaps of the councils that are handed in; what is known already is counted and left alone."""

    kind, title = "gaps", "缺项清单"
    columns = (
        Column("number", "编号", ("序号", "项目编号"), needed=True, as_text=True),
        Column("area", "区域代码", ("区划代码", "行政区划代码", "代码"), needed=True, as_text=True),
        Column("name", "设施", ("设施名称", "缺项", "项目", "项目名称", "名称"), needed=True),
        Column("kind", "类型", ("设施类型", "类别")),
        Column("place", "地点", ("位置", "地址", "建议点位")),
        Column("note", "说明", ("备注", "需求说明", "缺口说明")),
        Column("listed", "清单", ("清单名称",), f"不写就是“{LISTED}”。"),
        Column("council", "议事会", ("议事会名称",), "同一区域有几个议事会时才要写。"),
    )
    examples = (
        ("1", "310104008001", "老年助餐点", "养老", "二号楼底层", "最近的在一公里外", "", ""),
    )
    advice = (
        "同一清单里编号相同的不会重复登记。",
        "都会公开，请不要写居民的姓名、电话和门牌。",
    )

    def __init__(self, councils: QuerySet[Council]) -> None:
        super().__init__()
        self.existing = 0
        self._seen: dict[Any, int] = {}
        self._places: dict[str, list[Council]] = {}
        for council in councils.select_related("area").order_by("pk"):
            self._places.setdefault(council.area.code, []).append(council)
        rows = Gap.objects.filter(council__in=councils.order_by().values("pk"))
        self._known = set(rows.values_list("council", "listed", "number"))

    def read(self, row: Row) -> Gap | None:
        gap = self._read(row)
        key = (gap.council_id, gap.listed, gap.number)
        if key in self._known:
            self.existing += 1
            return None
        once(self._seen, key, row, "同一清单的同一个编号", "number")
        return gap

    def read_all(self, *args: Any) -> list[Gap]:
        found = [made for made in super().read_all(*args) if made]
        if self.existing:
            self.notes.append(f"有 {self.existing} 项已经登记过，不再登记。")
        return found

    def shown(self, row: Row) -> Mapping[str, Any]:
        gap = self._read(row)
        texts = {key: getattr(gap, key) for key in (*LIMITS, "number")}
        return {**texts, "area": str(gap.council.area), "council": gap.council.name}

    def _read(self, row: Row) -> Gap:
        number = row.code("number")
        if not 0 < len(number) <= 20:
            raise RowFault("请填写编号，不超过 20 个字。", "number")
        words = {key: self._words(row, key) for key in LIMITS}
        words["listed"] = words["listed"] or LISTED
        return Gap(council=self._council(row), number=number, **words)

    def _words(self, row: Row, key: str) -> str:
        text = row.read(key, plausible.text).strip() if row.text(key) else ""
        label = next(column.label for column in self.columns if column.key == key)
        check = open_words if key == "name" else open_words_if_any
        try:
            return check(text, label, LIMITS[key])
        except Refused as refusal:
            raise RowFault(str(refusal), key) from refusal

    def _council(self, row: Row) -> Council:
        code, name = row.code("area"), row.text("council").strip()
        found = self._places.get(code, [])
        if not found:
            raise RowFault(f"代码为“{code}”的区域没有您可以登记的议事会", "area")
        if name:
            found = [one for one in found if one.name == name]
            if not found:
                raise RowFault(f"这个区域没有叫“{name}”的议事会", "council")
        if len(found) > 1:
            names = "、".join(one.name for one in found)
            raise RowFault(f"这个区域有几个议事会，请写明是哪一个：{names}", "council")
        return found[0]
