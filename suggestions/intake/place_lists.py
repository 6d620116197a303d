"""Lists of places and departments. Reads only."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from suggestions.models import Area, Department
from suggestions.tabular import Column, Fault, Line, Mapped, Row, RowFault, plausible
from suggestions.tabular.lists import ListKind, once
from suggestions.text.language import TextTooLong, clean_text

_LEVELS = {
    Area.Level.CITY: ("市", "城市", "地级市", "直辖市"),
    Area.Level.DISTRICT: ("区", "县", "区县", "县级市"),
    Area.Level.STREET: ("街镇", "街道", "镇", "乡", "街道镇", "乡镇"),
    Area.Level.COMMUNITY: ("居村", "居委会", "村", "村委会", "社区", "居民区", "居委", "居村委"),
    Area.Level.ESTATE: ("小区", "住宅小区"),
}
LEVELS = {word: level for level, words in _LEVELS.items() for word in words}


def short(row: Row, key: str, limit: int, *, lines: bool = False) -> str:
    try:
        return clean_text(row.read(key, plausible.text), limit=limit, lines=lines)
    except TextTooLong as error:
        raise RowFault(f"太长：最多{limit}字，实际{error.length}字", key) from error


def needed(row: Row, key: str, what: str, limit: int) -> str:
    text = short(row, key, limit)
    if not text:
        raise RowFault(f"没有写{what}", key)
    return text


def with_name(row: Row, key: str, what: str, limit: int) -> str:
    text = needed(row, key, what, limit)
    if not any(char.isalpha() for char in text):
        raise RowFault(f"{what}“{text[:20]}”只有数字，请核对列是否选对", key)
    return text


class DepartmentList(ListKind):
    kind, title = "departments", "承办单位"
    columns = (
        Column(
            "name",
            "名称",
            ("单位", "单位名称", "部门", "部门名称", "全称", "机构名称"),
            needed=True,
        ),
        Column("short_name", "简称", ("单位简称", "部门简称")),
        Column(
            "duties",
            "职责",
            ("主要职责", "职能", "职责范围", "工作职责", "主要职能", "管什么"),
            "一两句话：管什么、不管什么。转办推荐要用。",
        ),
        Column(
            "area",
            "所属区域",
            ("区域", "辖区", "区划代码", "区域代码"),
            "全市的单位留空。",
            as_text=True,
        ),
        Column(
            "parent",
            "所属单位",
            ("上级单位", "主管单位", "所属部门", "所在单位"),
            "写了，这一行就是那个单位的科室；单位留空。",
        ),
    )
    examples = (
        ("市绿化管理局", "绿化局", "管公园、行道树；不管小区内部绿化。", "", ""),
        ("公园处", "", "", "", "市绿化管理局"),
    )
    advice = (
        "已经有的单位（名称相同）只补上职责、简称和区域，不会重复。",
        "科室写在“名称”里，它的单位写在“所属单位”里；单位可以在同一份表里，先后不限。",
    )

    def __init__(self) -> None:
        super().__init__()
        self._areas: dict[str, Area | None] | None = None
        self._seen: dict[Any, int] = {}

    def read(self, row: Row) -> dict[str, Any]:
        if parent := short(row, "parent", 80):
            return self._section(row, parent)
        name = with_name(row, "name", "名称", 80)
        once(self._seen, name, row, f"单位“{name}”", "name")
        return {
            "name": name,
            "short_name": short(row, "short_name", 20) or name[:20],
            "duties": short(row, "duties", 2000, lines=True),
            "area": self._area(row),
        }

    def shown(self, row: Row) -> dict[str, Any]:
        self._seen.clear()
        found = self.read(row)
        return {**found, "area": str(found.get("area") or "")}

    def read_all(self, rows: Iterator[tuple[Line, Row]], faults: list[Fault], by: Mapped) -> list:
        """Departments first; a section's department is there already or stands in this list."""
        departments: list[tuple[Line, dict[str, Any]]] = []
        sections: list[tuple[Line, dict[str, Any]]] = []
        for line, row in rows:
            try:
                item = self.read(row)
                (sections if "parent" in item else departments).append((line, item))
            except RowFault as error:
                faults.append(by.fault(line, error))
        names = {item["name"] for _, item in departments}
        names |= set(Department.objects.values_list("name", flat=True))
        for line, item in sections:
            if item["parent"] not in names:
                words = f"没有叫“{item['parent']}”的单位，请写单位的全称，或者把它也写进这份表"
                faults.append(by.fault(line, RowFault(words, "parent")))
        return [item for _, item in (*departments, *sections)]

    def _section(self, row: Row, parent: str) -> dict[str, Any]:
        name = with_name(row, "name", "名称", 40)
        once(self._seen, (parent, name), row, f"{parent}的科室“{name}”", "name")
        for key, label in (("short_name", "简称"), ("duties", "职责"), ("area", "所属区域")):
            if row.text(key):
                raise RowFault(f"科室不写{label}；如果它是单位，请把“所属单位”留空", key)
        return {"name": name, "parent": parent}

    def _area(self, row: Row) -> Area | None:
        text = row.code("area")
        if not text:
            return None
        if self._areas is None:
            self._areas = {}
            for area in Area.objects.exclude(level__in=[Area.Level.COMMUNITY, Area.Level.ESTATE]):
                self._areas[area.code] = area
                for name in {area.name, area.full_name}:
                    self._areas[name] = None if name in self._areas else area
        if (area := self._areas.get(text)) is None:
            raise RowFault(f"没有叫“{text}”的区域，或者不止一个，请写区域代码", "area")
        return area


class AreaList(ListKind):
    """The tree: each place below the one named, or below the nearest one by its code."""

    kind, title = "areas", "区域"
    columns = (
        Column(
            "code",
            "代码",
            ("区划代码", "行政区划代码", "区域代码", "编码", "统计用区划代码"),
            needed=True,
            as_text=True,
        ),
        Column("name", "名称", ("区域", "区域名称", "区划名称", "地名"), needed=True),
        Column(
            "level", "级别", ("层级", "区划级别"), "市、区、街镇、居村、小区；不写就按上级推算。"
        ),
        Column(
            "parent",
            "上级代码",
            ("上级", "上级区划代码", "上级区域代码", "父级代码", "所属上级"),
            "不写就按代码的前几位找上级。",
            as_text=True,
        ),
    )
    examples = (
        ("310104", "徐汇区", "区", "310000"),
        ("310104008", "田林街道", "街镇", "310104"),
    )
    advice = (
        "上级可以在同一份表里，先后顺序不限；城市本身没有上级。",
        "已经有的（代码和名称都相同）不会重复；代码相同、名称不同的要先在“区域”里改名。",
    )

    def read(self, row: Row) -> dict[str, Any]:
        code = row.code("code")
        if not re.fullmatch(r"[0-9A-Za-z-]{1,24}", code):
            raise RowFault(f"代码“{code[:30]}”不对：只能是数字、字母和连字符，最多24位", "code")
        level = short(row, "level", 20)
        if level and level not in LEVELS:
            raise RowFault(f"级别“{level}”不认识，可以写：市、区、街镇、居村、小区", "level")
        name = with_name(row, "name", "名称", 60)
        return {"code": code, "name": name, "level": level, "parent": row.code("parent")}

    def read_all(self, rows: Iterator[tuple[Line, Row]], faults: list[Fault], by: Mapped) -> list:
        there = {area.code: area for area in Area.objects.all()}
        read: dict[str, tuple[Line, dict[str, Any]]] = {}
        for line, row in rows:
            try:
                item = self._read_once(row, read, there)
                read[item["code"]] = line, item
            except RowFault as error:
                faults.append(by.fault(line, error))
        fresh = {code: found for code, found in read.items() if code not in there}
        if known := len(read) - len(fresh):
            self.notes.append(f"有 {known} 个区域已经在系统里，不再重复。")
        levels = {code: Area.Level(area.level) for code, area in there.items()}
        return self._in_order(fresh, {*read, *there}, levels, faults, by)

    def _read_once(self, row: Row, read: Mapping[str, Any], there: Mapping[str, Area]) -> dict:
        item = self.read(row)
        code = item["code"]
        if code in read:
            raise RowFault(f"代码重复：第 {read[code][0].number} 行已经有了", "code")
        if code in there and there[code].name != item["name"]:
            words = f"代码 {code} 已经是“{there[code].name}”，要改名请在“区域”里改"
            raise RowFault(words, "code")
        return item

    def _in_order(
        self,
        waiting: dict[str, tuple[Line, dict[str, Any]]],
        codes: set[str],
        levels: dict[str, Area.Level],
        faults: list[Fault],
        by: Mapped,
    ) -> list[dict[str, Any]]:
        """Above before below: a place is read once its parent is known."""
        above = {code: _parent(item, codes) for code, (_, item) in waiting.items()}
        items = []
        while ready := {c: above[c] for c in waiting if not above[c] or above[c] in levels}:
            for code, parent in ready.items():
                line, item = waiting.pop(code)
                try:
                    items.append(self._placed(item, parent, levels))
                except RowFault as error:
                    faults.append(by.fault(line, error))
        for line, _item in waiting.values():
            faults.append(by.fault(line, RowFault("找不到上级，请写上级代码", "parent")))
        return items

    @staticmethod
    def _placed(item: dict[str, Any], parent: str, levels: dict[str, Area.Level]) -> dict[str, Any]:
        order = list(Area.Level)
        if not parent:
            level = LEVELS[item["level"]] if item["level"] else Area.Level.CITY
            if level != Area.Level.CITY or Area.Level.CITY in levels.values():
                raise RowFault("找不到上级，请写上级代码", "parent")
        else:
            below = order[order.index(levels[parent]) + 1 :]
            if not below:
                raise RowFault("小区下面不能再有区域", "parent")
            level = LEVELS[item["level"]] if item["level"] else below[0]
            if level not in below:
                raise RowFault(f"上级 {parent} 下面不能有“{item['level']}”这一级", "level")
        levels[item["code"]] = level
        return {**item, "parent": parent, "level": level}


def _parent(item: dict[str, Any], codes: set[str]) -> str:
    """The place above: as named, else the nearest one whose code this one begins with."""
    if item["parent"]:
        return item["parent"]
    stem = _stem(item["code"])
    by_stem = {_stem(code): code for code in codes if code != item["code"]}
    shorter = (by_stem.get(stem[:end], "") for end in range(len(stem) - 1, 0, -1))
    return next(filter(None, shorter), "")


def _stem(code: str) -> str:
    """A division code without the zeros that fill it up: 310000 is 31."""
    bare = code.rstrip("0")
    return bare + "0" * (len(bare) % 2 and len(code) > len(bare) and len(bare) < 6)
