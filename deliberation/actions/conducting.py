"""A meeting from its opening to its close: the chair, and one agenda item after another."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils.timezone import localdate, localtime

from deliberation.actions.facts import stamp
from deliberation.actions.formats import refuse_without_steps
from deliberation.actions.notifying import current
from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.hall.presence import day_of, quorum
from deliberation.models import (
    AgendaItem,
    Council,
    FormatStep,
    Matter,
    Meeting,
    Motion,
    Notice,
    Speaker,
)
from deliberation.rules import BY_AREA
from suggestions.actions.rules import Overtaken, Refused, move, move_all, needed, overtaken
from suggestions.models import User

# People come and sign in before the hour; nobody opens a meeting in the morning for the evening.
EARLY = dt.timedelta(hours=2)
LONGEST = dt.timedelta(hours=12)
MOST_MINUTES = 240
Item, Status, Stage = AgendaItem.Status, Meeting.Status, FormatStep.Stage
# A vote may be the answer of an item: taken, or still running among the owners.
VOTED = (Motion.Status.CLOSED, Motion.Status.OPEN)


def locked(meeting: Meeting) -> Meeting:
    """The meeting, read anew and locked until the end of the transaction.

    Lock the meeting before the council's record, never after it.
    """
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("council")
    return rows.get(pk=meeting.pk)


def in_session(meeting: Meeting, *statuses: str) -> Meeting:
    """The locked meeting; refuses unless it is being held, or stands at one of `statuses`.

    Whoever writes into a running meeting calls it first: closing waits for them, or they hear
    that it is closed.
    """
    fresh = locked(meeting)
    if fresh.status not in (statuses or (Status.OPEN,)):
        raise Refused(f"{fresh}现在的状态是“{fresh.get_status_display()}”，不能再进行这项操作。")
    return fresh


def chair_shown(council: Council, name: str, on: dt.date) -> str:
    """The chair answers for the meeting in public; a seat's own wish still comes first."""
    seat = council.seats.in_force(on).filter(holder=name).select_related("party").first()
    return seat.public_name if seat else name


def moment(typed: dt.datetime | None, at: dt.datetime, what: str) -> dt.datetime:
    """A time typed afterwards, or now; never one that is still to come."""
    if typed and typed > at:
        raise Refused(f"{what}不能晚于现在。")
    return typed or at


# --- opening and closing ----------------------------------------------------------------------


def open_meeting(
    meeting: Meeting,
    *,
    by: User,
    at: dt.datetime,
    chair: str = "",
    opened_at: dt.datetime | None = None,
) -> None:
    """开会. Without a quorum too: one may deliberate, the vote is what is not valid then."""
    chair = needed(chair or meeting.chair, "主持人", 40)
    began = moment(opened_at, at, "开会时间")
    if began < meeting.starts_at - EARLY:
        raise Refused(f"会议定在 {localtime(meeting.starts_at):%-m月%-d日 %H:%M}，现在还不能开会。")
    if localdate(began) != day_of(meeting):
        raise Refused("会议那天已经过去，请填写当天实际开会的时间。")
    refuse_without_steps(meeting, Stage.BEFORE, to="开会")
    with transaction.atomic():
        move(meeting, Status.OPEN, opened_at=began, chair=chair)
        there = quorum(meeting)
        data = {
            "opened_at": stamp(began),
            "chair": chair_shown(meeting.council, chair, day_of(meeting)),
            "seats": there.seats,
            "present": there.present,
            "missing": list(there.missing),
            "notices": _notices(meeting),
        }
        note(meeting, "meeting.opened", at=at, by=by, data=data)


def _notices(meeting: Meeting) -> dict[str, Any]:
    """How many seats were told in time, late, or not at all of the day that stands."""
    seats = meeting.council.seats.full().in_force(day_of(meeting)).values_list("pk", flat=True)
    told_of = current(Notice.objects.filter(meeting=meeting))
    sent = told_of.filter(status=Notice.Status.SENT).order_by()
    first = dict(sent.values_list("seat").annotate(first=Min("sent_at")))
    told = [first[pk] for pk in seats if first.get(pk)]
    late = sum(when > meeting.notice_by for when in told)
    return {
        "by": stamp(meeting.notice_by),
        "in_time": len(told) - late,
        "late": late,
        "none": len(seats) - len(told),
    }


def set_chair(meeting: Meeting, *, name: str, by: User, at: dt.datetime) -> None:
    """主持人: named before the meeting or changed during it."""
    name = needed(name, "主持人", 40)
    with transaction.atomic():
        fresh = in_session(meeting, Status.PLANNED, Status.NOTICED, Status.OPEN)
        Meeting.objects.filter(pk=fresh.pk).update(chair=name)
        meeting.chair = name
        shown = chair_shown(fresh.council, name, day_of(fresh))
        note(fresh, "meeting.chair_set", at=at, by=by, data={"chair": shown})


def close_meeting(
    meeting: Meeting, *, by: User, at: dt.datetime, closed_at: dt.datetime | None = None
) -> int:
    """散会. What was not reached is left for next time, and says so; gives how many that were."""
    ended = moment(closed_at, at, "散会时间")
    if meeting.opened_at and ended < meeting.opened_at:
        raise Refused("散会时间不能早于开会时间。")
    if meeting.opened_at and ended - meeting.opened_at > LONGEST:
        raise Refused("从开会到现在已经超过 12 小时，请填写实际散会的时间。")
    with transaction.atomic():
        in_session(meeting)
        refuse_without_steps(meeting, Stage.BEFORE, Stage.AT, to="散会")
        _refuse_open_motions(Motion.objects.filter(item__meeting=meeting))
        current = meeting.items.filter(status=Item.CURRENT).select_related("matter").first()
        if current:
            raise Refused(f"“{current}”还在议，请先结束这一项，或者把它留待下次。")
        move(meeting, Status.CLOSED, closed_at=ended)
        listed = meeting.items.filter(status=Item.LISTED)
        moved = move_all(listed, Item.POSTPONED, outcome="散会时还没有议到。")
        left = sorted((item for item, _ in moved), key=lambda item: (item.order, item.pk))
        _send_back([item.matter_id for item in left])
        there = quorum(meeting)
        data = {
            "closed_at": stamp(ended),
            "postponed": [item.matter_id for item in left],
            "seats": there.seats,
            "present": there.present,
        }
        note(meeting, "meeting.closed", at=at, by=by, data=data)
    return len(left)


def _refuse_open_motions(motions: QuerySet[Motion]) -> None:
    """Owners are asked in writing, over days: their vote goes on when the meeting is over."""
    voting = motions.filter(status=Motion.Status.OPEN).exclude(rule__in=BY_AREA).first()
    if voting:
        raise Refused(f"“{voting}”还在表决，请先结束表决。")


def _send_back(matters: list[int]) -> None:
    """To be arranged again: a matter that was not settled today waits for another agenda."""
    waiting = Matter.objects.filter(pk__in=matters, status=Matter.Status.ARRANGED)
    move_all(waiting, Matter.Status.RAISED)


# --- one item after another -------------------------------------------------------------------


def _minutes(value: int) -> int:
    if not 1 <= value <= MOST_MINUTES:
        raise Refused(f"时间请填 1 到 {MOST_MINUTES} 分钟。")
    return value


def start_item(item: AgendaItem, *, by: User, at: dt.datetime, minutes: int | None = None) -> None:
    """开始议一项. One at a time: the meeting's row says which."""
    minutes = _minutes(item.minutes if minutes is None else minutes)
    with transaction.atomic():
        meeting = in_session(item.meeting)
        if meeting.current_item_id:
            raise Overtaken(f"正在议“{meeting.current_item}”，请先结束这一项。")
        move(item, Item.CURRENT)
        ends = at + dt.timedelta(minutes=minutes)
        Meeting.objects.filter(pk=meeting.pk).update(current_item=item, item_ends_at=ends)
        note(item, "item.started", at=at, by=by, data={"minutes": minutes})


def extend_item(item: AgendaItem, *, minutes: int, by: User, at: dt.datetime) -> dt.datetime:
    """延时: from its end, or from now where that is past. Two who press at once extend once."""
    minutes = _minutes(minutes)
    with transaction.atomic():
        meeting = in_session(item.meeting)
        if meeting.current_item_id != item.pk:
            raise overtaken(item)
        if meeting.item_ends_at != item.meeting.item_ends_at:
            raise Overtaken("刚刚有人延过时了，请看新的时间。")
        ends = max(meeting.item_ends_at or at, at) + dt.timedelta(minutes=minutes)
        Meeting.objects.filter(pk=meeting.pk).update(item_ends_at=ends)
        note(item, "item.extended", at=at, by=by, data={"minutes": minutes})
    return ends


def end_item(item: AgendaItem, *, by: User, at: dt.datetime, outcome: str = "") -> None:
    """结束一项 with what came of it; after a vote the vote itself may be the answer."""
    with transaction.atomic():
        in_session(item.meeting)
        _refuse_open_motions(item.motions.all())
        if outcome.strip() or not item.motions.filter(status__in=VOTED).exists():
            outcome = open_words(outcome, "议出的结果", 1000)
        move(item, Item.DONE, outcome=outcome)
        _clear_floor(item)
        matter = Matter.objects.filter(pk=item.matter_id, status=Matter.Status.ARRANGED)
        move_all(matter, Matter.Status.DISCUSSED)
        note(item, "item.ended", at=at, by=by, data={"outcome": outcome})


def next_item(
    item: AgendaItem, *, by: User, at: dt.datetime, outcome: str = ""
) -> AgendaItem | None:
    """下一项: ends this one and starts the one that follows; gives that, or None after the last."""
    with transaction.atomic():
        end_item(item, outcome=outcome, by=by, at=at)
        waiting = item.meeting.items.filter(status=Item.LISTED).select_related("meeting", "matter")
        following = waiting.order_by("order", "pk").first()
        if following:
            start_item(following, by=by, at=at)
    return following


def postpone_item(item: AgendaItem, *, reason: str, by: User, at: dt.datetime) -> None:
    """留待下次: with the reason; the matter waits for another agenda."""
    reason = open_words(reason, "留待下次的原因", 300)
    with transaction.atomic():
        in_session(item.meeting)
        _refuse_open_motions(item.motions.all())
        move(item, Item.POSTPONED, outcome=reason)
        _clear_floor(item)
        _send_back([item.matter_id])
        note(item, "item.postponed", at=at, by=by, data={"reason": reason})


def _clear_floor(item: AgendaItem) -> None:
    """The hall shows the item no longer; who still waited to speak has not spoken."""
    Meeting.objects.filter(current_item=item).update(current_item=None, item_ends_at=None)
    speakers = item.speakers.all()
    move_all(speakers.filter(status=Speaker.Status.SPEAKING), Speaker.Status.DONE)
    move_all(speakers.filter(status=Speaker.Status.WAITING), Speaker.Status.LEFT)
