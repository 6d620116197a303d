"""Who is there and what that means: the live quorum of a meeting, judged by the rules module."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.timezone import localdate

from deliberation.models import Apology, Attendance, Meeting, Seat
from deliberation.rules import RuleError, judge

RULE = "council"
NOBODY = {"people": 0}
NO_SEATS = "议事会还没有席位，请先登记席位。"
NO_VOTE = "这种形式不表决，不计法定到会。"


@dataclass(frozen=True)
class PartyThere:
    """One party: how many of its seats are taken, and whether somebody of it has to be there."""

    name: str
    seats: int
    present: int
    required: bool


@dataclass(frozen=True)
class Presence:
    """The quorum as it stands, with the sentence that says what it means."""

    seats: int
    present: int
    missing: tuple[str, ...]
    # While the rules cannot be asked nothing is needed, and nothing would be valid.
    needed: int = 0
    still_needed: int = 0
    valid: bool = False
    words: str = ""
    gone: int = 0
    observers: int = 0
    parties: tuple[PartyThere, ...] = ()
    # A form that takes no vote has no quorum: none is told of it anywhere.
    votes: bool = True

    @property
    def parties_present(self) -> tuple[str, ...]:
        return tuple(party.name for party in self.parties if party.present)


@dataclass(frozen=True)
class SeatRow:
    """A seat, who may sit on it, and who took it."""

    seat: Seat
    substitutes: tuple[Seat, ...]
    attendance: Attendance | None
    late: bool = False
    apology: Apology | None = None

    @property
    def sitting(self) -> Seat:
        """Whose person sits there: the seat's own, or the substitute's who came instead."""
        return (self.attendance and self.attendance.substitute) or self.seat

    @property
    def there(self) -> bool:
        return self.attendance is not None and self.attendance.left_at is None

    @property
    def gone(self) -> bool:
        return self.attendance is not None and self.attendance.left_at is not None


@dataclass(frozen=True)
class Gathering:
    """Who may sit, who came, who asked for leave: four queries for all pages."""

    meeting: Meeting
    seats: tuple[Seat, ...]
    attendances: tuple[Attendance, ...]
    required: tuple[str, ...]
    apologies: tuple[Apology, ...] = ()

    @cached_property
    def full(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.substitute_for_id is None)

    @cached_property
    def rows(self) -> list[SeatRow]:
        taken = {row.seat_id: row for row in self.attendances if row.seat_id}
        excused = {row.seat_id: row for row in self.apologies}
        return [
            SeatRow(
                seat,
                tuple(s for s in self.seats if s.substitute_for_id == seat.pk),
                taken.get(seat.pk),
                late=is_late(self.meeting, taken.get(seat.pk)),
                apology=None if seat.pk in taken else excused.get(seat.pk),
            )
            for seat in self.full
        ]

    @cached_property
    def observers(self) -> list[Attendance]:
        return [row for row in self.attendances if row.seat_id is None]

    @property
    def chair_shown(self) -> str:
        """The chair answers for the meeting in public; a seat's own wish still comes first."""
        name = self.meeting.chair
        return next((seat.public_name for seat in self.seats if seat.holder == name), name)

    @cached_property
    def presence(self) -> Presence:
        there = [row for row in self.rows if row.there]
        parties = _parties(self.rows, self.required)
        absent = {party.name for party in parties if not party.present}
        seated = {party.name for party in parties}
        counted = Presence(
            seats=len(self.full),
            present=len(there),
            missing=tuple(n for n in self.required if n in absent or n not in seated),
            gone=sum(row.gone for row in self.rows),
            observers=sum(row.left_at is None for row in self.observers),
            parties=parties,
            votes=self.meeting.format.votes_taken,
        )
        return self._judged(counted) if counted.votes else replace(counted, words=NO_VOTE)

    def _judged(self, counted: Presence) -> Presence:
        """With what the law of votes says of who is there."""
        case = self._case(counted.present, list(counted.parties_present))
        try:
            verdict = judge(case)
        except RuleError as error:
            return replace(counted, words=str(error) if self.full else NO_SEATS)
        still = verdict.still_needed.people
        return replace(
            counted,
            needed=next(int(check.needed) for check in verdict.quorum if check.base == "people"),
            still_needed=still,
            valid=verdict.valid,
            words=_words(still, counted.missing),
        )

    def _case(self, present: int, parties: list[str]) -> dict[str, Any]:
        """The meeting as the rules module reads it, before anybody has voted."""
        return {
            "rule": RULE,
            "on": day_of(self.meeting),
            "eligible": {"people": len(self.full)},
            "present": {"people": present},
            **dict.fromkeys(("for", "against", "abstain"), NOBODY),
            "seats": len(self.full),
            "required_parties": list(self.required),
            "parties_present": parties,
            "threshold": self.meeting.council.threshold,
        }


def day_of(meeting: Meeting) -> dt.date:
    """The day that decides which terms and which version of a rule hold."""
    return localdate(meeting.starts_at)


def gather(meeting: Meeting) -> Gathering:
    """Read who may sit and who came; `meeting.council` and its form should be at hand.

    A form that takes no vote asks for its own parties alone.
    """
    seats = meeting.council.seats.in_force(day_of(meeting)).select_related("party")
    came = meeting.attendances.select_related("seat__party", "substitute__party", "party", "by")
    excused = meeting.apologies.filter(round=meeting.sequence).select_related("seat__party", "by")
    return Gathering(meeting, tuple(seats), tuple(came), _asked(meeting), tuple(excused))


def _asked(meeting: Meeting) -> tuple[str, ...]:
    """Which parties must be there: by the council's rule, or by the form that takes no vote."""
    if meeting.format.votes_taken:
        rows = meeting.council.required_parties.order_by("order")
        return tuple(rows.values_list("name", flat=True))
    return tuple(party.name for party in meeting.format.parties.all())


def quorum(meeting: Meeting) -> Presence:
    """The live quorum; who has left counts no longer."""
    return gather(meeting).presence


def is_late(meeting: Meeting, attendance: Attendance | None) -> bool:
    """Came after the hour that was announced, whenever the meeting was opened; a minute is what
    clocks on a wall show."""
    if attendance is None:
        return False
    return attendance.arrived_at.replace(second=0, microsecond=0) > meeting.starts_at


def _parties(rows: Iterable[SeatRow], required: tuple[str, ...]) -> tuple[PartyThere, ...]:
    """By party, in the order of the parties; the seats come in it."""
    seats: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for row in rows:
        seats[row.seat.party.name] += 1
        there[row.seat.party.name] += row.there
    return tuple(PartyThere(name, n, there[name], name in required) for name, n in seats.items())


def _words(still: int, missing: tuple[str, ...]) -> str:
    if not still and not missing:
        return "到会席位已经够了，可以表决。"
    parts = []
    if still:
        parts.append(f"还差 {still} 席")
    if missing:
        parts.append(f"必须到场的{'、'.join(f'“{name}”' for name in missing)}还没有人到")
    return f"{'，'.join(parts)}：可以先议，现在表决无效。"
