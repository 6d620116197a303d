"""What the demo's councils share: founding, seats, and the usual course of a meeting."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cms.demo import Days
from deliberation.actions import (
    attending,
    closing,
    conducting,
    councils,
    matters,
    minuting,
    motions,
    notifying,
    resolutions,
    voting,
)
from deliberation.minutes.parties import attended
from deliberation.models import Council, Matter, Meeting, Motion, Party, Step
from suggestions.models import Area, User

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)


def twentieth(days: Days, back: int = 0) -> dt.datetime:
    """19:00 on the 20th, `back` months before the last one that lies two days behind."""
    last = days.on(-2, 19)
    while last.day != 20:
        last -= DAY
    index = last.year * 12 + last.month - 1 - back
    return last.replace(year=index // 12, month=index % 12 + 1)


@dataclass
class Place:
    """A council with the people who run it, and the days to count from."""

    council: Council
    people: dict[str, User]
    days: Days

    @property
    def by(self) -> User:
        return self.people["secretary"]

    @property
    def other(self) -> User:
        """The second person wherever two have to agree."""
        return self.people["secretary2"]

    def prepared(self, at: dt.datetime, matter: Matter, study: str, ask: str) -> None:
        """党组织研究 and 问题征询, which come before the agenda."""
        for code, text in (("study", study), ("ask", ask)):
            step = Step.objects.get(code=code)
            matters.take_step(matter, step, note_text=text, on=at.date(), by=self.by, at=at)

    def meeting_of(self, start: dt.datetime) -> Meeting:
        return Meeting.objects.get(council=self.council, starts_at=start)

    def told(self, meeting: Meeting, at: dt.datetime) -> None:
        """Every seat is told in person and signs for it."""
        notifying.send_notices(at=at, meetings=Meeting.objects.filter(pk=meeting.pk))
        notices = list(meeting.notices.select_related("seat__party", "meeting__council"))
        notifying.hand_over(notices, when=at, by=self.by, at=at)

    def opened(self, meeting: Meeting, at: dt.datetime, absent: int = 0) -> Meeting:
        """Seats check in, the last few stay away, the first holds the chair."""
        meeting.refresh_from_db()
        seats = list(self.council.seats.full().select_related("party"))
        for seat in seats[: len(seats) - absent]:
            attending.check_in(meeting, seat, way="list", by=self.by, at=at)
        conducting.open_meeting(meeting, chair=seats[0].holder, by=self.by, at=at)
        return meeting

    def hands(self, motion: Motion, votes: tuple[int, int, int], at: dt.datetime) -> Motion:
        motions.open_motion(motion, by=self.by, at=at)
        for person in (self.by, self.other):
            voting.count_hands(motion, hands=voting.Hands(*votes), by=person, at=at + MINUTE)
        return closing.close_motion(motion, by=self.by, at=at + 2 * MINUTE)

    def minutes(self, meeting: Meeting, at: dt.datetime) -> None:
        """Written, sent round and confirmed by every party the day after."""
        minutes = minuting.draft_minutes(meeting, by=self.by, at=at)
        minuting.send_minutes(minutes, by=self.by, at=at, confirm_by=(at + 7 * DAY).date())
        for seat in attended(minutes):
            minuting.confirm_minutes(minutes, seat=seat, by=self.by, at=at + DAY)


def first_seats(council: Council) -> list:
    """The first seat of each party."""
    found: dict[int, Any] = {}
    for seat in council.seats.full().select_related("party"):
        found.setdefault(seat.party_id, seat)
    return list(found.values())


def decision(row: dict, motion: Motion, start: dt.datetime) -> resolutions.Decision:
    return resolutions.Decision(
        title=row["title"],
        text=motion.text,
        lead=row["lead"],
        helpers=row["helpers"],
        money={source: Decimal(amount) for source, amount in row["money"].items()},
        tasks=[
            resolutions.Work(title, lead, (start + days * DAY).date())
            for title, lead, days in row["tasks"]
        ],
    )


# --- founding --------------------------------------------------------------------------------


def found(code: str, name: str, at: dt.datetime, people: dict[str, User], **rules) -> Council:
    """A council of an area, run by both secretaries, under the street's council."""
    area = Area.objects.get(code=code)
    return councils.make_council(
        area,
        name=name,
        level=area.level,
        secretaries=[people["secretary"], people["secretary2"]],
        by=people["admin"],
        at=at,
        **rules,
    )


def seat(council: Council, rows: list, at: dt.datetime, by: User) -> None:
    parties = {party.code: party for party in Party.objects.all()}
    for code, holder, post, shown, phone in rows:
        councils.add_seat(
            council, party=parties[code], holder=holder, post=post, shown=shown, phone=phone,
            since=at.date(), by=by, at=at,
        )  # fmt: skip
