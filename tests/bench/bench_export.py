"""The ledger of 200,000 suggestions as a file, by the job: seconds and peak memory.

`python -m tests.bench.bench_export fill` and `… run` are the processes that are measured.
"""

import datetime as dt
import resource
import sys
import time
from collections.abc import Iterator

ROWS, KINDS = 200_000, ("csv", "xlsx")


def rows(place) -> Iterator[tuple[str, str, str]]:
    """(what, must, figure) of both formats, each in a process of its own."""
    place.run("tests.bench.fill", "0")
    place.run("tests.bench.bench_export", "fill")
    for kind in KINDS:
        out = place.manage(
            "shell",
            "-c",
            f"from tests.bench import bench_export; bench_export.run('{kind}')",
            capture_output=True,
            text=True,
        ).stdout
        figure = out.strip().splitlines()[-1]
        yield f"export {ROWS:,} rows as {kind}, {place.vendor}", "≤ 60 s, ≤ 200 MB", figure


def fill() -> None:
    import django

    django.setup()
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from suggestions.models import CampaignPage, Suggestion, User

    now, campaign = timezone.now(), CampaignPage.objects.get(slug="bench")
    user = User.objects.create_user("exporter")
    user.groups.add(Group.objects.get(name="征集办工作人员"))
    for start in range(0, ROWS, 5_000):
        Suggestion.objects.bulk_create(
            Suggestion(
                campaign=campaign,
                status="accepted",
                submitted_at=now - dt.timedelta(minutes=number),
                published_at=now,
                title=f"河边第 {number} 盏路灯不亮",
                public_title=f"河边第 {number} 盏路灯不亮",
                body="晚上看不见路。" * 20,
                public_body="晚上看不见路。" * 20,
            )
            for number in range(start, start + 5_000)
        )


def run(kind: str) -> None:
    from django.utils import timezone

    from suggestions.models import ListExport, User
    from suggestions.staff.export_jobs import export_list

    now, user = timezone.now(), User.objects.get(username="exporter")
    asked = {"name": "report_ledger:index", "title": "台账", "query": "", "kind": kind}
    export = ListExport.objects.create(by=user, asked_at=now, **asked)
    began, worked = time.monotonic(), time.process_time()
    export_list.call(export.pk)
    seconds, worked = time.monotonic() - began, time.process_time() - worked
    export.refresh_from_db()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = f"{seconds:.1f} s ({worked:.1f} s of work), {peak:.0f} MB peak"
    print(f"{took}, {export.rows:,} rows, {export.status}")


if __name__ == "__main__" and sys.argv[1:] == ["fill"]:
    fill()
