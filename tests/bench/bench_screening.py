"""How fast letters are screened: one by one by keys, and by the thousand; on the real messages.

`python -m tests.bench.bench_screening [sqlite|postgresql] [ROWS]`: the 4,326 messages, repeated
until there are ROWS, all waiting; a hundred of them accepted as the browser does it by one key
each, then the rest at once and undone, while the longest hold of the database is noted.
"""

import datetime as dt
import itertools
import sys
import time
from collections.abc import Iterator

from tests.bench import site
from tests.bench.nlp_rows import DATA, table

HUNDRED = 100


def batches(rows: Iterator[dict]) -> Iterator[list[dict]]:
    while chunk := list(itertools.islice(rows, 1000)):
        yield chunk


def fill(count: int):
    """A campaign with so many letters that wait, and an officer; gives both."""
    from django.contrib.auth.models import Group
    from django.utils import timezone
    from wagtail.models import Page

    from suggestions.models import CampaignPage, Sorting, Suggestion, User
    from suggestions.text.sorting import SHIPPED, sorting_values

    now = timezone.now()
    campaign = Page.objects.get(depth=1).add_child(
        instance=CampaignPage(
            title="征集", slug="bench", summary="征集", opens_at=now - dt.timedelta(days=30),
            closes_at=now + dt.timedelta(days=30),
        )
    )  # fmt: skip
    rows = table(DATA / "messages_4326.csv")
    guesses: dict[str, dict] = {}
    for chunk in batches(itertools.islice(itertools.cycle(rows), count)):
        made = Suggestion.objects.bulk_create(
            Suggestion(
                campaign=campaign, title=row["title"][:200], body=row["body"][:5000],
                public_title=row["title"][:200], public_body=row["body"][:5000],
                submitted_at=now - dt.timedelta(days=3), screen_by=now.date(),
            )
            for row in chunk
        )  # fmt: skip
        sortings = []
        for row, suggestion in zip(chunk, made, strict=True):
            key = row["message_id"]
            if key not in guesses:
                guesses[key] = sorting_values(row["title"], row["body"], "", by=SHIPPED)
            sortings.append(Sorting(suggestion=suggestion, **guesses[key]))
        Sorting.objects.bulk_create(sortings)
    officer = User.objects.create_user("officer")
    officer.groups.add(Group.objects.get(name="征集办工作人员"))
    return campaign, officer


def by_keys(browser) -> float:
    """Seconds of the server for a hundred letters, a key each: what the browser asks for."""
    from django.urls import reverse

    page = browser.get(reverse("desk_screening:next"), follow=True)
    began = time.perf_counter()
    for _ in range(HUNDRED):
        here = page.request["PATH_INFO"]
        page = browser.post(f"{here}accept/?queue=1", {}, follow=True)
        assert page.status_code == 200 and page.request["PATH_INFO"] != here
    return time.perf_counter() - began


def opened(browser, *names: str) -> None:
    """How long a page takes with all those letters behind it, the second time."""
    from django.urls import reverse

    for name in names:
        browser.get(reverse(name))
        began = time.perf_counter()
        assert browser.get(reverse(name)).status_code == 200
        print(f"{name}: {1000 * (time.perf_counter() - began):.0f} ms")


def by_the_thousand(officer) -> None:
    from django.utils import timezone

    from suggestions.actions import deciding
    from suggestions.models import BulkDecision, Suggestion

    holds: list[float] = []
    began = time.perf_counter()
    now = timezone.now()
    decision = deciding.choose_all(Suggestion.objects.all(), words="全部", by=officer, at=now)
    print(f"choose {decision.number:,}: {time.perf_counter() - began:.1f} s")
    note_holds(holds)
    for what, work in (("decide", decide), ("undo", undo)):
        holds.clear()
        began = time.perf_counter()
        work(deciding, decision, officer)
        took = time.perf_counter() - began
        print(f"{what}: {took:.0f} s, the database held {max(holds):.2f} s at most")
        decision = BulkDecision.objects.get(pk=decision.pk)
    print(f"decided {decision.done:,}, put back {decision.undone:,}")


def decide(deciding, decision, officer) -> None:
    from django.utils import timezone

    now = timezone.now()
    deciding.confirm(decision, do="accept", number=decision.number, by=officer, at=now)
    deciding.run(decision, at=now)


def undo(deciding, decision, officer) -> None:
    from django.utils import timezone

    deciding.ask_undo(decision, by=officer, at=timezone.now())
    deciding.run_undo(decision, by=officer, at=timezone.now())


def note_holds(holds: list[float]) -> None:
    """How long each transaction lasts: SQLite's one writer keeps the others waiting so long."""
    from django.db import transaction

    class Noted(transaction.Atomic):
        def __enter__(self):
            self.began = time.perf_counter()
            super().__enter__()

        def __exit__(self, *error):
            super().__exit__(*error)
            holds.append(time.perf_counter() - self.began)

    transaction.Atomic = Noted  # type: ignore[misc]


def inside(count: int) -> None:
    import django

    django.setup()
    _, officer = fill(count)
    print(f"{count:,} letters wait")
    from django.db import connection
    from django.test import Client

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    browser = Client()
    browser.force_login(officer)
    opened(browser, "wagtailadmin_home", "desk_screening:index")
    took = by_keys(browser)
    print(f"{HUNDRED} letters, {HUNDRED} keys: {took:.1f} s of the server")
    try:
        by_the_thousand(officer)
    except ImportError:
        print("no decisions over all that match")


def main(vendor: str = "sqlite", count: str = "27000") -> None:
    if not DATA.exists():
        print(f"skipped: no {DATA}")
        return
    with site.scratch(vendor) as place:
        place.run("tests.bench.bench_screening", "inside", count)


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        inside(int(sys.argv[2]))
    else:
        main(*sys.argv[1:])
