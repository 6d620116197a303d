"""What is proven of a meeting's notices, and what a late or missing one means."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from deliberation.actions.notifying import current
from deliberation.hall.presence import day_of
from deliberation.models import Meeting, Notice, Seat

MEANING = (
    "提前通知的天数是这个议事会自己的规则：协商照样有效，纪要会写明谁没有按时接到通知。"
    "如果同一次会议还要作为居民会议、村民会议或业主大会表决，通知期就是法定的，"
    "表决可能因此被撤销，请改期。"
)


@dataclass(frozen=True)
class Proof:
    """The notices of a meeting as it stands now."""

    meeting: Meeting
    notices: Sequence[Notice]
    at: dt.datetime

    @property
    def proven(self) -> list[Notice]:
        return [notice for notice in self.notices if notice.status == Notice.Status.SENT]

    @property
    def missing(self) -> list[Notice]:
        return [notice for notice in self.notices if notice.status != Notice.Status.SENT]

    @property
    def late(self) -> list[Notice]:
        return [
            notice
            for notice in self.proven
            if notice.sent_at and notice.sent_at > self.meeting.notice_by
        ]

    @property
    def overdue(self) -> bool:
        """The last moment has gone by and somebody has not been told in time."""
        if self.at <= self.meeting.notice_by:
            return False
        return bool(self.late or self.missing or not self.notices)

    @property
    def sentence(self) -> str:
        """How it stands, in one sentence."""
        if not self.notices:
            return "还没有发出会议通知。"
        said = f"{len(self.notices)} 个席位，{len(self.proven)} 个已有送达凭据"
        if self.late:
            said += f"，其中 {len(self.late)} 个晚于期限"
        if self.missing:
            said += f"，{len(self.missing)} 个还没有"
        return f"{said}。"


def read(meeting: Meeting, *, at: dt.datetime) -> Proof:
    """The proof of a meeting, in one query."""
    rows = current(Notice.objects.filter(meeting=meeting))
    rows = rows.select_related("seat__party", "by").order_by("seat__party__order", "pk")
    return Proof(meeting, list(rows), at)


def stand_ins(meeting: Meeting) -> list[tuple[Seat, Notice | None]]:
    """Who may take a seat, each with the notice that they were sent; None where none could be."""
    seats = meeting.council.seats.in_force(day_of(meeting)).exclude(substitute_for=None)
    sent = Notice.objects.filter(
        meeting=meeting, about=Notice.About.STAND_IN, round=meeting.sequence
    )
    found = {notice.seat_id: notice for notice in sent}
    rows = seats.select_related("party", "substitute_for").order_by("party__order", "pk")
    return [(seat, found.get(seat.pk)) for seat in rows]
