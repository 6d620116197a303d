"""Comings and goings while a meeting was held, as the minutes tell them.

The quorum of each vote is that of its own moment; who reads the minutes can follow why it changed.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime

from deliberation.hall.presence import day_of
from deliberation.minutes.sentences import Sources, fields, of
from deliberation.models import Attendance, Entry, Meeting, Motion
from deliberation.rules import BY_AREA
from suggestions.documents.lines import day

MINUTE = dt.timedelta(minutes=1)
Move = dict[str, Any]


def movements(meeting: Meeting, came: Iterable[Attendance]) -> list[Move]:
    """Who came after the opening, left, came back or changed places, in their order."""
    rows = {row.pk: row for row in came if row.seat_id}
    found = [move for row in rows.values() for move in _ends(row, meeting)]
    kinds = ("attendance.returned", "attendance.changed_places")
    for entry in Entry.objects.filter(meeting=meeting, kind__in=kinds).order_by("seq"):
        if row := rows.get(entry.subject_id or 0):
            found += _between(entry, row)
    return sorted(found, key=lambda move: move["at"])


def _ends(row: Attendance, meeting: Meeting) -> list[Move]:
    """Coming late and leaving early."""
    found = []
    if meeting.opened_at and row.arrived_at >= meeting.opened_at + MINUTE:
        came = _clock(row.arrived_at, meeting)
        found.append(_move(row, came, "到会", fields(of(row), "arrived_at")))
    if row.left_at and (meeting.closed_at is None or row.left_at < meeting.closed_at):
        went = _clock(row.left_at, meeting)
        found.append(_move(row, went, "离会", fields(of(row), "left_at")))
    return found


def _between(entry: Entry, row: Attendance) -> list[Move]:
    if entry.kind == "attendance.changed_places":
        before, at = entry.data["before"], entry.data["changed_at"][11:16]
        now = {"name": entry.data["name"], "shown": entry.data["name"]}
        return [{**_move(row, at, f"接替{before}出席", (of(entry),)), **now}]
    left, back = (entry.data[name][11:16] for name in ("away_from", "back_at"))
    return [_move(row, left, "离会", (of(entry),)), _move(row, back, "返回", (of(entry),))]


def _move(row: Attendance, at: str, what: str, source: Sources) -> Move:
    party = row.seat.party.name if row.seat else ""
    names = {"name": row.name, "shown": row.public_name, "party": party}
    return {**names, "at": at, "what": what, "of": list(source)}


def _clock(moment: dt.datetime, meeting: Meeting) -> str:
    """The time; with its day where that is not the meeting's."""
    local, held = localtime(moment), day_of(meeting)
    return f"{local:%H:%M}" if local.date() == held else f"{day(local.date())} {local:%H:%M}"


def present_words(motion: Motion, meeting: Meeting) -> str:
    """How many were there when it was voted, for a vote of people who meet; empty otherwise."""
    here = motion.case.get("present") or {}
    if not motion.opened_at or motion.rule in BY_AREA or not here:
        return ""
    unit = "席" if motion.rule == "council" else "人"
    people, households = here.get("people"), here.get("households") or 0
    count = f"{people}{unit}" if people else f"{households}户"
    return f"{_clock(motion.opened_at, meeting)}开始表决，表决时在场{count}"


def present_of(motion: Motion) -> Sources:
    """What that sentence stands on."""
    here = motion.case.get("present") or {}
    base = "people" if here.get("people") else "households"
    return fields(of(motion), "opened_at", f"case.present.{base}")
