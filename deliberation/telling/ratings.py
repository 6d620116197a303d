"""评议会的分: what residents and seats gave in a year, by who did the work and by council.

A mean travels with how many slips came back of how many that were handed out; under
`LEAST_SLIPS` it is not told.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from deliberation.models import Council, FormatStep, FormRow, Meeting
from deliberation.models.form_rows import LEAST_SLIPS, mean

Proof = FormatStep.Proof
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Score:
    """One criterion summed over all slips."""

    criterion: str
    counts: list[int]
    sent: int

    @property
    def slips(self) -> int:
        return sum(self.counts)

    @property
    def shown(self) -> bool:
        return self.slips >= LEAST_SLIPS

    @property
    def mean(self) -> str:
        return mean(self.counts)


@dataclass(frozen=True)
class Rated:
    """Who was rated, in which meetings, and how."""

    name: str
    meetings: list[Meeting]
    scores: list[Score]


def by_department(on: dt.date) -> list[Rated]:
    """The departments whose work was rated in the year before a day, by name; no ranking."""
    rows = _subjects(on).filter(department__isnull=False).select_related("department")
    found: dict[str, list[Meeting]] = {}
    for row in rows:
        found.setdefault(str(row.department), []).append(row.meeting)
    return _rated(sorted(found.items()))


def by_council(on: dt.date, council: Council | None = None) -> list[Rated]:
    """The councils that held a 评议会 in the year before a day, or one of them."""
    rows = _subjects(on)
    if council:
        rows = rows.filter(meeting__council=council)
    found: dict[str, list[Meeting]] = {}
    for row in rows.order_by("meeting__council__area__path", "meeting__council"):
        found.setdefault(row.council.name, []).append(row.meeting)
    return _rated(found.items())


def _subjects(on: dt.date) -> QuerySet[FormRow]:
    rows = FormRow.objects.filter(
        step__proof=Proof.SUBJECT,
        meeting__status__in=Meeting.HELD,
        meeting__starts_at__date__gt=on - YEAR,
    )
    return rows.select_related("meeting__council")


def _rated(groups: Iterable[tuple[str, list[Meeting]]]) -> list[Rated]:
    """Two questions, however many groups."""
    groups = list(groups)
    keys = {meeting.pk for _, meetings in groups for meeting in meetings}
    marks: dict[int, list[FormRow]] = {}
    for row in FormRow.objects.filter(step__proof=Proof.RATING, meeting__in=keys).order_by("pk"):
        marks.setdefault(row.meeting_id, []).append(row)
    found = []
    for name, meetings in groups:
        once = list({meeting.pk: meeting for meeting in meetings}.values())
        rows = [row for meeting in once for row in marks.get(meeting.pk, [])]
        found.append(Rated(name, once, _scores(rows)))
    return found


def _scores(rows: Iterable[FormRow]) -> list[Score]:
    found: dict[str, tuple[list[int], int]] = {}
    for row in rows:
        counts, sent = found.get(row.text, ([0] * 5, 0))
        added = [a + b for a, b in zip(counts, row.counts, strict=True)]
        found[row.text] = added, sent + row.data["sent"]
    return [Score(name, counts, sent) for name, (counts, sent) in found.items()]
