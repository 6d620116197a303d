"""行动计划, 社区资金 and 台账 over 3,046 councils with a year of meetings, tasks and figures.

`rows` measures each within a process of its own on the filled database: a page as a request
through Django, a file as its bytes.
"""

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.bench import site

MONTH = "2026-10"
DISTRICT = "bench-3"
TIMES = 7
PAGES = {
    "行动计划, a district, list": f"/yishi/plan/?area={DISTRICT}&state=all",
    "行动计划, a district, month": f"/yishi/plan/month/?area={DISTRICT}&state=all&month=2026-06",
    "行动计划, a district, bars": f"/yishi/plan/bars/?area={DISTRICT}&state=all",
    "行动计划, a district, map": f"/yishi/plan/map/?area={DISTRICT}",
    "行动计划, the whole city, list": "/yishi/plan/?state=all",
    "挂图作战, the whole city, counted anew": "/yishi/plan/wall/",
    "社区资金, the whole city": "/yishi/money/",
    "睦邻指数 with its map, a district": f"/yishi/index/of/met/?area={DISTRICT}",
}


def rows(place: site.Scratch) -> Iterator[tuple[str, str, str]]:
    place.run("tests.bench.bench_deliberation", "index")
    place.manage("reckon_index", "--month", MONTH, capture_output=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_plans"],
        cwd=site.ROOT, env=place.env, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for what, must, figure in json.loads(done.stdout.splitlines()[-1]):
        yield f"{what}, {place.vendor}", must, figure


def measure() -> list[tuple[str, str, str]]:
    from django.core.cache import cache
    from django.test import Client

    _money()
    client, found = Client(), []
    for what, path in PAGES.items():
        seconds = []
        for _ in range(TIMES):
            cache.clear()
            start = time.perf_counter()
            response = client.get(path, headers={"host": "localhost"})
            seconds.append(time.perf_counter() - start)
            if response.status_code != 200:
                raise SystemExit(f"{path}: {response.status_code}")
        found.append((what, "p50 ≤ 300 ms", f"p50 {sorted(seconds)[TIMES // 2] * 1000:.0f} ms"))
    return [*found, *_files()]


def _money() -> None:
    """A fund with two lines in each council: 17.7 亿 yuan in all."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from deliberation.models import Council, Fund, FundLine

    user, at = get_user_model().objects.get(username="bench-secretary"), timezone.now()
    funds = Fund.objects.bulk_create(
        (Fund(council=c, year=2026, name="激励", by=user, at=at) for c in Council.objects.all()),
        batch_size=1_000,
    )
    each = 177_000_000_000 // len(funds)
    FundLine.objects.bulk_create(
        (
            FundLine(fund=f, kind="allocation", cents=cents, on=at.date(), proof="批文", at=at)
            for f in funds
            for cents in (each - 1, 1)
        ),
        batch_size=1_000,
    )


def _files() -> Iterator[tuple[str, str, str]]:
    from deliberation.telling import city_money, ledger, plan, plan_sheet
    from suggestions.documents.files import PrintedAs, composed
    from suggestions.models import Area

    district, on = Area.objects.get(code=DISTRICT), dt.date(2026, 11, 15)
    at = dt.datetime(2026, 11, 15, tzinfo=dt.UTC)

    def timed(what: str, must: str, work) -> tuple[str, str, str]:
        start = time.perf_counter()
        said = work()
        return what, must, f"{time.perf_counter() - start:.2f} s{said}"

    def book(area):
        def work():
            file = plan_sheet.book(plan.Asked(area=area), on)
            return f", {len(file.read()):,} bytes"

        return work

    made: list = []

    def told():
        month = dt.date.fromisoformat(f"{MONTH}-01")
        made.append(ledger.ledger(ledger.Of(district), month, on))
        return f", {sum(len(s.rows) for s in made[0].sections)} rows"

    def printed(kind: str):
        def work():
            paper = PrintedAs(kind, tuple(ledger.lines(made[0])), made[0].title, "", at)
            return f", {len(composed(paper)):,} bytes"

        return work

    yield timed("行动计划 as XLSX, a district", "≤ 3 s", book(district))
    yield timed("行动计划 as XLSX, the whole city", "≤ 20 s", book(None))
    yield timed("台账 of a district, from the records", "≤ 5 s", told)
    yield timed("the same as DOCX", "≤ 5 s", printed("docx"))
    yield timed("the same as PDF", "≤ 10 s", printed("pdf"))
    whole = city_money.figure()
    if whole.allocated != 177_000_000_000 // 3046 * 3046:
        raise SystemExit(f"the city's money is wrong: {whole.allocated}")


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(), ensure_ascii=False))
