"""睦邻指数 of 3,046 councils: a month reckoned with all that the shipped indicators count.

Beside the year of meetings of `bench_deliberation` each council has ten seats of five parties, who
came, notices, minutes, tasks, publications with objections, residents' words and a roll.
"""

import datetime as dt
import time
import uuid
from collections.abc import Iterator

from tests.bench import site

MONTH, SEATS, WORDS = "2026-10", 10, 3
BATCH = 2_000


def rows(place: site.Scratch) -> Iterator[tuple[str, str, str]]:
    """The month, reckoned twice: rows written, then written over. With the command's start."""
    place.run("tests.bench.bench_deliberation", "index")
    for words in ("a month of 睦邻指数, 3,046 councils", "the same again"):
        start = time.perf_counter()
        told = place.manage("reckon_index", "--month", MONTH, capture_output=True, text=True)
        yield (
            f"{words}, {place.vendor}",
            "≤ 60 s",
            f"{time.perf_counter() - start:.1f} s: {told.stdout.strip().splitlines()[-1]}",
        )


def fill() -> None:
    from deliberation.models import Council, Party, Seat

    councils = list(Council.objects.order_by("pk"))
    parties = list(Party.objects.filter(usual=True))
    since = dt.date(2026, 1, 1)
    Seat.objects.bulk_create(
        (
            Seat(council=c, party=parties[n // 2], holder=f"代表{n}", since=since)
            for c in councils
            for n in range(SEATS)
        ),
        batch_size=BATCH,
    )
    _came()
    _followed()
    _rolls(councils)


def _came() -> None:
    """Seven of ten seats at each meeting of the month, a notice for each seat, minutes."""
    from deliberation.models import Attendance, Meeting, Minutes, Notice, Seat

    seats: dict[int, list] = {}
    for seat in Seat.objects.order_by("pk"):
        seats.setdefault(seat.council_id, []).append(seat)
    meetings = list(Meeting.objects.filter(month=dt.date.fromisoformat(f"{MONTH}-01")))
    Attendance.objects.bulk_create(
        (
            Attendance(
                meeting=m, seat=s, party_id=s.party_id, name=s.holder, capacity="member",
                way="list", arrived_at=m.starts_at,
            )
            for m in meetings
            for s in seats[m.council_id][:7]
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Notice.objects.bulk_create(
        (
            Notice(
                meeting=m, seat=s, channel="sms", status="sent", key=f"{m.pk}-{s.pk}", subject="x",
                body="x", queued_at=m.starts_at, try_at=m.starts_at, sent_at=m.notice_by,
            )
            for m in meetings
            for s in seats[m.council_id]
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Minutes.objects.bulk_create(
        (
            Minutes(
                meeting=m, council_id=m.council_id, status="frozen", year=2026, number=1, head="x"
            )
            for m in meetings
        ),
        batch_size=BATCH,
    )


def _followed() -> None:
    """Every resolution of the year with a task, a publication, objections and residents' words."""
    from django.contrib.auth import get_user_model

    from deliberation.models import Acceptance, Objection, Publication, Resolution, Task

    user = get_user_model().objects.get(username="bench-secretary")
    found = list(Resolution.objects.order_by("pk"))
    for one in found:
        one.done_at = one.passed_at + dt.timedelta(days=40)
        one.due_on = one.done_at.date()
    Resolution.objects.bulk_update(found, ["done_at", "due_on"], batch_size=500)
    Task.objects.bulk_create(
        (Task(resolution=r, order=1, title="装", lead="物业", due_on=r.due_on) for r in found),
        batch_size=BATCH,
    )
    Publication.objects.bulk_create(
        (
            Publication(
                resolution=r, starts_on=r.passed_at.date(), started_by=user,
                started_at=r.passed_at, ends_on=r.passed_at.date() + dt.timedelta(days=15),
            )
            for r in found
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Objection.objects.bulk_create(
        (
            Objection(
                resolution=r, key=uuid.uuid4(), text="x", receipt_hash=str(r.pk), at=r.done_at
            )
            for r in found
        ),
        batch_size=BATCH,
    )
    Acceptance.objects.bulk_create(
        (
            Acceptance(resolution=r, key=str(n), done="yes", at=r.done_at)
            for r in found
            for n in range(WORDS)
        ),
        batch_size=BATCH,
    )


def _rolls(councils) -> None:
    from deliberation.models import Roll

    at = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    Roll.objects.bulk_create(
        (
            Roll(
                council=c, status="checked", kind="households", name="户", households=800,
                imported_at=at,
            )
            for c in councils
        ),
        batch_size=BATCH,
    )  # fmt: skip
