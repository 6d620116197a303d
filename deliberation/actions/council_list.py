"""A list of councils, read: each line an unsaved council with its parties and secretaries."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deliberation.actions.councils import check, cleaned
from deliberation.models import Council, Party
from suggestions.actions.rules import Refused
from suggestions.models import Area, User
from suggestions.tabular import Column, Row, RowFault, plausible
from suggestions.tabular.lists import ListKind

_BETWEEN = re.compile(r"[\s、，,;；]+")
# Columns by the rules that they fill.
TEXTS = ("name", "place", "scope_in", "scope_out")
NUMBERS = ("day", "minutes", "notice_days", "seconds_needed")
CHOICES: Mapping[str, Any] = {
    "level": Council.Level,
    "locality": Council.Locality,
    "holiday": Council.Holiday,
    "threshold": Council.Threshold,
}
CENTRE = {"latitude": ("纬度", 90), "longitude": ("经度", 180)}  # of the area, in degrees
# What offices call the levels.
LEVELS = {
    **dict.fromkeys(("全市", "市级", "地级市"), "city"),
    **dict.fromkeys(("区县", "县", "区级", "区（县）", "县级市"), "district"),
    **dict.fromkeys(("街道", "镇", "乡", "街道镇", "乡镇", "街道（镇）"), "street"),
    **dict.fromkeys(("居民区", "居委会", "居委", "村", "村委会", "社区", "村居"), "community"),
    **dict.fromkeys(("住宅小区", "小区（楼组）"), "estate"),
}


@dataclass
class CouncilRow:
    number: int
    council: Council
    parent: str
    parties: list[Party]
    secretaries: list[User]


class CouncilList(ListKind):
    """The councils of a city; those that are there already are counted and left alone."""

    kind, title = "councils", "议事会"
    columns = (
        Column("name", "名称", ("议事会", "议事会名称"), needed=True),
        Column("area", "区域代码", ("区划代码", "行政区划代码", "代码"), needed=True, as_text=True),
        Column("level", "级别", ("层级",), needed=True),
        Column("locality", "类型"),
        Column("parent", "上级", ("上级议事会",), "不写就按区域找上一级。"),
        Column("day", "每月几日", ("议事日", "每月议事日", "几号")),
        Column("holiday", "遇节假日"),
        Column("starts_at", "开始时间", ("时间", "几点开始"), as_text=True),
        Column("minutes", "时长", ("时长（分钟）", "会议时长")),
        Column("place", "地点", ("会议地点", "议事地点")),
        Column("notice_days", "提前通知天数"),
        Column("threshold", "通过条件"),
        Column("seconds_needed", "所需附议数"),
        Column("scope_in", "议什么"),
        Column("scope_out", "不议什么"),
        Column("parties", "必到方"),
        Column("secretaries", "议事员", (), "登录名，几个人用顿号分开。"),
        Column("latitude", "纬度", (), "区域中心的位置，例如 31.177。"),
        Column("longitude", "经度"),
    )
    examples = (("幸福小区议事会", "310104008001", "居村", "", "", "20", "", "19:00"),)
    advice = ("同一区域同名的议事会不会重复设立。", "区域要先导入，这里写区域代码。")

    def __init__(self) -> None:
        super().__init__()
        self.existing = 0
        self.placed: list[Area] = []  # areas whose middle the list tells, old councils' as well
        self._areas: dict[str, Area] | None = None
        self._parties: dict[str, Party] = {}
        self._people: dict[str, User] = {}
        self._known: set[tuple[int, str]] = set()
        self._slugs: set[str] = set()

    def read(self, row: Row) -> CouncilRow | None:
        made = self._read(row)
        council = made.council
        self._place(row, council.area)
        if (council.area_id, council.name) in self._known:
            self.existing += 1
            return None
        council.slug = self._slug(council.area.code)
        self._known.add((council.area_id, council.name))
        self._slugs.add(council.slug)
        return made

    def read_all(self, *args: Any) -> list[CouncilRow]:
        found = [made for made in super().read_all(*args) if made]
        if self.existing:
            self.notes.append(f"有 {self.existing} 个议事会已经在系统里，不再设立。")
        return found

    def shown(self, row: Row) -> Mapping[str, Any]:
        made = self._read(row)
        council = made.council
        return {
            **{key: getattr(council, key) for key in (*TEXTS, *NUMBERS)},
            **{key: getattr(council, f"get_{key}_display")() for key in CHOICES},
            "area": str(council.area),
            "starts_at": f"{council.starts_at:%H:%M}",
            "parties": "、".join(party.name for party in made.parties),
            "secretaries": "、".join(map(str, made.secretaries)),
        }

    def _read(self, row: Row) -> CouncilRow:
        areas = self._load()
        code = row.code("area")
        if code not in areas:
            raise RowFault(f"没有代码为“{code}”的区域", "area")
        try:
            council = Council(area=areas[code], **cleaned(self._rules(row)))
            check(council)
        except Refused as refusal:
            raise RowFault(str(refusal)) from refusal
        return CouncilRow(
            row.number,
            council,
            row.text("parent"),
            _named(row, "parties", self._parties, "议事方"),
            _named(row, "secretaries", self._people, "议事员"),
        )

    def _load(self) -> dict[str, Area]:
        if self._areas is None:
            self._areas = {area.code: area for area in Area.objects.all()}
            self._parties = {party.name: party for party in Party.objects.all()}
            runners = User.objects.filter(groups__permissions__codename="run_council")
            self._people = {user.username: user for user in runners.distinct()}
            self._known = set(Council.objects.values_list("area_id", "name"))
            self._slugs = set(Council.objects.values_list("slug", flat=True))
        return self._areas

    @staticmethod
    def _rules(row: Row) -> dict[str, Any]:
        rules: dict[str, Any] = {"name": "", "level": ""}
        rules |= {key: row.read(key, plausible.text).strip() for key in TEXTS if row.text(key)}
        rules |= {key: row.whole(key) for key in NUMBERS if row.text(key)}
        for key, choices in CHOICES.items():
            if row.text(key):
                rules[key] = _choice(row, key, choices)
        if row.text("starts_at"):
            rules["starts_at"] = row.read("starts_at", plausible.clock)
        return rules

    def _place(self, row: Row, area: Area) -> None:
        """Where the area's middle lies; an empty cell changes nothing."""
        told = [key for key in CENTRE if row.text(key)]
        if len(told) == 1:
            raise RowFault("纬度和经度要填就都填。", told[0])
        if told:
            area.latitude, area.longitude = (_degrees(row, key) for key in CENTRE)
            self.placed.append(area)

    def _slug(self, code: str) -> str:
        slug, number = code, 1
        while slug in self._slugs:
            number += 1
            slug = f"{code}-{number}"
        return slug


def _degrees(row: Row, key: str) -> float:
    label, most = CENTRE[key]
    text = row.text(key)
    try:
        number = float(text)
    except ValueError:
        number = math.inf
    if not abs(number) <= most:
        words = f"{label}应当是 {most} 以内的度数，例如 31.177，这里写的是“{text}”。"
        raise RowFault(words, key)
    return number


def _choice(row: Row, key: str, choices: Any) -> str:
    text = row.text(key)
    word = LEVELS.get(text, text) if key == "level" else text
    found = next((choice for choice in choices if word in (choice.value, choice.label)), None)
    if found is None:
        label = next(column.label for column in CouncilList.columns if column.key == key)
        raise RowFault(f"{label}“{text}”不认识，可以写：{'、'.join(choices.labels)}", key)
    return found


def _named(row: Row, key: str, known: dict[str, Any], what: str) -> list[Any]:
    names = [name for name in _BETWEEN.split(row.text(key)) if name]
    if unknown := [name for name in names if name not in known]:
        raise RowFault(f"没有这样的{what}：{'、'.join(unknown)}", key)
    return [known[name] for name in names]
