"""A guide of 300 clauses with 10,000 links, as a visitor asks for it; its page at the desk."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.bench import site

CLAUSES, LINKS, SUGGESTIONS, TIMES = 300, 10_000, 12_000, 60


def rows(place: site.Scratch) -> Iterator[tuple[str, str, str]]:
    place.run("tests.bench.fill", str(SUGGESTIONS))
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_guides"],
        cwd=site.ROOT, env=place.env, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for what, must, figure in json.loads(done.stdout.splitlines()[-1]):
        yield f"{what}, {place.vendor}", must, figure


def measure() -> list[tuple[str, str, str]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    guide = _fill()
    clause = guide.clauses.get(number=7)
    client, found = Client(), []
    for what, path in (
        (f"a guide of {CLAUSES} clauses, {LINKS:,} links", guide.url),
        ("one of its clauses", f"/guides/clauses/{clause.pk}/"),
    ):
        client.get(path, headers={"host": "localhost"})
        with CaptureQueriesContext(connection) as asked:
            client.get(path, headers={"host": "localhost"})
            queries = len(asked)  # the next request forgets them
        seconds = []
        for _ in range(TIMES):
            start = time.perf_counter()
            response = client.get(path, headers={"host": "localhost"})
            seconds.append(time.perf_counter() - start)
            if response.status_code != 200:
                raise SystemExit(f"{path}: {response.status_code}")
        seconds.sort()
        p50, p95 = seconds[TIMES // 2], seconds[int(TIMES * 0.95)]
        figure = f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, {queries} queries"
        found.append((what, "p95 ≤ 120 ms", figure))
    return found


def _fill():
    """Words are quoted from what is there: each link names a sentence of its suggestion."""
    from django.db import connection
    from django.utils import timezone
    from wagtail.models import Site

    from suggestions.models import ClauseLink, GuidePage, Suggestion, User
    from suggestions.text.quoting import fingerprint, sentences

    rng, at = random.Random(11), timezone.now()
    blocks = []
    for number in range(CLAUSES):
        if number % 20 == 0:
            blocks.append({"type": "chapter", "value": f"第{number // 20 + 1}部分"})
        value = {"heading": f"第{number}件事", "text": "每个小区都要办，办不成的说明原因。\n" * 3}
        blocks.append({"type": "clause", "value": value})
    root = Site.objects.get(is_default_site=True).root_page
    page = root.add_child(
        instance=GuidePage(
            title="指南", slug="bench-guide", summary="测量用。", organ="市里", live=False,
            adopted_on=at.date(), body=json.dumps(blocks),
        )
    )  # fmt: skip
    page.save_revision().publish()
    rows = list(page.clauses.all())
    desk = User.objects.get(username="bench")
    public = list(Suggestion.objects.public().order_by("pk")[:LINKS])
    links = []
    for said in rng.sample(public, min(LINKS, len(public))):
        marks = [fingerprint(one) for one in sentences(said.public_title, said.public_body)[:2]]
        links.append(
            ClauseLink(
                clause=rng.choice(rows), suggestion=said, relation="adopted", adoption="work",
                sentences=marks, by=desk, at=at, told_at=at,
            )
        )  # fmt: skip
    ClauseLink.objects.bulk_create(links, batch_size=1_000)
    if len(links) < LINKS:
        print(f"only {len(links)} links", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return GuidePage.objects.get(pk=page.pk)


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(), ensure_ascii=False))
