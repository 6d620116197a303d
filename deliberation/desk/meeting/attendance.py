"""签到 and 请假 at the desk: the list of seats on the secretary's phone, one tap each."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from deliberation.actions import apologizing, attending
from deliberation.actions.apologizing import NOTING
from deliberation.actions.attending import SIGNING, TYPING
from deliberation.desk.access import CouncilRecord
from deliberation.desk.meeting.forms import (
    CorrectForm,
    ExcuseForm,
    LeftForm,
    ObserverForm,
    StrikeForm,
)
from deliberation.hall import passes
from deliberation.hall.presence import Gathering, SeatRow, day_of, gather
from deliberation.models import Apology, Attendance, Meeting, Seat
from suggestions.actions.rules import Overtaken
from suggestions.staff.verbs import Button, DeskVerb, Done

LIST = Attendance.Way.LIST


def attendance_url(meeting: Meeting) -> str:
    return reverse("desk_meetings:attendance", args=[meeting.council_id, meeting.pk])


def check_in(seat: Any, **who: Any) -> Attendance:
    """The holder, or a substitute in the place of theirs."""
    meeting = Meeting.objects.select_related("council", "format").get(pk=seat.for_meeting)
    taken, substitute = _place(seat)
    return attending.check_in(meeting, taken, substitute=substitute, way=LIST, **who)


def swap(seat: Any, **who: Any) -> None:
    """`seat` is whoever sits there from now on: the holder, or a substitute."""
    taken, substitute = _place(seat)
    rows = Attendance.objects.select_related("meeting", "seat__party", "substitute__party", "party")
    row = rows.filter(meeting=seat.for_meeting, seat=taken).first()
    if row is None:
        raise Overtaken(f"{taken.holder}的席位刚刚撤销了签到，请重新签到。")
    attending.change_places(row, substitute=substitute, **who)


def excuse(seat: Any, **who: Any) -> Apology:
    meeting = Meeting.objects.select_related("council", "format").get(pk=seat.for_meeting)
    return apologizing.excuse(meeting, seat, way=Apology.Way.DESK, **who)


def _place(seat: Seat) -> tuple[Seat, Seat | None]:
    """The seat that somebody takes, and who they are unless it is their own."""
    return (seat.substitute_for, seat) if seat.substitute_for else (seat, None)


def _swapped(done: Done) -> str:
    taken, _ = _place(done.subject)
    return f"{taken.holder}的席位现在由{done.subject.holder}出席。"


def seats_of(meeting: Meeting) -> QuerySet:
    """Who may sit, each remembering for which meeting they were found."""
    seats = meeting.council.seats.in_force(day_of(meeting)).annotate(for_meeting=Value(meeting.pk))
    return seats.select_related("party", "substitute_for__party", "council")


def taken_seats_of(meeting: Meeting) -> QuerySet:
    taken = meeting.attendances.exclude(seat=None).values("seat")
    return seats_of(meeting).filter(Q(pk__in=taken) | Q(substitute_for__in=taken))


def full_seats_of(meeting: Meeting) -> QuerySet:
    return seats_of(meeting).filter(substitute_for=None)


def apologies_of(meeting: Meeting) -> QuerySet[Apology]:
    rows = meeting.apologies.filter(round=meeting.sequence)
    return rows.select_related("meeting", "seat__party")


def rows_of(meeting: Meeting) -> QuerySet[Attendance]:
    return meeting.attendances.select_related(
        "meeting", "seat__party", "substitute__party", "party"
    )


def _there(row: Attendance) -> bool:
    return row.left_at is None


def _gone(row: Attendance) -> bool:
    return row.left_at is not None


HERE = DeskVerb(
    "here",
    "到会",
    calls=check_in,
    told="{subject.holder}已签到。",
    subjects=seats_of,
    style="",
)
SWAP = DeskVerb("swap", "换成本人", calls=swap, told=_swapped, subjects=taken_seats_of)
EXCUSE = DeskVerb(
    "excuse",
    "登记请假",
    calls=excuse,
    told="{subject.holder}的请假已登记。",
    form=ExcuseForm,
    subjects=full_seats_of,
)
UNEXCUSE = DeskVerb(
    "unexcuse",
    "撤销请假",
    calls=apologizing.take_back,
    told="{subject}的请假已撤销，撤销的事留在议事记录里。",
    subjects=apologies_of,
)
OBSERVER = DeskVerb(
    "observer",
    "登记列席",
    calls=partial(attending.observe, way=LIST),
    told="{name}已登记列席。",
    form=ObserverForm,
    apart=True,
)
ROW_VERBS = (
    DeskVerb(
        "leave",
        "离会",
        calls=attending.leave,
        told="{subject.name}已登记离会。",
        form=LeftForm,
        offered=_there,
        subjects=rows_of,
    ),
    DeskVerb(
        "back",
        "返回会场",
        calls=attending.come_back,
        told="{subject.name}已返回会场。",
        offered=_gone,
        subjects=rows_of,
    ),
    DeskVerb(
        "correct",
        "更正时间",
        calls=attending.correct_times,
        told="{subject.name}的时间已更正，原来的时间留在议事记录里。",
        form=CorrectForm,
        subjects=rows_of,
    ),
    DeskVerb(
        "strike",
        "撤销签到",
        calls=attending.strike,
        told="{subject.name}的签到已撤销，撤销的事留在议事记录里。",
        form=StrikeForm,
        subjects=rows_of,
    ),
)


@dataclass(frozen=True)
class Line:
    """A seat on the list with what may be pressed for it."""

    row: SeatRow
    arrive: list[tuple[Seat, Button]]
    change: list[Button]
    swap: list[tuple[Seat, Button]]
    leave: list[Button]


class AttendancePage(CouncilRecord):
    """名单签到, corrections, and the code for those who come late with a phone."""

    model = Meeting
    template_name = "deliberation/desk/attendance.html"
    page_title = "签到"
    header_icon = "group"
    verbs = (HERE, SWAP, EXCUSE, UNEXCUSE, OBSERVER, *ROW_VERBS)

    def get_records(self) -> QuerySet[Meeting]:
        return self.council.meetings.select_related("council", "format")

    def get_url(self, verb: str = "") -> str:
        if verb:
            args = [self.council.pk, self.object.pk, verb]
            return reverse("desk_meetings:attendance_verb", args=args)
        return attendance_url(self.object)

    def get_success_url(self, verb: DeskVerb) -> str:
        """Back to the same line: on a phone the list is long."""
        subject = self.pressed.subject if self.pressed else None
        if isinstance(subject, Seat):
            return f"{self.get_url()}#seat-{subject.substitute_for_id or subject.pk}"
        if isinstance(subject, (Attendance, Apology)) and subject.seat_id:
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
            return Line(row, arrive, [], [], self.leave(row))
        change = self.buttons(row.attendance, ROW_VERBS) if self.changeable else []
        now = row.attendance.substitute_id or row.seat.pk
        others = [p for p in people if p.pk != now] if self.object.status in SIGNING[1:] else []
        swap = [(p, b) for p in others for b in self.buttons(p, [SWAP])]
        return Line(row, [], change, swap, [])

    def leave(self, row: SeatRow) -> list[Button]:
        """To note that who is not there had asked for leave, or that they had not."""
        if self.object.status not in NOTING:
            return []
        said = row.apology
        return self.buttons(said, [UNEXCUSE]) if said else self.buttons(row.seat, [EXCUSE])

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
        return passes.qr(passes.scan_url(self.request, self.object, at))
