"""The screen of the hall, and what the public page tells of who came and what was said."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from deliberation.hall import passes
from deliberation.hall.comparing import Comparison, compare
from deliberation.hall.presence import Gathering, SeatRow, gather
from deliberation.models import AgendaItem, Meeting, Motion, Remark, Speaker, Voter

WAITING_SHOWN = 3
THEMES = ("light", "dark")
SHOWN_MOTIONS = (Motion.Status.OPEN, Motion.Status.CLOSED)


def screen(request: HttpRequest, meeting: Meeting, *, at: dt.datetime) -> HttpResponse:
    """The page that reloads itself; with JavaScript only its content is exchanged."""
    asked = request.GET.get("theme")
    context = hall_context(request, meeting, at)
    context["theme"] = asked if asked in THEMES else THEMES[0]
    response = render(request, "deliberation/hall.html", context)
    response["Cache-Control"] = "no-store"
    # The address is the key: it must not travel to other sites.
    response["Referrer-Policy"] = "same-origin"
    return response


def phase(meeting: Meeting) -> str:
    """What the screen is about: before, item, between, after, or cancelled."""
    if meeting.status == Meeting.Status.CANCELLED:
        return "cancelled"
    if meeting.status == Meeting.Status.OPEN:
        return "item" if meeting.current_item_id else "between"
    return "after" if meeting.status in Meeting.HELD else "before"


def hall_context(request: HttpRequest, meeting: Meeting, at: dt.datetime) -> dict[str, Any]:
    now = phase(meeting)
    items = list(meeting.items.select_related("matter").order_by("order", "pk"))
    context = {
        "meeting": meeting,
        "phase": now,
        "items": items,
        "presence": gather(meeting).presence,
        "at": at,
    }
    if now == "before":
        context["qr"] = passes.qr(passes.scan_url(request, meeting, at))
    if now == "item":
        left = seconds_left(meeting, at)
        context |= _floor(next(i for i in items if i.pk == meeting.current_item_id))
        context |= {"left": left, "clock": clock(left)}
    return context


def seconds_left(meeting: Meeting, at: dt.datetime) -> int:
    """Negative once the time of the item is used up."""
    return int((meeting.item_ends_at - at).total_seconds()) if meeting.item_ends_at else 0


def clock(seconds: int) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    return f"{minutes:02d}:{rest:02d}"


def _floor(item: AgendaItem) -> dict[str, Any]:
    """The item that has the floor: who speaks, who is next, and the vote."""
    active = (Speaker.Status.SPEAKING, Speaker.Status.WAITING)
    speakers = list(item.speakers.filter(status__in=active).select_related("seat__party", "party"))
    waiting = [s for s in speakers if s.status == Speaker.Status.WAITING]
    return {
        "item": item,
        "speaking": next((s for s in speakers if s.status == Speaker.Status.SPEAKING), None),
        "waiting": waiting[:WAITING_SHOWN],
        "more": max(len(waiting) - WAITING_SHOWN, 0),
        "vote": vote_of(item),
    }


@dataclass(frozen=True)
class Vote:
    """A vote as the hall may see it: how many have voted, and what came out when it is closed."""

    motion: Motion
    voted: int
    entitled: int
    counts: tuple[int, int, int] | None


def vote_of(item: AgendaItem) -> Vote | None:
    """The vote of an item that is on, or the last that was; never what a running one holds."""
    motions = item.motions.filter(status__in=SHOWN_MOTIONS).order_by("-number")
    found = sorted(motions, key=lambda m: m.status != Motion.Status.OPEN)
    if not found:
        return None
    motion, counts, numbers = found[0], None, {"voted": 0, "entitled": 0}
    if motion.status == Motion.Status.CLOSED:
        cast = (motion.case.get(group, {}) for group in ("for", "against", "abstain"))
        counts = tuple(group.get("people", 0) for group in cast)
    elif motion.method == Motion.Method.BALLOT:
        numbers = Voter.objects.filter(motion=motion).aggregate(
            voted=Count("pk", filter=Q(voted=True)), entitled=Count("pk")
        )
    return Vote(motion, counts=counts, **numbers)


# --- for the public page ----------------------------------------------------------------------


@dataclass(frozen=True)
class Talk:
    """What was said of one item, and between what there was to choose."""

    item: AgendaItem
    remarks: list[Remark]
    comparison: Comparison


def meeting_context(meeting: Meeting, at: dt.datetime) -> dict[str, Any]:
    """Who came and what was said, for `deliberation/parts/presence.html` and `…/talk.html`.

    Names only as their holders agreed. Before anybody could sign in there is no presence.
    """
    gathering = gather(meeting)
    begun = meeting.status in Meeting.HELD or bool(gathering.attendances)
    items = meeting.items.select_related("matter").prefetch_related(
        "remarks__seat__party", "remarks__party", "options__money"
    )
    return {
        "presence": gathering.presence if begun else None,
        "came": _came(gathering) if begun else [],
        "chair": gathering.chair_shown,
        "talks": [Talk(i, list(i.remarks.all()), compare(i.options.all())) for i in items],
    }


def _came(gathering: Gathering) -> list[tuple[str, list[str]]]:
    """By party: each seat as one line of words."""
    parties: dict[str, list[str]] = {}
    for row in gathering.rows:
        parties.setdefault(row.seat.party.name, []).append(_line(row))
    return list(parties.items())


def _line(row: SeatRow) -> str:
    came = row.attendance
    if came is None:
        return f"{row.seat.public_name}（{'请假' if row.apology else '未到'}）"
    marks = [f"代{row.seat.public_name}"] if came.substitute_id else []
    marks += [f"{timezone.localtime(came.arrived_at):%H:%M} 到"] if row.late else []
    marks += [f"{timezone.localtime(came.left_at):%H:%M} 离会"] if came.left_at else []
    return came.public_name + (f"（{'，'.join(marks)}）" if marks else "")
