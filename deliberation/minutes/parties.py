"""What the words of those who were there make for each party.

A party has 确认 when all of its seats that attended have confirmed, or when the deadline has passed
and those who answered have; one dissent makes it 保留意见, whatever the others say; nobody's word
by the deadline is 逾期未表态. Until then it is waited for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from deliberation.models import Attendance, Confirmation, Minutes, Party, Seat

Word = Confirmation.Word
WAITING = "等待表态"


@dataclass(frozen=True)
class PartyWord:
    """One party that was there: each of its people with what they said, or None."""

    party: Party
    people: tuple[tuple[Seat, Confirmation | None], ...]

    @property
    def waiting(self) -> list[Seat]:
        return [seat for seat, said in self.people if said is None]

    @property
    def word(self) -> str:
        """Of `Word`, or nothing while somebody may still speak and nobody dissents."""
        words = [said.word for _, said in self.people if said]
        if Word.DISSENT in words:
            return Word.DISSENT
        if self.waiting:
            return ""
        return Word.CONFIRMED if Word.CONFIRMED in words else Word.SILENT

    @property
    def word_shown(self) -> str:
        return Word(self.word).label if self.word else WAITING


def attended(minutes: Minutes) -> list[Seat]:
    """Who sat in the meeting, in the order of the parties: they alone know what was said."""
    rows = Attendance.objects.filter(meeting=minutes.meeting_id, seat__isnull=False)
    rows = rows.select_related("seat__party", "substitute__party", "party")
    rows = rows.order_by("seat__party__order", "seat_id")
    return [sitting for row in rows if (sitting := row.substitute or row.seat)]


def words_by_party(minutes: Minutes) -> list[PartyWord]:
    said = {row.seat_id: row for row in minutes.confirmations.select_related("seat__party", "by")}
    seats = attended(minutes)
    return [
        PartyWord(party, tuple((s, said.get(s.pk)) for s in seats if s.party_id == party.pk))
        for party in _parties(seats)
    ]


def _parties(seats: Sequence[Seat]) -> list[Party]:
    return list({seat.party_id: seat.party for seat in seats}.values())
