"""Grouping a campaign in its database: ``python -m tests.bench.bench_grouping COUNT [VENDOR]``.

Three runs: over all but one in a hundred, over all, and over all once more. Of each the seconds,
the peak memory, the longest transaction, and how many changes it proposes. The rows are made from
the data folder at run time, as for `bench_nlp`.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import site
from tests.bench.nlp_rows import DATA, made, table

SHARE = 100  # so much smaller than the whole is what comes in between the first and the second run


def main(count: int, vendor: str) -> None:
    if not DATA.is_dir():
        print(f"skipped: no data at {DATA} (set JIANYAN_DATA)")
        return
    with site.scratch(vendor) as place, tempfile.TemporaryDirectory() as folder:
        source = made(count, Path(folder) / "rows.csv")
        place.run("tests.bench.fill", "0")
        place.run("tests.bench.bench_grouping", "--here", str(source))


def measured(source: Path) -> None:
    """In the scratch site: fill, run, tell."""
    import django

    django.setup()
    rows = table(source)
    late = len(rows) // SHARE
    for what, part in (("first", rows[:-late]), ("1 % more", rows[-late:]), ("unchanged", [])):
        filled(part)
        print(f"{len(rows):,} rows, {what}: {one_run()}", flush=True)


def filled(rows: list[dict[str, str]]) -> None:
    from django.utils import timezone

    from suggestions.models import CampaignPage, Suggestion

    campaign, now = CampaignPage.objects.get(slug="bench"), timezone.now()
    made_rows = [
        Suggestion(
            campaign=campaign,
            title=row["title"][:60],
            body=row["body"],
            status=Suggestion.Status.ACCEPTED,
            submitted_at=now,
        )
        for row in rows
    ]
    Suggestion.objects.bulk_create(made_rows, batch_size=2_000)


def one_run() -> str:
    from django.utils import timezone

    from suggestions.actions import grouping
    from suggestions.models import CampaignPage

    campaign = CampaignPage.objects.get(slug="bench")
    began = time.perf_counter()
    run = grouping.queue_grouping(campaign, by=None, at=timezone.now())
    with longest_transaction() as longest:
        grouping.run_grouping(run, at=timezone.now())
    took = time.perf_counter() - began
    run.refresh_from_db()
    engine = 0 if "unchanged" in run.report else run.report["seconds"]["total"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{took:.1f} s ({engine:.1f} s in the engine), peak so far {peak:.0f} MB, "
        f"longest transaction {longest[0]:.2f} s, {run.changes.open().count()} changes proposed"
    )


@contextmanager
def longest_transaction() -> Iterator[list[float]]:
    """Seconds between begin and end of the longest outermost transaction."""
    from django.db import connection
    from django.db.transaction import Atomic

    longest, began = [0.0], [0.0]
    enter, leave = Atomic.__enter__, Atomic.__exit__

    def entering(self: Atomic) -> None:
        outermost = not connection.in_atomic_block
        enter(self)
        if outermost:
            began[0] = time.perf_counter()

    def leaving(self: Atomic, *error: object) -> None:
        leave(self, *error)
        if not connection.in_atomic_block:
            longest[0] = max(longest[0], time.perf_counter() - began[0])

    Atomic.__enter__, Atomic.__exit__ = entering, leaving  # type: ignore[method-assign]
    try:
        yield longest
    finally:
        Atomic.__enter__, Atomic.__exit__ = enter, leave  # type: ignore[method-assign]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        measured(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]), (sys.argv[2:] or ["sqlite"])[0])
