"""3,000 suggestions moved, split off, merged, taken apart again: seconds and statements.

`python -m tests.bench moves`; `python -m tests.bench.bench_moves` prints what one database takes.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.bench import site

MANY = 3_000
MUST = "≤ 2 s"


def rows(place: site.Scratch) -> Iterator[tuple[str, str, str]]:
    place.run("tests.bench.fill", str(2 * MANY))
    made = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_moves"],
        cwd=site.ROOT,
        env=place.env,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in made.stdout.splitlines():
        what, figure = line.split("\t")
        yield f"{what}, {MANY:,} suggestions, {place.vendor}", MUST, figure


def measure() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from suggestions.actions import curating
    from suggestions.models import CampaignPage, Placement, Suggestion, User

    campaign, by = CampaignPage.objects.get(slug="bench"), User.objects.get(username="bench")
    other = campaign.get_parent().add_child(
        instance=CampaignPage(
            title="另一个", slug="other", summary="另一个",
            opens_at=campaign.opens_at, closes_at=campaign.closes_at,
        )
    )  # fmt: skip
    said: dict[str, Any] = {"by": by, "at": timezone.now()}
    one, two = (curating.create_topic(campaign, name=name, **said) for name in ("甲", "乙"))
    abroad = curating.create_topic(other, name="别处", **said)
    some = list(Suggestion.objects.accepted().order_by("pk")[:MANY])
    Placement.objects.filter(suggestion__in=some).delete()
    _timed("off the shelf into a topic", lambda: curating.place(some, topic=one, **said))
    _timed("into another topic", lambda: curating.place(some, topic=two, **said))
    _timed("into one of another campaign", lambda: curating.place(some, topic=abroad, **said))
    _timed("back", lambda: curating.place(some, topic=two, **said))
    note = _timed("merged into another topic", lambda: curating.merge(two, into=one, **said))
    _timed("taken apart again", lambda: curating.unmerge(note, **said))
    two.refresh_from_db()
    split = lambda: curating.split(two, suggestions=some, name="丙", **said)  # noqa: E731
    _timed("split off into a new topic", split)


def _timed(what: str, verb: Callable[[], Any]) -> Any:
    from django.db import connection

    asked = 0

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(sql, params, many, context)

    start = time.perf_counter()
    with connection.execute_wrapper(count):
        made = verb()
    print(f"{what}\t{time.perf_counter() - start:.2f} s, {asked} statements", flush=True)
    return made


if __name__ == "__main__":
    measure()
