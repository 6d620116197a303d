"""What is open in the demo's councils, to be tried: a meeting this evening, wishes to second."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import partial

from django.utils.timezone import localtime

from cms.demo import KEY, Days, Script, content
from cms.demo.yishi_council import MINUTE, Place, first_seats
from deliberation.actions import agenda, matters, planning, proposing, seconding

SOON = dt.timedelta(minutes=30)


@dataclass
class Open(Place):
    """A meeting that begins in half an hour or so, and what residents would like to talk about."""

    def tell(self, script: Script) -> None:
        row, start = content("yishi")["open"], soon(self.days)
        for number, wish in enumerate(row["wishes"]):
            moment = self.days.ago(6 - number, 19, of=wish["title"])
            script.add(moment, partial(self._propose, wish))
        script.add(self.days.ago(12, 9, of="call"), partial(self._call, row, start))

    def _propose(self, row: dict, at: dt.datetime) -> None:
        wish = proposing.Wish(title=row["title"], body=row["body"])
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, KEY + row["key"]))
        proposal = proposing.propose(self.council, wish=wish, key=key, at=at)
        proposing.publish_proposal(proposal, by=self.by, at=at + MINUTE)
        for seat in first_seats(self.council)[: row["seats"]]:
            seconding.second_by_seat(proposal, seat=seat, by=self.by, at=at + 2 * MINUTE)

    def _call(self, row: dict, start: dt.datetime, at: dt.datetime) -> None:
        meeting = planning.call_meeting(
            self.council, starts_at=start, reason=row["reason"], by=self.by, at=at
        )
        matter = matters.raise_matter(self.council, **row["matter"], by=self.by, at=at)
        self.prepared(at, matter, row["study"], row["ask"])
        agenda.arrange(meeting, matter, minutes=40, by=self.by, at=at)
        self.told(meeting, at)


def soon(days: Days) -> dt.datetime:
    """The next half hour that lies at least SOON ahead."""
    after = localtime(days.at + SOON)
    return after.replace(minute=0, second=0, microsecond=0) + (
        SOON if after.minute < 30 else 2 * SOON
    )
