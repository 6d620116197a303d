"""Whom to hear, and how many took part otherwise: entered with their source, kept on record."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import localdate
from wagtail.models import Page

from suggestions.actions.changes import lock
from suggestions.actions.rules import Overtaken, Refused, needed
from suggestions.models import (
    Area,
    Audience,
    CampaignPage,
    HearingTarget,
    ParticipationCount,
    User,
)
from suggestions.models.hearing import MOST

LINES, SOURCE = 500, 80
ANY = ("", "不限", "全部", "—", "-")
_BREAK = re.compile(r"[\t,，;；]")


@dataclass(frozen=True)
class Cell:
    """One line of the list: a group, a place, how many people."""

    audience: Audience | None
    area: Area | None
    people: int

    def overlaps(self, other: "Cell") -> bool:
        """Whether somebody could be counted in both."""
        groups = self.audience is None or other.audience is None or self.audience == other.audience
        if not groups or self.area is None or other.area is None:
            return groups
        mine, theirs = self.area.path, other.area.path
        return mine.startswith(theirs) or theirs.startswith(mine)

    def __str__(self) -> str:
        return " · ".join(filter(None, (str(self.audience or ""), str(self.area or ""))))


def read_cells(campaign: CampaignPage, text: str) -> list[Cell]:
    """Lines of `群体, 区域, 人数`, as they are copied out of a sheet."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refused("请粘贴表格：一行一格，写“群体，区域，人数”。")
    if len(lines) > LINES:
        raise Refused(f"一次最多 {LINES} 行。")
    groups = {one.name: one for one in Audience.objects.filter(campaign=campaign)}
    named = {cell.strip() for line in lines for cell in _BREAK.split(line)[1:2]} - set(ANY)
    areas: dict[str, list[Area]] = {}
    rows = Area.objects.filter(name__in=named) | Area.objects.filter(full_name__in=named)
    for area in rows.distinct():
        for name in {area.name, area.full_name} & named:
            areas.setdefault(name, []).append(area)
    return [_cell(number, line, groups, areas) for number, line in enumerate(lines, start=1)]


def _cell(
    number: int, line: str, groups: dict[str, Audience], areas: dict[str, list[Area]]
) -> Cell:
    parts = [part.strip() for part in _BREAK.split(line)]
    if len(parts) != 3:
        raise Refused(f"第 {number} 行要写三栏：群体，区域，人数。现在是“{line.strip()[:40]}”。")
    try:
        return cell_of(*parts, groups=groups, areas=areas)
    except Wrong as wrong:
        raise Refused(f"第 {number} 行：{wrong}") from wrong


class Wrong(Refused):
    """One part of a cell; `part`: group, place or people."""

    def __init__(self, part: str, words: str) -> None:
        self.part = part
        super().__init__(words)


def cell_of(
    group: str, place: str, people: str, *, groups: dict[str, Audience],
    areas: dict[str, list[Area]],
) -> Cell:  # fmt: skip
    """What three words of a list say. `areas`: by each of their names."""
    if group not in ANY and group not in groups:
        offered = "、".join(groups) or "这个征集还没有征集对象"
        raise Wrong("group", f"没有征集对象“{group}”。可以写：{offered}，或者“不限”。")
    found = areas.get(place, [])
    if place not in ANY and not found:
        raise Wrong("place", f"没有找到区域“{place}”。")
    if len(found) > 1:
        names = "、".join(area.full_name for area in found[:3])
        raise Wrong("place", f"“{place}”不止一处，请写全，比如：{names}。")
    if group in ANY and place in ANY:
        raise Wrong("group", "群体和区域至少写一样。")
    digits = unicodedata.normalize("NFKC", people)  # also as a Chinese keyboard writes them
    if not (digits.isascii() and digits.isdecimal()) or not 1 <= int(digits[:12]) <= MOST:
        raise Wrong("people", f"人数要写 1 到 10 亿的整数，现在是“{people[:20]}”。")
    return Cell(groups.get(group), found[0] if found else None, int(digits))


def overlapping(cell: Cell, others: Iterable[Cell]) -> str:
    """Why a cell cannot stand beside the others; empty where it can."""
    other = next((one for one in others if cell.overlaps(one)), None)
    return f"“{cell}”和“{other}”有重叠，同一个人会数两遍。请只留一个。" if other else ""


def set_targets(
    campaign: CampaignPage, *, cells: str, source: str, by: User, at: dt.datetime
) -> int:
    """登记应听到的人, as pasted lines."""
    source = " ".join(needed(source, "数字的来源", SOURCE).split())
    return set_cells(campaign, read_cells(campaign, cells), source=source, by=by, at=at)


def set_cells(
    campaign: CampaignPage, found: list[Cell], *, source: str, by: User, at: dt.datetime
) -> int:
    """The list replaces the one before; no two cells hold the same person."""
    source = " ".join(needed(source, "数字的来源", SOURCE).split())
    for place, cell in enumerate(found):
        if why := overlapping(cell, found[:place]):
            raise Refused(why)
    with transaction.atomic():
        lock(campaign)
        HearingTarget.objects.filter(campaign=campaign).delete()
        HearingTarget.objects.bulk_create(
            HearingTarget(
                campaign=campaign, audience=cell.audience, area=cell.area, people=cell.people,
                source=source, by=by, at=at,
            )
            for cell in found
        )  # fmt: skip
    return len(found)


def note_count(
    page: Page,
    *,
    kind: str,
    title: str,
    number: int,
    source: str,
    method: str,
    counted_on: dt.date,
    by: User,
    at: dt.datetime,
) -> ParticipationCount:
    """登记参与人次: with where the number comes from and how it was counted."""
    if kind not in ParticipationCount.Kind.values:
        raise Refused("请选择类别：线下活动、直播，还是其他。")
    if not 1 <= number <= MOST:
        raise Refused("人次要写 1 到 10 亿的整数。")
    if counted_on > localdate(at) + dt.timedelta(days=1):
        raise Refused("日期还没有到，办完再登记。")
    facts = {
        "title": " ".join(needed(title, "哪一场", 60).split()),
        "source": " ".join(needed(source, "数字的来源", 80).split()),
        "method": needed(method, "怎样数的", 300),
    }
    return ParticipationCount.objects.create(
        page=page, kind=kind, number=number, counted_on=counted_on, by=by, at=at, **facts
    )


def withdraw_count(one: ParticipationCount, *, reason: str, by: User, at: dt.datetime) -> None:
    """撤去: it is told no more; what was entered and why it went stays."""
    because = needed(reason, "撤去的理由", 200)
    rows = ParticipationCount.objects.standing().filter(pk=one.pk)
    if not rows.update(withdrawn_by=by, withdrawn_at=at, withdrawn_because=because):
        raise Overtaken("这个数字已经撤去了，请刷新页面后再看。")
