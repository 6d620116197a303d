"""The month of 3,046 councils: creating it, and the board over a year of meetings.

`python -m tests.bench.bench_deliberation fill` fills the scratch database it is pointed at; with
`history` it has a year of meetings, with `index` also what 睦邻指数 counts beside them.
"""

import datetime as dt
import sys

import django

COUNCILS, MONTHS = 3_046, 12
STREETS, PER_STREET = 261, 12  # 261 streets of Chengdu, about twelve councils each
DISTRICTS = 20
LAST = dt.date(2026, 11, 1)


def fill(meetings: bool) -> None:
    """A city of 3,046 councils; with `meetings`, twelve months of them and their resolutions."""
    from django.db import connection

    from deliberation.models import Council

    areas = _areas()
    councils = Council.objects.bulk_create(
        (
            Council(
                area=areas[n % len(areas)],
                name=f"第{n}议事会",
                slug=f"c{n}",
                level=Council.Level.COMMUNITY,
            )
            for n in range(COUNCILS)
        ),
        batch_size=500,
    )
    if meetings:
        _history(councils)
    with connection.cursor() as cursor:
        # What autovacuum does within minutes.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _areas():
    from suggestions.models import Area

    Area.objects.filter(code__startswith="bench").delete()
    city = Area.add_root(code="bench", name="测城", level="city", full_name="测城")
    found = []
    for d in range(DISTRICTS):
        district = Area.objects.get(pk=city.pk).add_child(
            code=f"bench-{d}", name=f"第{d}区", level="district", full_name=f"第{d}区"
        )
        for s in range(STREETS // DISTRICTS + 1):
            street = Area.objects.get(pk=district.pk).add_child(
                code=f"bench-{d}-{s}", name=f"{d}区{s}街道", level="street", full_name="街道"
            )
            for c in range(PER_STREET):
                found.append(
                    Area.objects.get(pk=street.pk).add_child(
                        code=f"bench-{d}-{s}-{c}", name=f"{c}居", level="community", full_name="居"
                    )
                )
    return found


def _history(councils) -> None:
    from django.contrib.auth import get_user_model

    from deliberation.models import AgendaItem, Matter, Meeting, Motion, Resolution
    from deliberation.telling.figures import month_before

    user = get_user_model().objects.create(username="bench-secretary")
    zone = dt.timezone(dt.timedelta(hours=8))
    for back in range(MONTHS - 1, -1, -1):
        month = month_before(LAST, back)
        starts = dt.datetime.combine(month.replace(day=20), dt.time(19), zone)
        meetings = Meeting.objects.bulk_create(
            (
                Meeting(
                    council=c, month=month, starts_at=starts, minutes=60, notice_by=starts,
                    status="filed" if (c.pk + back) % 9 else "planned", secret="x",
                )
                for c in councils
            ),
            batch_size=500,
        )  # fmt: skip
        some = [m for m in meetings if m.pk % 3 == 0]
        matters = Matter.objects.bulk_create(
            Matter(council_id=m.council_id, title="议题", source="staff", raised_at=starts)
            for m in some
        )
        items = AgendaItem.objects.bulk_create(
            AgendaItem(meeting=m, matter=t, order=1) for m, t in zip(some, matters, strict=True)
        )
        motions = Motion.objects.bulk_create(
            Motion(
                item=i, number=1, title="表决", text="同意。", rule="council", method="hands",
                status="closed", passed=True, opened_at=starts, closed_at=starts, drafted_by=user,
            )
            for i in items
        )  # fmt: skip
        statuses = ("published", "carried", "done", "confirmed", "confirmed")
        Resolution.objects.bulk_create(
            Resolution(
                council_id=m.council_id, motion=v, matter=t, year=month.year,
                number=back * 100 + n % 90 + 1, title="决议", text="同意。", worked="",
                lead="居委会", passed_at=starts, status=statuses[n % 5], due_on=starts.date(),
            )
            for n, (m, v, t) in enumerate(zip(some, motions, matters, strict=True))
        )  # fmt: skip


if __name__ == "__main__":
    django.setup()
    fill(meetings=sys.argv[1:] in (["history"], ["index"]))
    if sys.argv[1:] == ["index"]:
        from tests.bench import bench_index

        bench_index.fill()
