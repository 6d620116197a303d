"""What the minutes of a meeting say, gathered from the record as plain data.

Names stand twice, in full and as their holders agreed to be shown: the paper for the parties
prints the one, the public page the other. Whole numbers and strings only, so that one content
has one hash.
"""

from typing import Any

from django.utils.timezone import localdate, localtime

from deliberation.hall.presence import Gathering, SeatRow, day_of, gather
from deliberation.minutes.composing_items import items_of
from deliberation.minutes.composing_steps import steps_of
from deliberation.minutes.movements import movements
from deliberation.minutes.parties import words_by_party
from deliberation.minutes.sentences import fields, of
from deliberation.models import (
    Attendance,
    Confirmation,
    Meeting,
    Minutes,
    Notice,
    Seat,
)
from suggestions.documents.lines import day

Content = dict[str, Any]


def compose(meeting: Meeting, *, recorder: str, number: str, recorded_by: str = "") -> Content:
    """Everything that was noted of a meeting, in the order of the minutes.

    `of` names the record on which a part stands, see `sentences`.
    """
    council, gathering = meeting.council, gather(meeting)
    moves = movements(meeting, gathering.attendances)
    return {
        "of": of(meeting),
        "council_of": of(council),
        "title": f"{council.name}会议纪要",
        "number": number,
        "council": council.name,
        "area": council.area.full_name or council.area.name,
        "on": day_of(meeting).isoformat(),
        "kind": meeting.called,
        "form": meeting.format.name,
        "form_of": of(meeting.format),
        "when": _when(meeting),
        "place": meeting.place,
        "why": meeting.moved_because,
        "chair": _chair(gathering),
        "recorder": recorder,
        "recorder_of": recorded_by,
        "parties": _parties(gathering.rows),
        "observers": [_person(row) for row in gathering.observers],
        "notice": _notice(meeting),
        "quorum": _quorum(gathering),
        "movements": moves,
        "items": items_of(meeting, moved=bool(moves)),
        "steps": steps_of(meeting),
    }


def _when(meeting: Meeting) -> str:
    start = localtime(meeting.opened_at or meeting.starts_at)
    words = f"{day(start.date())} {start:%H:%M}"
    if not meeting.closed_at:
        return words
    end = localtime(meeting.closed_at)
    over = f"{end:%H:%M}" if end.date() == start.date() else f"{day(end.date())} {end:%H:%M}"
    return f"{words}至{over}"


def _chair(gathering: Gathering) -> dict[str, Any]:
    source = [*fields(of(gathering.meeting), "chair")]
    name, shown = gathering.meeting.chair, gathering.chair_shown
    return {"name": name, "shown": shown, "of": source, "shown_of": source}


def _parties(rows: list[SeatRow]) -> list[dict[str, Any]]:
    """By party: who took their seat, who sat in for whom, who asked for leave, who was missing."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        party = found.setdefault(
            row.seat.party_id,
            {
                "name": row.seat.party.name,
                "of": of(row.seat.party),
                "present": [],
                "stood_in": [],
                "excused": [],
                "absent": [],
            },
        )
        key, person = _seat(row)
        party[key].append(person)
    return list(found.values())


def _seat(row: SeatRow) -> tuple[str, dict[str, Any]]:
    seat, came = row.seat, row.attendance
    if came is None:
        because = [of(row.apology)] if row.apology else []
        away = {
            "name": seat.named,
            "shown": seat.public_name,
            "of": [*because, *fields(of(seat), "holder")],
            "shown_of": [*because, *fields(of(seat), "shown")],
        }
        return ("excused" if row.apology else "absent"), away
    person = _person(came)
    if not came.substitute_id:
        return "present", person
    instead = {"for": seat.named, "for_shown": seat.public_name}
    instead_of = [*fields(of(seat), "holder")]
    person["of"] = person["of"] + instead_of
    person["shown_of"] = person["shown_of"] + [*fields(of(seat), "shown")]
    return "stood_in", {**person, **instead}


def _person(row: Attendance) -> dict[str, Any]:
    """Who came, in full and as they agreed to be shown."""
    sitting = row.substitute or row.seat
    shown = fields(of(sitting), "shown") if sitting else fields(of(row), "name")
    return {
        "name": sitting.named if sitting and sitting.holder == row.name else row.name,
        "shown": row.public_name,
        "of": [of(row), *fields(of(row), "name")],
        "shown_of": [of(row), *shown],
    }


def _notice(meeting: Meeting) -> dict[str, Any]:
    """How many seats were told of the day that stands, and how many days before at the latest."""
    told = {
        notice.seat_id: notice
        for notice in Notice.objects.filter(
            meeting=meeting,
            about=Notice.About.MEETING,
            round=meeting.sequence,  # what told of an earlier day proves nothing
            status=Notice.Status.SENT,
        ).order_by("-sent_at", "-pk")
    }
    sent = [notice.sent_at for notice in told.values() if notice.sent_at]
    return {
        "reached": len(told),
        "days": max((day_of(meeting) - localdate(max(sent))).days, 0) if sent else 0,
        "needed": meeting.notice_days,
        "of": [*(f"{of(notice)}:status" for notice in told.values())],
    }


def _quorum(gathering: Gathering) -> dict[str, Any]:
    """到会: everybody who came counts here; each vote has its own sum."""
    presence = gathering.presence
    came = [row.attendance for row in gathering.rows if row.attendance]
    here = {row.seat.party.name for row in gathering.rows if row.attendance}
    missing = [name for name in gathering.required if name not in here]
    return {
        "seats": presence.seats,
        "seats_of": [f"{of(seat)}:since" for seat in gathering.full],
        "present": len(came),
        "present_of": [of(row) for row in came],
        "left_early": presence.gone,
        "left_of": [f"{of(row)}:left_at" for row in came if row.left_at],
        "needed": presence.needed,
        "missing": missing,
        **({} if presence.votes else {"votes": False}),
        "met": bool(presence.needed) and len(came) >= presence.needed and not missing,
    }


def words_of(minutes: Minutes) -> list[dict[str, Any]]:
    """各方意见 as they stand now; part of the content once the minutes are frozen."""
    return [
        {
            "party": party.party.name,
            "word": party.word_shown,
            "people": [_word(seat, said) for seat, said in party.people if said],
        }
        for party in words_by_party(minutes)
    ]


def _word(seat: Seat, said: Confirmation) -> dict[str, Any]:
    return {
        "of": of(said),
        "name": said.signer,
        "shown": seat.public_name,
        "name_of": [*fields(of(said), "signer")],
        "shown_of": [*fields(of(seat), "shown")],
        "word": said.get_word_display(),
        "silent": said.word == Confirmation.Word.SILENT,
        "text": said.text,
        "on": localdate(said.at).isoformat(),
    }
