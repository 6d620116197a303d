"""A row of somebody's list on its way to being a suggestion: which column is what, and whether.

Reads only; `actions.intake` writes. A row that cannot be taken raises `RowFault` with a reason
that the person who keeps the list can act on.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from suggestions.models import Area
from suggestions.models.suggestions import IMPORT_TEXT_LIMIT, Channel
from suggestions.models.tags import tags_from_string
from suggestions.residents import receipts
from suggestions.tabular import Column, Line, Mapped, Row, RowFault, known_names, plausible
from suggestions.tabular.columns import guess as guess_columns
from suggestions.text.language import TextTooLong, clean_text, masked
from suggestions.text.search import document
from suggestions.text.sorting import Reader, reader, sorting_values

TITLE_COLUMN, ID_COLUMN, PLACE_COLUMN = 200, 64, 100  # what the database takes
MADE_TITLE = 60
TAGS, TAG_LENGTH = 10, 40
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?]?")
_NUMBER = re.compile(r"[\d\s.,:/-]+")
KIND = "suggestions"  # under which the columns of such lists are remembered

FIELDS = (
    Column(
        "external_id",
        "编号",
        ("編號", "工单号", "受理号", "留言编号", "工单编号", "来信编号", "id", "message_id"),
        "原系统给每条建议的编号，换一份表也不会重新数起。这个征集里已有的编号不再导入。"
        "只是表里的行次（序号 1、2、3……）请不要选：下一份表又从 1 数起，会被当作已经导入过。",
        as_text=True,
    ),
    Column("title", "标题", ("標題", "主题", "留言主题", "建议主题", "题目", "title", "subject")),
    Column(
        "body",
        "内容",
        (
            *("內容", "详情", "留言详情", "主要事由", "正文", "诉求内容", "来信内容", "建议内容"),
            *("body", "content", "text"),
        ),
    ),
    Column("solution", "对策建议", ("对策", "建议措施", "solution")),
    Column(
        "submitted_at",
        "提交时间",
        (
            *("时间", "日期", "時間", "留言时间", "来信时间", "受理时间", "提交日期", "来信日期"),
            *("created_at", "date", "time"),
        ),
    ),
    Column(
        "author",
        "建议人",
        ("作者", "用户", "留言用户", "姓名", "user_id", "author", "user"),
        "只换算成一串看不出是谁的记号，用来统计有多少人提过，原文不保存。",
    ),
    Column(
        "area",
        "区域",
        ("所在区域", "地区", "街道", "街镇", "行政区", "area", "district"),
        "区划代码，或区、街镇的名称。",
        as_text=True,
    ),
    Column("place", "具体地点", ("地点", "地址", "place", "address")),
    Column("channel", "渠道", ("来源", "channel", "source"), "、".join(Channel.labels)),
    Column("tags", "标签", ("关键词", "tags"), "多个标签用逗号或空格分开。"),
)
LABELS = {field.key: field.label for field in FIELDS}
# A running number tells a header, and is no number of its own: the next list begins at 1 again.
KNOWN = known_names(FIELDS) | {"序号", "no"}


def guess(headers: Iterable[str]) -> dict[str, str]:
    """Which column is probably what."""
    return guess_columns(headers, FIELDS)


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


def sorter(*, publishes: bool) -> Reader | None:
    """Whoever accepts a list as a whole has no need to know what kind each letter is."""
    return None if publishes else reader()


def finished(checked: dict[str, Any], *, by: Reader | None) -> dict[str, Any]:
    """A checked row, masked, sorted and cut into words: all that can be thought out before the
    writing, which holds a lock and must be short. Asks the database for nothing."""
    title, body, solution = checked["title"], checked["body"], checked["solution"]
    values = {
        **checked,
        **_public(title, body, solution),
        "sorting": sorting_values(title, body, solution, by=by),
    }
    shown = values["public_title"], values["public_body"], values["public_solution"]
    return {**values, "tokens": document(*shown)}


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
        self.mapped = Mapped(FIELDS, mapping, headers)
        self._channel, self._at = channel, at
        self._reader = sorter(publishes=publishes)
        self._areas = AreaIndex() if "area" in mapping else None

    def external_id(self, line: Line) -> str:
        """The row's number in its old system; needed in each row of a list that has them."""
        row = self.mapped.row(line)
        if not row.has("external_id"):
            return ""
        text = clean_text(row.code("external_id"), lines=False)
        if not text:
            words = "编号是空的：选了编号列，每一行就都要有编号，才不会重复导入"
            raise RowFault(words, "external_id")
        if len(text) > ID_COLUMN:
            raise _too_long("external_id", ID_COLUMN, len(text))
        return text

    def check(self, line: Line, external_id: str) -> dict[str, Any]:
        """The row as it was meant; raises the fault of one that cannot be taken in."""
        row = self.mapped.row(line)
        title, body, solution = self._words(row)
        return {
            "external_id": external_id,
            "submitted_at": self._moment(row).isoformat(),
            "channel": self._channel_of(row),
            "author_key": self._author(row),
            "tags": self._tags(row),
            **self._where(row),
            "title": title,
            "body": body,
            "solution": solution,
        }

    def read(self, line: Line, external_id: str) -> dict[str, Any]:
        """The row, cleaned, masked and ready to be written; plain values only."""
        return finished(self.check(line, external_id), by=self._reader)

    def _words(self, row: Row) -> tuple[str, str, str]:
        title = _text(row, "title", TITLE_COLUMN, lines=False)
        body = _text(row, "body", IMPORT_TEXT_LIMIT)
        solution = _text(row, "solution", IMPORT_TEXT_LIMIT)
        if not title and not body:
            raise RowFault("标题和内容都是空的", "title" if row.has("title") else "body")
        if _NUMBER.fullmatch(title):
            raise RowFault(f"标题“{title[:20]}”只是数字，请核对列是否选对", "title")
        title, body = title or first_sentence(body), body or title
        if not title:
            raise RowFault("内容里没有可以作标题的文字", "body")
        return title, body, solution

    def _moment(self, row: Row) -> dt.datetime:
        if not row.has("submitted_at"):
            return self._at
        return row.read("submitted_at", partial(plausible.moment, before=self._at))

    def _channel_of(self, row: Row) -> str:
        name = _text(row, "channel", 40, lines=False)
        if not name:
            return self._channel
        if channel := Channel.named(name):
            return channel.value
        raise RowFault(f"渠道“{name}”不认识，可以写：{'、'.join(Channel.labels)}", "channel")

    def _author(self, row: Row) -> str:
        author = _text(row, "author", 200, lines=False)
        return receipts.person_key(f"import:{author}") if author else ""

    def _tags(self, row: Row) -> list[str]:
        tags = tags_from_string(_text(row, "tags", 500, lines=False))
        if len(tags) > TAGS or any(len(tag) > TAG_LENGTH for tag in tags):
            raise RowFault(f"标签最多{TAGS}个，每个不超过{TAG_LENGTH}字", "tags")
        return tags

    def _where(self, row: Row) -> dict[str, Any]:
        """The area where its name is clear; else the words go to the place, nothing is lost."""
        place = _text(row, "place", PLACE_COLUMN, lines=False)
        name = _text(row, "area", PLACE_COLUMN, lines=False)
        area = self._areas.find(name) if self._areas and name else None
        if name and not area and name not in place:
            place = f"{name} {place}".strip()
        if len(place) > PLACE_COLUMN:
            raise RowFault(f"区域和地点合起来太长：最多{PLACE_COLUMN}字", "place")
        return {"area_id": area, "place": place}


class RowChecker(RowReader):
    """Tells which rows would come in, without masking and cutting them: many times quicker."""

    def read(self, line: Line, external_id: str) -> dict[str, Any]:
        return self.check(line, external_id)


def _text(row: Row, key: str, limit: int, *, lines: bool = True) -> str:
    try:
        return clean_text(row.read(key, plausible.text), limit=limit, lines=lines)
    except TextTooLong as error:
        raise _too_long(key, limit, error.length) from error


def _too_long(key: str, limit: int, length: int) -> RowFault:
    return RowFault(f"{LABELS[key]}太长：最多{limit}字，实际{length}字", key)


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
