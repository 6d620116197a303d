"""What the minutes of a meeting say, gathered from the record as plain data.

Names stand twice, in full and as their holders agreed to be shown: the paper for the parties
prints the one, the public page the other. Whole numbers and strings only, so that one content
has one hash.
"""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate, localtime

from deliberation.hall.presence import Gathering, SeatRow, day_of, gather
from deliberation.minutes.composing_items import items_of
from deliberation.minutes.movements import movements
from deliberation.models import Attendance, Meeting, Notice

Content = dict[str, Any]


def compose(meeting: Meeting, *, recorder: str, number: str) -> Content:
    """Everything that was noted of a meeting, in the order of the minutes."""
    council, gathering = meeting.council, gather(meeting)
    return {
        "title": f"{council.name}会议纪要",
        "number": number,
        "council": council.name,
        "area": council.area.full_name or council.area.name,
        "on": day_of(meeting).isoformat(),
        "kind": meeting.get_kind_display(),
        "when": _when(meeting),
        "place": meeting.place,
        "chair": _chair(meeting, gathering),
        "recorder": recorder,
        "parties": _parties(gathering.rows),
        "observers": [_person(row) for row in gathering.observers],
        "notice": _notice(meeting),
        "quorum": _quorum(gathering),
        "movements": movements(meeting, gathering.attendances),
        "items": items_of(meeting),
    }


def _when(meeting: Meeting) -> str:
    start = localtime(meeting.opened_at or meeting.starts_at)
    words = f"{start.year}年{start.month}月{start.day}日 {start:%H:%M}"
    return words + (f"至{localtime(meeting.closed_at):%H:%M}" if meeting.closed_at else "")


def _chair(meeting: Meeting, gathering: Gathering) -> dict[str, str]:
    """The chair answers for the meeting in public; a seat's own wish still comes first."""
    seat = next((seat for seat in gathering.seats if seat.holder == meeting.chair), None)
    return {"name": meeting.chair, "shown": seat.public_name if seat else meeting.chair}


def _parties(rows: list[SeatRow]) -> list[dict[str, Any]]:
    """By party: who took their seat, who sat in for whom, who asked for leave, who was missing."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        seat, came = row.seat, row.attendance
        party = found.setdefault(
            seat.party_id,
            {"name": seat.party.name, "present": [], "stood_in": [], "excused": [], "absent": []},
        )
        if came is None:
            away = party["excused" if row.apology else "absent"]
            away.append({"name": seat.holder, "shown": seat.public_name})
        elif came.substitute_id:
            instead = {"for": seat.holder, "for_shown": seat.public_name}
            party["stood_in"].append({**_person(came), **instead})
        else:
            party["present"].append(_person(came))
    return list(found.values())


def _person(row: Attendance) -> dict[str, str]:
    return {"name": row.name, "shown": row.public_name}


def _notice(meeting: Meeting) -> dict[str, int]:
    """How many seats were told, and how many days before at the latest."""
    rows = Notice.objects.filter(
        meeting=meeting,
        about=Notice.About.MEETING,
        round=meeting.sequence,  # what told of an earlier day proves nothing
        status=Notice.Status.SENT,
    )
    told: dict[int, dt.datetime] = {}
    for seat, sent_at in rows.order_by("sent_at").values_list("seat_id", "sent_at"):
        if sent_at:
            told.setdefault(seat, sent_at)
    last = localdate(max(told.values())) if told else None
    return {
        "reached": len(told),
        "days": max((day_of(meeting) - last).days, 0) if last else 0,
        "needed": meeting.council.notice_days,
    }


def _quorum(gathering: Gathering) -> dict[str, Any]:
    """到会: everybody who came counts here; each vote has its own sum."""
    presence = gathering.presence
    came = [row for row in gathering.rows if row.attendance]
    here = {row.seat.party.name for row in came}
    missing = [name for name in gathering.required if name not in here]
    return {
        "seats": presence.seats,
        "present": len(came),
        "left_early": presence.gone,
        "needed": presence.needed,
        "missing": missing,
        "met": bool(presence.needed) and len(came) >= presence.needed and not missing,
    }
