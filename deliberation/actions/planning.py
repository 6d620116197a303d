"""The month makes itself: meetings of all councils on their day, called, moved and cancelled."""

import datetime as dt
import secrets
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from deliberation.actions.notifying import drop_stale, tell_of_cancelling
from deliberation.actions.record import Fact, lock, note, note_all
from deliberation.actions.wording import open_words
from deliberation.models import AgendaItem, Council, Format, Matter, Meeting
from suggestions.actions.rules import Overtaken, Refused, move_all, overtaken
from suggestions.models import User, WorkCalendar
from suggestions.text.language import clean_text
from suggestions.work.clocks import Calendar, CalendarMissing

BATCH = 500
REASONS = 300  # letters of `Meeting.moved_because`
ONE_DAY = dt.timedelta(days=1)
Progress = Callable[[int, int], None]


@dataclass
class Planned:
    """What came of planning a month. `failed` says for each council why nothing was made."""

    created: int = 0
    existing: int = 0
    failed: list[tuple[Council, str]] = field(default_factory=list)


def plan_month(
    month: dt.date,
    *,
    at: dt.datetime,
    councils: QuerySet[Council] | None = None,
    on_progress: Progress | None = None,
) -> Planned:
    """排定议事日: the regular meeting of every active council, once each, however often it runs.

    Batches are transactions of their own: after a kill the next run goes on where the last
    batch ended. Of two runs at once the second waits for the councils' rows and then finds
    their meetings there; the constraint would refuse them anyway.
    """
    month = month.replace(day=1)
    councils = Council.objects.active() if councils is None else councils.filter(active=True)
    calendar = WorkCalendar.load(month.year)
    keys = list(councils.order_by("pk").values_list("pk", flat=True))
    planned = Planned()
    for start in range(0, len(keys), BATCH):
        _plan_batch(keys[start : start + BATCH], month, calendar, at, planned)
        if on_progress:
            on_progress(min(start + BATCH, len(keys)), len(keys))
    return planned


def _plan_batch(
    keys: Sequence[int], month: dt.date, calendar: Calendar, at: dt.datetime, planned: Planned
) -> None:
    with transaction.atomic():
        lock([Council(pk=key) for key in keys])
        regular = Meeting.objects.filter(council=OuterRef("pk"), month=month, kind="regular")
        waiting = Council.objects.filter(pk__in=keys).exclude(Exists(regular)).order_by("pk")
        rows = list(waiting)
        planned.existing += len(keys) - len(rows)
        meetings, form = [], Format.objects.monthly(month)
        for council in rows:
            try:
                meetings.append(_regular(council, month, calendar, at, form=form))
            except (CalendarMissing, Refused) as error:
                planned.failed.append((council, str(error)))
        Meeting.objects.bulk_create(meetings)
        facts = [Fact(m.council, m, m, when_and_where(m)) for m in meetings]
        note_all(facts, "meeting.planned", at=at)
        planned.created += len(meetings)


def _regular(
    council: Council,
    month: dt.date,
    calendar: Calendar,
    at: dt.datetime,
    *,
    starts: dt.time | None = None,
    place: str = "",
    form: Format | None = None,
) -> Meeting:
    day, why = meeting_day(council, month, calendar)
    starts_at = moment(day, starts or council.starts_at)
    if starts_at <= at:
        raise Refused(f"{day:%Y年%-m月%-d日}已经过去，不再排定。")
    form = form or Format.objects.monthly(month)
    made = {"moved_because": why, "format": form, **({"place": place} if place else {})}
    return new_meeting(council, Meeting.Kind.REGULAR, month, starts_at, **made)


def plan_one(
    council: Council,
    month: dt.date,
    *,
    at: dt.datetime,
    by: User | None = None,
    starts: dt.time | None = None,
    place: str = "",
) -> Meeting:
    """The regular meeting of one council and month, at another hour or place than its rules say.

    Raises CalendarMissing where the day needs working days that nobody has entered.
    """
    month = month.replace(day=1)
    if not council.active:
        raise Refused(f"“{council}”已经停用，不再排定会议。")
    calendar = WorkCalendar.load(month.year)
    with transaction.atomic():
        lock([council])
        if council.meetings.filter(month=month, kind=Meeting.Kind.REGULAR).exists():
            raise Refused(f"{month:%Y年%-m月}的议事日已经排定。")
        meeting = _regular(council, month, calendar, at, starts=starts, place=place)
        meeting.save(force_insert=True)
        note(meeting, "meeting.planned", at=at, by=by, data=when_and_where(meeting))
    return meeting


def meeting_day(council: Council, month: dt.date, calendar: Calendar) -> tuple[dt.date, str]:
    """The council's day in a month and why it is another one than usual.

    Raises CalendarMissing where the rule asks for
    working days of a year whose table nobody has entered.
    """
    usual = usual_day(council, month)
    if council.holiday == Council.Holiday.KEEP or calendar.is_working(usual):
        return usual, ""
    step = ONE_DAY if council.holiday == Council.Holiday.NEXT else -ONE_DAY
    day = usual + step
    while not calendar.is_working(day):
        day += step
    word = "顺延" if step > dt.timedelta(0) else "提前"
    return day, f"{usual:%-m月%-d日}不是工作日，{word}到{day:%-m月%-d日}"


def usual_day(council: Council, month: dt.date) -> dt.date:
    """The council's day, whatever kind of day it is; the 31st of a shorter month is its last."""
    return month.replace(day=min(council.day, monthrange(month.year, month.month)[1]))


def next_month(day: dt.date) -> dt.date:
    """The first of the month after that of `day`."""
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def notice_deadline(starts_at: dt.datetime, days: int) -> dt.datetime:
    """The last moment for a notice: `days` whole days lie between it and the day of the meeting.

    >>> notice_deadline(moment(dt.date(2026, 10, 20), dt.time(19)), 10).isoformat()
    '2026-10-09T23:59:59+08:00'
    """
    day = timezone.localdate(starts_at) - dt.timedelta(days=days + 1)
    return moment(day, dt.time(23, 59, 59))


def new_meeting(
    council: Council, kind: str, month: dt.date, starts_at: dt.datetime, **fields
) -> Meeting:
    meeting = Meeting(
        council=council,
        kind=kind,
        month=month,
        starts_at=starts_at,
        secret=secrets.token_urlsafe(32),
        **{"minutes": council.minutes, "place": council.place, **fields},
    )
    meeting.notice_by = notice_deadline(starts_at, meeting.notice_days)
    return meeting


def when_and_where(meeting: Meeting) -> dict[str, str | int]:
    """A meeting in the words of the record."""
    return {
        "kind": meeting.called,
        "starts_at": f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}",
        "minutes": meeting.minutes,
        "place": meeting.place,
        "why": meeting.moved_because,
    }


# --- by people -------------------------------------------------------------------------------


def call_meeting(
    council: Council,
    *,
    starts_at: dt.datetime,
    reason: str,
    by: User,
    at: dt.datetime,
    place: str = "",
    minutes: int | None = None,
    form: Format | None = None,
) -> Meeting:
    """Beside the regular one of the month: 临时会议, or one of another form that is used here."""
    if not council.active:
        raise Refused(f"“{council}”已经停用，不能再召集会议。")
    if starts_at <= at:
        raise Refused("开会时间应当在现在之后。")
    form = _form(council, form, timezone.localdate(starts_at))
    meeting = new_meeting(
        council,
        Meeting.Kind.EXTRA,
        timezone.localdate(starts_at).replace(day=1),
        starts_at,
        moved_because=open_words(reason, "召集理由", 80),
        place=clean_text(place, limit=80, lines=False) or council.place,
        minutes=minutes or council.minutes,
        format=form,
    )
    with transaction.atomic():
        meeting.save(force_insert=True)
        data = when_and_where(meeting)
        note(meeting, "meeting.planned", at=at, by=by, data=data)
    return meeting


def _form(council: Council, form: Format | None, on: dt.date) -> Format:
    if form is None:
        return Format.objects.monthly(on)
    if form not in Format.objects.for_council(council, on):
        raise Refused(
            f"{on:%Y年%-m月%-d日}还不能按“{form}”开会：本议事会没有选用，或者不在有效期。"
        )
    return form


def move_meeting(
    meeting: Meeting,
    *,
    starts_at: dt.datetime,
    reason: str,
    by: User,
    at: dt.datetime,
    place: str = "",
) -> None:
    """改期: everybody has to be told anew, whatever they were sent before."""
    reason = open_words(reason, "改期原因", 80)
    place = clean_text(place, limit=80, lines=False) or meeting.place
    if starts_at <= at:
        raise Refused("新的开会时间应当在现在之后。")
    if (starts_at, place) == (meeting.starts_at, meeting.place):
        raise Refused("时间和地点都没有变化，不需要改期。")
    before = when_and_where(meeting)
    with transaction.atomic():
        _change(
            meeting,
            Meeting.Status.PLANNED,
            starts_at=starts_at,
            place=place,
            moved_because=_reasons(meeting.moved_because, reason),
            notice_by=notice_deadline(starts_at, meeting.notice_days),
        )
        drop_stale(meeting)
        data = {**when_and_where(meeting), "before": before["starts_at"]}
        note(meeting, "meeting.moved", at=at, by=by, data=data)


def _reasons(before: str, reason: str) -> str:
    """Why it was called stays beside why it was moved; of many moves the first and the last."""
    if not before:
        return reason
    both = f"{before}；改期：{reason}"
    return both if len(both) <= REASONS else f"{before.split('；')[0]}；……；改期：{reason}"


def cancel_meeting(meeting: Meeting, *, reason: str, by: User, at: dt.datetime) -> None:
    """取消: the matters on its agenda wait for another one; who had been told is told again.

    Of one whose day is over it is noted that it was not held; nobody waits for it any more.
    """
    reason = open_words(reason, "取消原因", 200)
    with transaction.atomic():
        _change(meeting, Meeting.Status.CANCELLED, cancelled_because=reason)
        drop_stale(meeting)
        if meeting.starts_at > at:
            tell_of_cancelling(meeting, at=at)
        items = AgendaItem.objects.filter(meeting=meeting, status=AgendaItem.Status.LISTED)
        arranged = Matter.objects.filter(
            pk__in=items.values("matter"), status=Matter.Status.ARRANGED
        )
        move_all(arranged, Matter.Status.RAISED)
        move_all(items, AgendaItem.Status.POSTPONED, outcome=f"会议取消，{reason}")
        data = {**when_and_where(meeting), "reason": reason}
        note(meeting, "meeting.cancelled", at=at, by=by, data=data)


def _change(meeting: Meeting, to: str, **changes) -> None:
    """Move or cancel what is still to come; `sequence` also tells of two changes at once."""
    if meeting.status not in (Meeting.Status.PLANNED, Meeting.Status.NOTICED):
        raise overtaken(meeting)
    mine = Meeting.objects.filter(pk=meeting.pk, status=meeting.status, sequence=meeting.sequence)
    changes["sequence"] = meeting.sequence + 1
    if not move_all(mine, to, **changes):
        raise Overtaken("这次会议刚才已经有人改动过，请刷新页面后再看。")
    for name, value in {"status": to, **changes}.items():
        setattr(meeting, name, value)
