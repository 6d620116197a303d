"""The lines of the minutes of a meeting; 出席, 请假, 未到 and 列席 after the text (10.3)."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from deliberation.minutes.documents.items import ItemWriter, item_lines
from deliberation.minutes.documents.people import attendance, confirmed, moved, people
from deliberation.minutes.sentences import Said, Sentence, fields, of, said
from deliberation.models import Minutes
from suggestions.documents.lines import (
    BODY,
    DATE,
    FIELD,
    FOOT,
    HEADING1,
    MARK,
    MASTHEAD,
    NUMBER,
    Line,
    chinese,
    day,
)


def minutes_lines(minutes: Minutes, *, public: bool) -> list[Line]:
    """All lines of the minutes; `public` shows names only as their holders agreed."""
    return [one.line for one in minutes_said(minutes, public=public)]


def minutes_said(minutes: Minutes, *, public: bool) -> list[Said]:
    """The same with the records on which each sentence stands."""
    return list(_Writer(minutes, public).lines())


class _Writer:
    """Writes the lines of one paper with one way of naming people."""

    def __init__(self, minutes: Minutes, public: bool) -> None:
        self.minutes, self.content, self.public = minutes, minutes.content, public
        self.of, self.council = self.content.get("of", ""), self.content.get("council_of", "")

    def lines(self) -> Iterator[Said]:
        content, minutes = self.content, self.minutes
        yield said(MASTHEAD, content["title"], fields(self.council, "name"))
        yield said(NUMBER, content["number"], fields(of(minutes), "year", "number"))
        if minutes.status != Minutes.Status.FROZEN:
            state = f"（{minutes.get_status_display()}，尚未定稿）"
            yield said(MARK, state, fields(of(minutes), "status"))
        yield from self.head()
        for order, item in enumerate(content["items"], 1):
            yield from item_lines(ItemWriter(item, self.public), order)
        order = len(content["items"])
        if steps := content.get("steps"):
            order += 1
            yield from self.steps(order, steps)
        yield from self.ends(order)
        yield from people(content, self.public)
        yield from self.foot()

    def head(self) -> Iterator[Said]:
        content = self.content
        chair = content["chair"]["shown" if self.public else "name"]
        yield said(FIELD, content["when"], fields(self.of, *self.times()), "时间")
        yield said(FIELD, content["place"] or "（未填写）", fields(self.of, "place"), "地点")
        if form := content.get("form"):
            yield said(FIELD, form, fields(content.get("form_of", ""), "name"), "形式")
        if why := content.get("why"):
            yield said(FIELD, why, fields(self.of, "moved_because"), "说明")
        yield said(FIELD, chair or "（未填写）", fields(self.of, "chair"), "主持")
        recorder = fields(content.get("recorder_of", ""), "last_name", "first_name")
        yield said(FIELD, content["recorder"], recorder, "记录")
        yield Said(BODY, attendance(content))
        if moves := content.get("movements"):
            yield Said(BODY, moved(moves, self.public))

    def times(self) -> list[str]:
        meeting = self.minutes.meeting
        began = "opened_at" if meeting.opened_at else "starts_at"
        return [began, "closed_at"] if meeting.closed_at else [began]

    def steps(self, order: int, rows: list[dict[str, Any]]) -> Iterator[Said]:
        """What was written down of the form's own steps."""
        under = [
            source for row in rows for source in (row.get("of"), *row.get("rows_of", ())) if source
        ]
        yield said(HEADING1, f"{chinese(order)}、协商环节", under)
        for number, row in enumerate(rows, 1):
            if row.get("note"):
                source = (*row.get("name_of", ()), *fields(row.get("of", ""), "on", "note"))
                words = f"{number}.{row['name']}（{day(row['on'])}）：{row['note']}"
                yield said(BODY, words, source)
            else:
                yield said(BODY, f"{number}.{row['name']}", row.get("name_of", ()))
            for place, one in enumerate(row.get("rows", ()), 1):
                yield Said(BODY, tuple(self.row(place, one)))

    def row(self, place: int, row: dict[str, Any]) -> Iterator[Sentence]:
        """One line of a step, and what was answered to it."""
        own = row["shown" if self.public else "said"]
        yield Sentence(f"（{place}）{own}", tuple(row.get("said_of", ())))
        if row["answer"]:
            yield Sentence(row["answer"], tuple(row.get("answer_of", ())))

    def ends(self, order: int) -> Iterator[Said]:
        if added := self.minutes.added:
            order += 1
            source = fields(of(self.minutes), "added")
            yield said(HEADING1, f"{chinese(order)}、补充", source)
            for words in added.splitlines():
                if words.strip():
                    yield said(BODY, words.strip(), source)
        if words := self.content.get("confirmations"):
            found = [confirmed(number, row, self.public) for number, row in enumerate(words, 1)]
            under = tuple(source for line in found for source in line.of)
            yield said(HEADING1, f"{chinese(order + 1)}、各方意见", under)
            yield from found

    def foot(self) -> Iterator[Said]:
        yield said(DATE, self.content["council"], fields(self.council, "name"))
        yield said(DATE, day(self.content["on"]), fields(self.of, "starts_at"))
        if self.minutes.head:
            source = fields(of(self.minutes), "head")
            path = reverse("deliberation:minutes", args=[self.minutes.meeting_id])
            yield Said(FOOT, (Sentence(f"记录指纹：{self.minutes.head}", source),))
            address = fields(of(self.minutes), "meeting")
            yield Said(FOOT, (Sentence(f"核对地址：{settings.SITE_URL}{path}", address),))
