"""Many councils from a list: read and checked line by line, then written in one transaction."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from deliberation.actions.councils import LEVELS, check, cleaned, told
from deliberation.actions.record import Fact, note_all
from deliberation.models import Council, Party
from suggestions.actions.rules import Refused
from suggestions.models import Area, User
from suggestions.tabular import Line, Table

BATCH = 500
NEEDED = ("名称", "区域代码", "级别")
# Columns of the list, by their headings, and the rules that they fill.
TEXTS = {"名称": "name", "地点": "place", "议什么": "scope_in", "不议什么": "scope_out"}
NUMBERS = {
    "每月几日": "day",
    "时长": "minutes",
    "提前通知天数": "notice_days",
    "所需附议数": "seconds_needed",
}
CHOICES = {
    "级别": ("level", Council.Level),
    "类型": ("locality", Council.Locality),
    "遇节假日": ("holiday", Council.Holiday),
    "通过条件": ("threshold", Council.Threshold),
}
OTHERS = ("区域代码", "上级", "开始时间", "必到方", "议事员")
COLUMNS = (*TEXTS, *NUMBERS, *CHOICES, *OTHERS)
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?")
_BETWEEN = re.compile(r"[\s、，,;；]+")


@dataclass
class Listed:
    """What came of a list: `faults` are (line, why); faulty lines are left out."""

    created: int = 0
    existing: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class _Row:
    number: int
    council: Council
    parent: str
    parties: list[Party]
    secretaries: list[User]


def import_councils(
    table: Table,
    *,
    by: User,
    at: dt.datetime,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Listed:
    """Found the councils of a list. One that is there already (same area, same name) stays."""
    if missing := [name for name in NEEDED if name not in table.headers]:
        raise Refused(f"缺少这些列：{'、'.join(missing)}。可用的列：{'、'.join(COLUMNS)}。")
    listed = Listed()
    rows = _Reader(table.headers, listed).read(table)
    if not dry_run:
        _write(rows, by, at, on_progress)
    listed.created = len(rows)
    return listed


class _Reader:
    """Reads lines into unsaved councils; knows the city's areas, people and councils."""

    def __init__(self, headers: tuple[str, ...], listed: Listed) -> None:
        self.headers, self.listed = headers, listed
        self.areas = {area.code: area for area in Area.objects.all()}
        self.parties = {party.name: party for party in Party.objects.all()}
        runners = User.objects.filter(groups__permissions__codename="run_council")
        self.people = {user.username: user for user in runners.distinct()}
        self.known = set(Council.objects.values_list("area_id", "name"))
        self.slugs = set(Council.objects.values_list("slug", flat=True))

    def read(self, table: Table) -> list[_Row]:
        rows = []
        for line in table.lines():
            try:
                if row := self._row(line):
                    rows.append(row)
            except Refused as refusal:
                self.listed.faults.append((line.number, str(refusal)))
        return rows

    def _row(self, line: Line) -> _Row | None:
        if line.fault:
            raise Refused(line.fault)
        cells = {
            name: str(value).strip() for name, value in zip(self.headers, line.cells, strict=True)
        }
        area = self.areas.get(cells["区域代码"])
        if area is None:
            raise Refused(f"没有代码为“{cells['区域代码']}”的区域。")
        council = Council(area=area, **cleaned(self._rules(cells)))
        check(council)
        if (area.pk, council.name) in self.known:
            self.listed.existing += 1
            return None
        council.slug = self._slug(area.code)
        row = _Row(
            line.number,
            council,
            cells.get("上级", ""),
            self._named(cells.get("必到方", ""), self.parties, "议事方"),
            self._named(cells.get("议事员", ""), self.people, "议事员"),
        )
        self.known.add((area.pk, council.name))
        self.slugs.add(council.slug)
        return row

    def _rules(self, cells: dict[str, str]) -> dict[str, Any]:
        rules: dict[str, Any] = {
            rule: cells[name] for name, rule in TEXTS.items() if cells.get(name)
        }
        for name, rule in NUMBERS.items():
            if text := cells.get(name, ""):
                rules[rule] = _whole(name, text)
        for name, (rule, choices) in CHOICES.items():
            if text := cells.get(name, ""):
                rules[rule] = _choice(name, text, choices)
        if text := cells.get("开始时间", ""):
            rules["starts_at"] = _time(text)
        return {"name": "", "level": "", **rules}

    def _named(self, text: str, known: dict[str, Any], what: str) -> list[Any]:
        names = [name for name in _BETWEEN.split(text) if name]
        if unknown := [name for name in names if name not in known]:
            raise Refused(f"没有这样的{what}：{'、'.join(unknown)}。")
        return [known[name] for name in names]

    def _slug(self, code: str) -> str:
        slug, number = code, 1
        while slug in self.slugs:
            number += 1
            slug = f"{code}-{number}"
        return slug


def _whole(name: str, text: str) -> int:
    text = text.removesuffix(".0")  # as spreadsheets write whole numbers
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise Refused(f"{name}应当是整数，这里写的是“{text}”。")
    return int(text)


def _choice(name: str, text: str, choices: Any) -> str:
    found = next((choice for choice in choices if text in (choice.value, choice.label)), None)
    if found is None:
        raise Refused(f"{name}“{text}”不认识，可以写：{'、'.join(choices.labels)}。")
    return found


def _time(text: str) -> dt.time:
    match = _TIME.search(text)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise Refused(f"开始时间“{text}”看不懂，请写成 19:00 这样。")
    return dt.time(int(match[1]), int(match[2]))


# --- writing ---------------------------------------------------------------------------------


def _write(
    rows: list[_Row],
    by: User,
    at: dt.datetime,
    on_progress: Callable[[int, int], None] | None,
) -> None:
    """From the street down, so that whoever is above is there; nothing stays half-written."""
    done = 0
    with transaction.atomic():
        for level in reversed(LEVELS):
            mine = [row for row in rows if row.council.level == level]
            above = _Above()
            for row in mine:
                row.council.parent = above.find(row)
            for start in range(0, len(mine), BATCH):
                _write_batch(mine[start : start + BATCH], by, at)
                done += len(mine[start : start + BATCH])
                if on_progress:
                    on_progress(done, len(rows))


def _write_batch(rows: list[_Row], by: User, at: dt.datetime) -> None:
    Council.objects.bulk_create([row.council for row in rows])
    secretaries, required = Council.secretaries.through, Council.required_parties.through
    secretaries.objects.bulk_create(
        secretaries(council=row.council, user=user) for row in rows for user in row.secretaries
    )
    required.objects.bulk_create(
        required(council=row.council, party=party) for row in rows for party in row.parties
    )
    facts = [Fact(r.council, r.council, None, told(r.council, r.parties)) for r in rows]
    note_all(facts, "council.made", at=at, by=by)


class _Above:
    """Whom a council passes up to: the one named in the list, else the nearest one above."""

    def __init__(self) -> None:
        self.by_name: dict[str, Council] = {}
        self.by_path: dict[str, list[Council]] = {}
        for council in Council.objects.active().select_related("area").order_by("pk"):
            self.by_name.setdefault(council.name, council)
            self.by_name[council.slug] = council
            self.by_path.setdefault(council.area.path, []).append(council)

    def find(self, row: _Row) -> Council | None:
        council = row.council
        higher = LEVELS[LEVELS.index(council.level) + 1 :]
        if row.parent:
            found = self.by_name.get(row.parent)
            if found is None or found.level not in higher:
                raise Refused(f"第 {row.number} 行：没有更高级别的议事会叫“{row.parent}”。")
            return found
        path = council.area.path
        near = [
            one
            for end in range(len(path), 0, -Area.steplen)
            for one in self.by_path.get(path[:end], ())
            if one.level in higher
        ]
        return min(near, key=lambda one: (LEVELS.index(one.level), one.pk), default=None)
