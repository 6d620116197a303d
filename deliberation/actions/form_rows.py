"""环节登记: a row of a step is written down, answered, struck, or becomes a matter."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from deliberation.actions.conducting import locked
from deliberation.actions.matters import TITLE, raise_matter
from deliberation.actions.record import note
from deliberation.actions.wording import open_words, open_words_if_any
from deliberation.hall.kinds import KINDS, answering
from deliberation.hall.presence import day_of
from deliberation.hall.row_words import due, words
from deliberation.hall.steps import in_order, standings
from deliberation.models import FormatStep, FormRow, Matter, Meeting
from suggestions.actions.rules import Overtaken, Refused, needed
from suggestions.models import Department, User

TEXT, SHORT = 2000, 40
MOST_ROWS = 200  # a step of a meeting; a day of reception has some dozens
LONGEST = dt.timedelta(days=366)
# Once the parties were asked, what the minutes say of the meeting stays.
SETTLED = (Meeting.Status.CONFIRMING, Meeting.Status.FILED)
Stage = FormatStep.Stage


@dataclass(frozen=True)
class RowDraft:
    """A row as it was typed; `data` holds what only its kind has."""

    side: str = ""
    name: str = ""
    department: Department | None = None
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    due_on: dt.date | None = None
    answer: str = ""


def add_form_row(
    meeting: Meeting, *, step: FormatStep, draft: RowDraft, by: User, at: dt.datetime
) -> FormRow:
    """登记: one row of a step, refused while a step that has to come before is not recorded."""
    row = _row(meeting, step, draft, by, at)
    with transaction.atomic():
        fresh = locked(meeting)
        _refuse(fresh, step)
        row.due_on = _due(fresh, step, draft, at)
        mine = FormRow.objects.filter(meeting=fresh, step=step)
        if mine.filter(side=row.side, text=row.text).exists():
            raise Overtaken("同样的一行已经登记过了，请刷新页面后再看。")
        last = mine.aggregate(last=Max("number"))["last"] or 0
        if last >= MOST_ROWS:
            raise Refused(f"一个环节最多登记 {MOST_ROWS} 行。")
        row.number = last + 1
        row.save(force_insert=True)
        said = {"said": words(row, public=True), "due_on": _iso(row.due_on)}
        if row.answer:
            said["answer"] = row.answer
        note(row, "format.row_added", at=at, by=by, data=said)
    return row


def _row(meeting: Meeting, step: FormatStep, draft: RowDraft, by: User, at: dt.datetime) -> FormRow:
    kind = KINDS.get(step.proof)
    if kind is None or step.format_id != meeting.format_id:
        raise Refused(f"“{step}”不是这样登记的。")
    row = FormRow(meeting=meeting, step=step, department=draft.department, by=by, at=at)
    row.side = open_words_if_any(draft.side, kind.labels.get("side", ""), SHORT)
    row.name = open_words_if_any(draft.name, kind.labels.get("name", ""), SHORT)
    row.text = open_words_if_any(draft.text, kind.labels.get("text", ""), TEXT)
    row.answer = open_words_if_any(draft.answer, kind.labels.get("answer", ""), TEXT)
    row.answered_on = localdate(at) if row.answer else None
    row.data = _checked(draft.data)
    for name in kind.needed:
        if name in ("side", "text"):
            needed(getattr(row, name), kind.labels[name], TEXT)
    return row


def _checked(data: dict[str, Any]) -> dict[str, Any]:
    """Every word of it may be read by everybody; marks are no more than what was handed out."""
    for value in data.values():
        if isinstance(value, str):
            open_words_if_any(value, "登记的内容", SHORT)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, str):
                    open_words(one, "每一行", SHORT)
    counts = data.get("counts")
    if counts is not None:
        slips = sum(counts)
        if not slips:
            raise Refused("请至少填写一种分数的份数。")
        if slips > data["sent"]:
            raise Refused(f"收回了 {slips} 份，比发出的 {data['sent']} 份还多，请核对。")
    return data


def _refuse(meeting: Meeting, step: FormatStep) -> None:
    if meeting.status == Meeting.Status.CANCELLED:
        raise Refused("会议已经取消，不再登记环节。")
    if step.stage != Stage.AFTER and meeting.status in SETTLED:
        raise Refused("会议纪要已经送各方确认，会前和会上的环节不再改动。")
    held = next((row.held_by for row in standings(meeting) if row.step == step), None)
    if held:
        raise Refused(f"“{held}”还没有记录，请先登记，再登记“{step}”。")
    if step.stage == Stage.AT and meeting.status not in Meeting.HELD:
        raise Refused(f"“{step}”是会上的环节，请在开会以后登记。")
    if step.stage == Stage.AFTER and meeting.status == Meeting.Status.OPEN:
        raise Refused(f"“{step}”是会后的环节，请在散会以后登记。")


def _due(meeting: Meeting, step: FormatStep, draft: RowDraft, at: dt.datetime) -> dt.date | None:
    """Until when it is to be answered, where the form says that it is."""
    answers = answering(in_order(meeting.format.steps.all()), step)
    if answers is None:
        return None
    today = localdate(at)
    if draft.due_on and draft.due_on < today:
        raise Refused("答复期限不能早于今天。")
    if draft.due_on and draft.due_on > today + LONGEST:
        raise Refused("答复期限最长一年，请改近一些。")
    return draft.due_on or due(day_of(meeting), today, answers.days or 0)


def answer_form_row(row: FormRow, *, answer: str, on: dt.date, by: User, at: dt.datetime) -> None:
    """答复 or 回访: what came of it, once."""
    answer = open_words(answer, "答复", TEXT)
    if on > localdate(at):
        raise Refused("日期不能在今天之后。")
    if row.due_on is None:
        raise Refused("这一行不用答复。")
    with transaction.atomic():
        waiting = FormRow.objects.filter(pk=row.pk, answered_on=None)
        if not waiting.update(answer=answer, answered_on=on):
            raise Overtaken("这一行刚才已经有人答复过了，请刷新页面后再看。")
        row.answer, row.answered_on = answer, on
        data = {"answer": answer, "on": on.isoformat(), "due_on": _iso(row.due_on)}
        note(row, "format.row_answered", at=at, by=by, data=data)


def strike_form_row(row: FormRow, *, reason: str, by: User, at: dt.datetime) -> str:
    """撤销: a row that was written down wrongly goes, and the record says why."""
    reason = open_words(reason, "撤销的理由", 200)
    with transaction.atomic():
        meeting = locked(row.meeting)
        fresh = FormRow.objects.filter(pk=row.pk).first()
        if fresh is None:
            raise Overtaken("这一行刚才已经有人撤销了，请刷新页面后再看。")
        if fresh.matter_id:
            raise Refused("这一行已经列为议题，不能撤销。")
        if row.step.stage != Stage.AFTER and meeting.status in SETTLED:
            raise Refused("会议纪要已经送各方确认，会前和会上的环节不再改动。")
        note(row, "format.row_struck", at=at, by=by, data={"reason": reason})
        row.delete()
    return str(row)


def raise_form_row(row: FormRow, *, title: str, by: User, at: dt.datetime) -> Matter:
    """列为议题: what somebody said at a meeting goes on as a matter, once."""
    title = open_words(title, "议题", TITLE)
    with transaction.atomic():
        meeting = locked(row.meeting)
        if FormRow.objects.filter(pk=row.pk, matter=None).first() is None:
            raise Overtaken("这一行刚才已经列为议题了，请刷新页面后再看。")
        body = f"{row.side}：{row.text}" if row.side else row.text
        matter = raise_matter(
            meeting.council, title=title, body=body, source=Matter.Source.MEETING, by=by, at=at
        )
        FormRow.objects.filter(pk=row.pk).update(matter=matter)
        row.matter = matter
        note(row, "format.row_raised", at=at, by=by, data={"matter": matter.pk, "title": title})
    return matter


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
