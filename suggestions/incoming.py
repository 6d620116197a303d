"""A row of somebody's list on its way to being a suggestion: which column is what, and whether.

Reads only; `actions.intake` writes. A row that cannot be taken raises `RowFault` with a reason
that the person who keeps the list can act on.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from suggestions import receipts
from suggestions.language import TextTooLong, clean_text, masked
from suggestions.models import Area
from suggestions.models.suggestions import IMPORT_TEXT_LIMIT, Channel
from suggestions.models.tags import tags_from_string
from suggestions.search import document
from suggestions.sorting import sorting_values
from suggestions.tabular import Line, parse_moment

TITLE_COLUMN, ID_COLUMN, PLACE_COLUMN = 200, 64, 100  # what the database takes
MADE_TITLE = 60
TAGS, TAG_LENGTH = 10, 40
EARLIEST = 1990
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?]?")


@dataclass(frozen=True)
class Field:
    """A thing that a column may hold; `names` are what headers call it."""

    key: str
    label: str
    names: tuple[str, ...]
    help: str = ""


FIELDS = (
    Field(
        "external_id",
        "编号",
        ("编号", "工单号", "序号", "留言编号", "id", "message_id", "no"),
        "原系统里的唯一编号。有了它，同一份表重复导入也不会重复。",
    ),
    Field("title", "标题", ("标题", "主题", "留言主题", "建议主题", "题目", "title", "subject")),
    Field(
        "body",
        "内容",
        ("内容", "详情", "留言详情", "主要事由", "正文", "诉求内容", "body", "content", "text"),
    ),
    Field("solution", "对策建议", ("对策", "对策建议", "建议措施", "solution")),
    Field(
        "submitted_at",
        "提交时间",
        (
            "时间",
            "日期",
            "留言时间",
            "提交时间",
            "来信时间",
            "受理时间",
            "created_at",
            "date",
            "time",
        ),
    ),
    Field(
        "author",
        "建议人",
        ("作者", "用户", "留言用户", "建议人", "姓名", "user_id", "author", "user"),
        "只换算成一串看不出是谁的记号，用来统计有多少人提过，原文不保存。",
    ),
    Field(
        "area",
        "区域",
        ("区域", "所在区域", "地区", "街道", "街镇", "行政区", "area", "district"),
        "区划代码，或区、街镇的名称。",
    ),
    Field("place", "具体地点", ("地点", "地址", "具体地点", "place", "address")),
    Field("channel", "渠道", ("渠道", "来源", "channel", "source"), "、".join(Channel.labels)),
    Field("tags", "标签", ("标签", "关键词", "tags"), "多个标签用逗号或空格分开。"),
)
LABELS = {field.key: field.label for field in FIELDS}


class RowFault(Exception):
    """This row cannot be taken in; the text says why."""


def guess(headers: Iterable[str]) -> dict[str, str]:
    """Which column is probably what: exact names first, then headers that contain one."""
    left = list(headers)
    found: dict[str, str] = {}
    for exact in (True, False):
        for field in FIELDS:
            if field.key not in found and (header := _named(field, left, exact)):
                found[field.key] = header
                left.remove(header)
    return found


def _named(field: Field, headers: list[str], exact: bool) -> str:
    for name in field.names:
        for header in headers:
            plain = header.strip().lower()
            if plain == name or (
                not exact and len(name) > 1 and not name.isascii() and name in plain
            ):
                return header
    return ""


class AreaIndex:
    """Finds an area by code, or by a name that only one area has."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._names: dict[str, int | None] = {}
        above: dict[str, str] = {}  # tree path → 上海市徐汇区…
        rows = Area.objects.order_by("path").values_list("pk", "code", "name", "full_name", "path")
        for pk, code, name, full_name, path in rows:
            self._codes[code] = pk
            above[path] = above.get(path[: -Area.steplen], "") + name
            district = above[path].removeprefix(above[path[: Area.steplen]])
            for key in {_plain(name), _plain(full_name), _plain(above[path]), _plain(district)}:
                if key:
                    self._names[key] = None if key in self._names else pk

    def find(self, text: str) -> int | None:
        return self._codes.get(text) or self._names.get(_plain(text))


def _plain(name: str) -> str:
    return re.sub(r"[\s·・,，/、>＞|-]+", "", name)


class RowReader:
    """Turns lines of one list into the columns of suggestions."""

    def __init__(
        self,
        mapping: Mapping[str, str],
        headers: Iterable[str],
        *,
        channel: str,
        at: dt.datetime,
        publishes: bool,
    ) -> None:
        places = {header: place for place, header in enumerate(headers)}
        self._columns = {key: places[header] for key, header in mapping.items()}
        self._channel, self._at, self._publishes = channel, at, publishes
        self._areas = AreaIndex() if "area" in mapping else None

    def external_id(self, line: Line) -> str:
        """The row's number in its old system; needed in each row of a list that has them."""
        if line.fault:
            raise RowFault(line.fault)
        if "external_id" not in self._columns:
            return ""
        text = self._text(line, "external_id", ID_COLUMN, lines=False)
        if not text:
            raise RowFault("编号是空的：选了编号列，每一行就都要有编号，才不会重复导入")
        return text

    def read(self, line: Line, external_id: str) -> dict[str, Any]:
        """The row, cleaned, masked and ready to be written; plain values only."""
        title = self._text(line, "title", TITLE_COLUMN, lines=False)
        body = self._text(line, "body", IMPORT_TEXT_LIMIT)
        solution = self._text(line, "solution", IMPORT_TEXT_LIMIT)
        if not title and not body:
            raise RowFault("标题和内容都是空的")
        title, body = title or first_sentence(body), body or title
        if not title:
            raise RowFault("内容里没有可以作标题的文字")
        row = {
            "external_id": external_id,
            "submitted_at": self._moment(line).isoformat(),
            "channel": self._channel_of(line),
            "author_key": self._author(line),
            "tags": self._tags(line),
            **self._where(line),
            "title": title,
            "body": body,
            "solution": solution,
            **_public(title, body, solution),
            # Whoever accepts a list as a whole has no need to know what kind each letter is.
            "sorting": sorting_values(title, body, solution, guess=not self._publishes),
        }
        if self._publishes:  # cut into words now: the writing holds a lock and must be short
            row["tokens"] = document(
                row["public_title"], row["public_body"], row["public_solution"]
            )
        return row

    def _cell(self, line: Line, key: str) -> Any:
        place = self._columns.get(key)
        return "" if place is None else line.cells[place]

    def _text(self, line: Line, key: str, limit: int, *, lines: bool = True) -> str:
        value = self._cell(line, key)
        if isinstance(value, dt.datetime):
            value = f"{value:%Y-%m-%d %H:%M:%S}"
        if "\ufffd" in value:
            raise RowFault(f"{LABELS[key]}里有无法识别的乱码")
        try:
            return clean_text(value, limit=limit, lines=lines)
        except TextTooLong as error:
            raise RowFault(f"{LABELS[key]}太长：最多{limit}字，实际{error.length}字") from error

    def _moment(self, line: Line) -> dt.datetime:
        if "submitted_at" not in self._columns:
            return self._at
        value = self._cell(line, "submitted_at")
        if isinstance(value, str) and not value.strip():
            raise RowFault("提交时间是空的")
        moment = parse_moment(value)
        if moment is None:
            raise RowFault(
                f"提交时间“{str(value)[:40]}”看不懂，请写成 2024-05-06 14:30:00 这样的形式"
            )
        if moment.year < EARLIEST:
            raise RowFault(f"提交时间“{str(value)[:40]}”早于{EARLIEST}年，请核对")
        if moment > self._at:
            raise RowFault(f"提交时间“{str(value)[:40]}”在将来，请核对")
        return moment

    def _channel_of(self, line: Line) -> str:
        name = self._text(line, "channel", 40, lines=False)
        if not name:
            return self._channel
        if channel := Channel.named(name):
            return channel.value
        raise RowFault(f"渠道“{name}”不认识，可以写：{'、'.join(Channel.labels)}")

    def _author(self, line: Line) -> str:
        author = self._text(line, "author", 200, lines=False)
        return receipts.person_key(f"import:{author}") if author else ""

    def _tags(self, line: Line) -> list[str]:
        tags = tags_from_string(self._text(line, "tags", 500, lines=False))
        if len(tags) > TAGS or any(len(tag) > TAG_LENGTH for tag in tags):
            raise RowFault(f"标签最多{TAGS}个，每个不超过{TAG_LENGTH}字")
        return tags

    def _where(self, line: Line) -> dict[str, Any]:
        """The area where its name is clear; else the words go to the place, nothing is lost."""
        place = self._text(line, "place", PLACE_COLUMN, lines=False)
        name = self._text(line, "area", PLACE_COLUMN, lines=False)
        area = self._areas.find(name) if self._areas and name else None
        if name and not area and name not in place:
            place = f"{name} {place}".strip()
        if len(place) > PLACE_COLUMN:
            raise RowFault(f"区域和地点合起来太长：最多{PLACE_COLUMN}字")
        return {"area_id": area, "place": place}


def first_sentence(text: str) -> str:
    """A title for a text that came without one."""
    found = _SENTENCE.search(text.strip())
    sentence = clean_text(found.group() if found else "", lines=False)
    return sentence if len(sentence) <= MADE_TITLE else sentence[: MADE_TITLE - 1] + "…"


def _public(title: str, body: str, solution: str) -> dict[str, str]:
    """What the public may read. Marks may lengthen a title; what is shown may be shortened."""
    shown = masked(title)
    if len(shown) > TITLE_COLUMN:
        shown = shown[: TITLE_COLUMN - 1] + "…"
    return {
        "public_title": shown,
        "public_body": shown if body == title else masked(body),
        "public_solution": masked(solution) if solution else "",
    }
