"""签到: who came for which seat, when they came and went; corrected in the open, never silently."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from deliberation.actions.conducting import EARLY, in_session, moment
from deliberation.actions.facts import stamp
from deliberation.actions.record import note
from deliberation.hall.presence import day_of
from deliberation.models import Attendance, Meeting, Party, Seat
from suggestions.actions.rules import Overtaken, Refused, needed
from suggestions.models import User
from suggestions.text.language import clean_text

Capacity, Way, Status = Attendance.Capacity, Attendance.Way, Meeting.Status
# A paper list is typed when the meeting is over; nothing is changed once minutes go round.
SIGNING = (Status.NOTICED, Status.OPEN)
TYPING = (*SIGNING, Status.CLOSED)
ONESELF = "本人扫码"


def check_in(
    meeting: Meeting,
    seat: Seat,
    *,
    way: str,
    at: dt.datetime,
    by: User | None = None,
    substitute: Seat | None = None,
    arrived_at: dt.datetime | None = None,
    note_text: str = "",
) -> Attendance:
    """签到 for one seat, by its holder or by a substitute of this very seat; one seat once."""
    came = substitute or seat
    with transaction.atomic():
        fresh = _gathering(meeting, way)
        _refuse_stranger(fresh, seat, substitute)
        row = Attendance(
            meeting=fresh,
            seat=seat,
            substitute=substitute,
            party=seat.party,
            name=came.holder,
            capacity=Capacity.SUBSTITUTE if substitute else Capacity.MEMBER,
            way=way,
            arrived_at=_arrival(fresh, arrived_at, at),
            note=clean_text(note_text, limit=100),
            by=by,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise _taken(fresh, seat) from error
        note(row, "attendance.checked_in", at=at, by=by, actor=ONESELF, data={"way": way})
    return row


def _gathering(meeting: Meeting, way: str) -> Meeting:
    return in_session(meeting, *(TYPING if way == Way.PAPER else SIGNING))


def _arrival(meeting: Meeting, typed: dt.datetime | None, at: dt.datetime) -> dt.datetime:
    came = moment(typed, at, "到会时间")
    if came < meeting.starts_at - EARLY:
        begins = localtime(meeting.starts_at - EARLY)
        raise Refused(f"{begins:%-m月%-d日 %H:%M} 起才能签到。")
    if meeting.closed_at and came > meeting.closed_at:
        raise Refused("到会时间不能晚于散会时间。")
    return came


def _refuse_stranger(meeting: Meeting, seat: Seat, substitute: Seat | None) -> None:
    day = day_of(meeting)
    for sitting in filter(None, (seat, substitute)):
        in_term = sitting.since <= day and (sitting.until is None or day <= sitting.until)
        if sitting.council_id != meeting.council_id or not in_term:
            raise Refused(f"{sitting.holder}在会议那天不是本议事会的成员。")
    if seat.substitute_for_id:
        raise Refused("替补只能代替所替补的席位签到，请选择那个席位。")
    if substitute and substitute.substitute_for_id != seat.pk:
        raise Refused(f"{substitute.holder}不是{seat.holder}的替补，不能代替出席。")


def _taken(meeting: Meeting, seat: Seat) -> Overtaken:
    """Says who was there before: a colleague's tap, or the other of holder and substitute."""
    row = Attendance.objects.filter(meeting=meeting, seat=seat).first()
    when = f"{localtime(row.arrived_at):%H:%M}" if row else ""
    if row and row.capacity == Capacity.SUBSTITUTE:
        return Overtaken(f"{seat.holder}的席位已由替补{row.name}在 {when} 签到，要换人请用“换人”。")
    return Overtaken(f"{seat.holder}在 {when} 已经签到，不用再签。")


def observe(
    meeting: Meeting,
    *,
    name: str,
    way: str,
    at: dt.datetime,
    by: User,
    party: Party | None = None,
    arrived_at: dt.datetime | None = None,
) -> Attendance:
    """列席: who listens and has no seat; counts to no quorum."""
    name = needed(name, "列席人姓名", 40)
    with transaction.atomic():
        fresh = _gathering(meeting, way)
        if fresh.attendances.filter(seat=None, name=name, party=party).exists():
            raise Overtaken(f"列席人里已经有{name}；如果是同名的另一位，请在姓名后面注明。")
        row = Attendance.objects.create(
            meeting=fresh,
            party=party,
            name=name,
            capacity=Capacity.OBSERVER,
            way=way,
            arrived_at=_arrival(fresh, arrived_at, at),
            by=by,
        )
        note(row, "attendance.observer", at=at, by=by, data={"way": way})
    return row


# --- going, coming back, changing places ------------------------------------------------------


def leave(
    attendance: Attendance, *, by: User, at: dt.datetime, left_at: dt.datetime | None = None
) -> None:
    """离会 before the end: counts to the quorum no longer."""
    went = moment(left_at, at, "离会时间")
    if went < attendance.arrived_at:
        raise Refused("离会时间不能早于到会时间。")
    with transaction.atomic():
        meeting = in_session(attendance.meeting, *TYPING)
        if meeting.closed_at and went > meeting.closed_at:
            raise Refused("离会时间不能晚于散会时间。")
        if not _rows(attendance).filter(left_at=None).update(left_at=went):
            raise Overtaken(f"{attendance.name}已经登记离会了。")
        attendance.left_at = went
        note(attendance, "attendance.left", at=at, by=by)


def come_back(attendance: Attendance, *, by: User, at: dt.datetime) -> None:
    """返回会场. The record keeps when they were away; the list shows them as there."""
    with transaction.atomic():
        in_session(attendance.meeting)
        if not _rows(attendance).filter(left_at__isnull=False).update(left_at=None):
            raise Overtaken(f"{attendance.name}已经在会场了。")
        away = {"away_from": stamp(attendance.left_at), "back_at": stamp(at)}
        attendance.left_at = None
        note(attendance, "attendance.returned", at=at, by=by, data=away)


def change_places(
    attendance: Attendance, *, substitute: Seat | None, by: User, at: dt.datetime
) -> None:
    """换人: the holder takes the seat over from a substitute, or hands it to one (`substitute`)."""
    if attendance.seat is None:
        raise Refused("列席人没有席位，不用换人。")
    with transaction.atomic():
        meeting = in_session(attendance.meeting)
        _refuse_stranger(meeting, attendance.seat, substitute)
        if attendance.substitute_id == (substitute.pk if substitute else None):
            raise Overtaken(f"{attendance.name}已经在这个席位上了。")
        before = attendance.public_name
        came = substitute or attendance.seat
        changes = {
            "substitute": substitute,
            "name": came.holder,
            "capacity": Capacity.SUBSTITUTE if substitute else Capacity.MEMBER,
            "left_at": None,
        }
        if not _rows(attendance).filter(substitute=attendance.substitute_id).update(**changes):
            raise Overtaken("这个席位刚刚换过人了，请刷新页面后再看。")
        for name, value in changes.items():
            setattr(attendance, name, value)
        data = {"before": before, "changed_at": stamp(at)}
        note(attendance, "attendance.changed_places", at=at, by=by, data=data)


# --- corrections ------------------------------------------------------------------------------


def correct_times(
    attendance: Attendance,
    *,
    arrived_at: dt.datetime,
    left_at: dt.datetime | None,
    reason: str,
    by: User,
    at: dt.datetime,
) -> None:
    """更正 the times; what stood there before stays in the record, with the reason."""
    reason = needed(reason, "更正的理由", 200)
    with transaction.atomic():
        meeting = in_session(attendance.meeting, *TYPING)
        arrived_at = _arrival(meeting, arrived_at, at)
        if left_at and not arrived_at <= left_at <= min(at, meeting.closed_at or at):
            raise Refused("离会时间要在到会之后、散会之前。")
        seen = {"arrived_at": attendance.arrived_at, "left_at": attendance.left_at}
        changed = _rows(attendance).filter(**seen).update(arrived_at=arrived_at, left_at=left_at)
        if not changed:
            raise Overtaken("这条签到刚刚有人改过，请刷新页面后再看。")
        was = {f"was_{name}": stamp(value) for name, value in seen.items()}
        attendance.arrived_at, attendance.left_at = arrived_at, left_at
        data = {**was, "reason": reason}
        note(attendance, "attendance.corrected", at=at, by=by, data=data)


def strike(attendance: Attendance, *, reason: str, by: User, at: dt.datetime) -> None:
    """撤销 a sign-in that was a mistake: the seat is free again, the record keeps both."""
    reason = needed(reason, "撤销的理由", 200)
    with transaction.atomic():
        in_session(attendance.meeting, *TYPING)
        fresh = _rows(attendance).select_related("seat__party", "substitute__party", "party")
        row = fresh.first()
        if row is None:
            raise Overtaken("这条签到已经撤销了。")
        note(row, "attendance.struck", at=at, by=by, data={"reason": reason})
        _rows(attendance).delete()


def _rows(attendance: Attendance):
    return Attendance.objects.filter(pk=attendance.pk)
