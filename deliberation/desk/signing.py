"""签到 at the desk: the list of seats on the secretary's phone, one tap each."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from deliberation import actions, hall_codes
from deliberation.actions.attending import SIGNING, TYPING
from deliberation.desk.access import RUN, CouncilRecord
from deliberation.desk.meeting_forms import CorrectForm, LeftForm, ObserverForm, StrikeForm
from deliberation.models import Attendance, Meeting, Seat
from deliberation.presence import Gathering, SeatRow, day_of, gather
from suggestions.actions import Overtaken
from suggestions.desk.access import Button, DeskVerb

LIST = Attendance.Way.LIST


def attendance_url(meeting: Meeting) -> str:
    return reverse("deliberation_desk:attendance", args=[meeting.council_id, meeting.pk])


def _here(seat: Seat, data: dict, **who: Any) -> str:
    """The holder, or a substitute in the place of theirs."""
    meeting = Meeting.objects.select_related("council").get(pk=seat.for_meeting)
    taken = seat.substitute_for or seat
    substitute = seat if seat.substitute_for_id else None
    actions.check_in(meeting, taken, substitute=substitute, way=LIST, **who)
    return f"{seat.holder}已签到。"


def _observer(meeting: Meeting, data: dict, **who: Any) -> str:
    actions.observe(meeting, way=LIST, **data, **who)
    return f"{data['name']}已登记列席。"


def _leave(row: Attendance, data: dict, **who: Any) -> str:
    actions.leave(row, left_at=data["left_at"], **who)
    return f"{row.name}已登记离会。"


def _back(row: Attendance, data: dict, **who: Any) -> str:
    actions.come_back(row, **who)
    return f"{row.name}已返回会场。"


def _correct(row: Attendance, data: dict, **who: Any) -> str:
    actions.correct_times(row, **data, **who)
    return f"{row.name}的时间已更正，原来的时间留在议事记录里。"


def _strike(row: Attendance, data: dict, **who: Any) -> str:
    actions.strike(row, reason=data["reason"], **who)
    return f"{row.name}的签到已撤销，撤销的事留在议事记录里。"


def _swap(seat: Seat, data: dict, **who: Any) -> str:
    """`seat` is whoever sits there from now on: the holder, or a substitute."""
    taken = seat.substitute_for or seat
    rows = Attendance.objects.select_related("meeting", "seat__party", "substitute__party", "party")
    row = rows.filter(meeting=seat.for_meeting, seat=taken).first()
    if row is None:
        raise Overtaken(f"{taken.holder}的席位刚刚撤销了签到，请重新签到。")
    substitute = seat if seat.substitute_for_id else None
    actions.change_places(row, substitute=substitute, **who)
    return f"{taken.holder}的席位现在由{seat.holder}出席。"


def seats_of(meeting: Meeting) -> QuerySet[Seat]:
    """Who may sit, each remembering for which meeting they were found."""
    seats = meeting.council.seats.in_force(day_of(meeting)).annotate(for_meeting=Value(meeting.pk))
    return seats.select_related("party", "substitute_for__party", "council")


def taken_seats_of(meeting: Meeting) -> QuerySet[Seat]:
    taken = meeting.attendances.exclude(seat=None).values("seat")
    return seats_of(meeting).filter(Q(pk__in=taken) | Q(substitute_for__in=taken))


def rows_of(meeting: Meeting) -> QuerySet[Attendance]:
    return meeting.attendances.select_related(
        "meeting", "seat__party", "substitute__party", "party"
    )


def _there(row: Attendance) -> bool:
    return row.left_at is None


def _gone(row: Attendance) -> bool:
    return row.left_at is not None


HERE = DeskVerb("here", "到会", RUN, _here, subjects=seats_of, style="")
SWAP = DeskVerb("swap", "换成本人", RUN, _swap, subjects=taken_seats_of)
OBSERVER = DeskVerb("observer", "登记列席", RUN, _observer, ObserverForm, apart=True)
ROW_VERBS = (
    DeskVerb("leave", "离会", RUN, _leave, LeftForm, _there, rows_of),
    DeskVerb("back", "返回会场", RUN, _back, offered=_gone, subjects=rows_of),
    DeskVerb("correct", "更正时间", RUN, _correct, CorrectForm, subjects=rows_of),
    DeskVerb("strike", "撤销签到", RUN, _strike, StrikeForm, subjects=rows_of),
)


@dataclass(frozen=True)
class Line:
    """A seat on the list with what may be pressed for it."""

    row: SeatRow
    arrive: list[tuple[Seat, Button]]
    change: list[Button]
    swap: list[tuple[Seat, Button]]


class AttendancePage(CouncilRecord):
    """名单签到, corrections, and the code for those who come late with a phone."""

    model = Meeting
    template_name = "deliberation/desk/attendance.html"
    page_title = "签到"
    header_icon = "group"
    verbs = (HERE, SWAP, OBSERVER, *ROW_VERBS)

    def get_records(self) -> QuerySet[Meeting]:
        return self.council.meetings.select_related("council")

    def get_url(self, verb: str = "") -> str:
        if verb:
            args = [self.council.pk, self.object.pk, verb]
            return reverse("deliberation_desk:attendance_verb", args=args)
        return attendance_url(self.object)

    def get_success_url(self, verb: DeskVerb) -> str:
        """Back to the same line: on a phone the list is long."""
        subject = self.pressed.subject
        if isinstance(subject, Seat):
            return f"{self.get_url()}#seat-{subject.substitute_for_id or subject.pk}"
        if isinstance(subject, Attendance) and subject.seat_id:
            return f"{self.get_url()}#seat-{subject.seat_id}"
        return f"{self.get_url()}#observers"

    def get_page_subtitle(self) -> str:
        return f"{timezone.localtime(self.object.starts_at):%-m月%-d日 %H:%M}"

    @cached_property
    def gathering(self) -> Gathering:
        return gather(self.object)

    def line(self, row: SeatRow) -> Line:
        people = (row.seat, *row.substitutes)
        if row.attendance is None:
            open_now = self.object.status in SIGNING
            arrive = [(p, b) for p in people for b in self.buttons(p, [HERE])] if open_now else []
            return Line(row, arrive, [], [])
        change = self.buttons(row.attendance, ROW_VERBS) if self.changeable else []
        now = row.attendance.substitute_id or row.seat.pk
        others = [p for p in people if p.pk != now] if self.object.status in SIGNING[1:] else []
        swap = [(p, b) for p in others for b in self.buttons(p, [SWAP])]
        return Line(row, [], change, swap)

    @property
    def changeable(self) -> bool:
        return self.object.status in TYPING

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, at = self.object, self.request.at
        gathering = self.gathering
        rows = ROW_VERBS if self.changeable else ()
        return super().get_context_data(
            presence=gathering.presence,
            lines=[self.line(row) for row in gathering.rows],
            observers=[(one, self.buttons(one, rows)) for one in gathering.observers],
            signing=meeting.status in SIGNING,
            changeable=self.changeable,
            qr=self.code(at) if meeting.status in SIGNING and self.runs else "",
            **kwargs,
        )

    def code(self, at: dt.datetime) -> str:
        return hall_codes.qr(hall_codes.scan_url(self.request, self.object, at))
