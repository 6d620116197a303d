"""请假: said by the member through the link of the notice, or noted by the secretary."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from deliberation.actions.conducting import in_session, moment
from deliberation.actions.record import note
from deliberation.hall.presence import day_of
from deliberation.models import Apology, Attendance, Meeting, Seat
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import User
from suggestions.text.language import clean_text

Status, Way = Meeting.Status, Apology.Way
# Oneself until the end; the secretary afterwards too, for what was said before it.
ASKING = (Status.PLANNED, Status.NOTICED, Status.OPEN)
NOTING = (*ASKING, Status.CLOSED)
REASON = 100
ONESELF = "本人请假"


def excuse(
    meeting: Meeting,
    seat: Seat,
    *,
    way: str,
    at: dt.datetime,
    by: User | None = None,
    reason: str = "",
    asked_at: dt.datetime | None = None,
) -> Apology:
    """Note that a seat said it would not come; once, and only what was said before the end."""
    asked = moment(asked_at, at, "请假时间")
    with transaction.atomic():
        fresh = in_session(meeting, *(NOTING if way == Way.DESK else ASKING))
        _refuse(fresh, seat, asked)
        row = Apology(
            meeting=fresh,
            seat=seat,
            round=fresh.sequence,
            way=way,
            reason=clean_text(reason, limit=REASON, lines=False),
            asked_at=asked,
            by=by,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Overtaken(f"{seat.holder}已经请过假了。") from error
        note(row, "attendance.excused", at=at, by=by, actor=ONESELF, data={"way": way})
    return row


def _refuse(meeting: Meeting, seat: Seat, asked: dt.datetime) -> None:
    day = day_of(meeting)
    in_term = seat.since <= day and (seat.until is None or day <= seat.until)
    if seat.council_id != meeting.council_id or seat.substitute_for_id or not in_term:
        raise Refused(f"{seat.holder}在会议那天没有席位，不用请假。")
    if meeting.closed_at and asked > meeting.closed_at:
        ended = f"{localtime(meeting.closed_at):%-m月%-d日 %H:%M}"
        raise Refused(f"会议在 {ended} 散会，之后不能再请假；散会前说过的，请填写当时的时间。")
    if Attendance.objects.filter(meeting=meeting, seat=seat).exists():
        raise Overtaken(f"{seat.holder}的席位已经签到，不用请假。")


def take_back(apology: Apology, *, at: dt.datetime, by: User | None = None) -> None:
    """撤销请假: coming after all, or noted by mistake; the record keeps both."""
    statuses = NOTING if by else ASKING
    with transaction.atomic():
        in_session(apology.meeting, *statuses)
        row = Apology.objects.select_related("seat__party").filter(pk=apology.pk).first()
        if row is None:
            raise Overtaken("这次请假已经撤销了。")
        note(row, "attendance.excuse_withdrawn", at=at, by=by, actor=ONESELF)
        row.delete()
