"""`make bench`: the figures of docs/figures.md, measured on this machine."""

import sys
import time
from collections.abc import Callable
from importlib import import_module

from tests.bench import clients, site

ROWS: list[tuple[str, str, str]] = []


def note(what: str, must: str, figure: str) -> None:
    ROWS.append((what, must, figure))
    print(f"{what} | {must} | {figure}", flush=True)


def submitting(place: site.Scratch) -> None:
    """20 residents submit without a pause between."""
    place.run("tests.bench.fill", "0")
    with site.serving(place) as port:
        clients.loop(20, 5, clients.submitter(port, "bench"))
        taken = clients.loop(20, 50, clients.submitter(port, "bench"))
    note(
        f"submit, 20 clients, {place.vendor}",
        "p95 ≤ 150 ms, 0 errors",
        f"p50 {taken.p(50):.0f} ms, p95 {taken.p(95):.0f} ms, {len(taken.errors)} errors, "
        f"{len(taken.seconds) / taken.elapsed:.0f}/s",
    )
    for error in taken.errors[:3]:
        print("   ", error)


PAGES = {
    "public list": "/suggestions/",
    "list, filtered and searched": "/suggestions/?q=电梯",
    "list, searched with synonyms": "/suggestions/?q=路灯 噪声",
    "detail": "/suggestions/{pk}/",
    "campaign": "/bench/",
    "topic": "/topics/{topic}/",
    "home": "/",
    "choosing a campaign": "/submit/",
    "choosing by a few words": "/submit/?about=电梯坏了没人修",
    "everyday door": "/everyday/",
    "its form": "/submit/everyday/",
    "issue": "/issues/{issue}/",
    "departments": "/units/",
    "a department": "/units/{unit}/",
    "figures": "/figures/",
    "open data": "/data/",
    "interface: suggestions": "/api/v1/suggestions",
    "interface: topics": "/api/v1/topics",
    "interface: answers": "/api/v1/answers",
    "feed of suggestions": "/feeds/suggestions.atom",
    "feed, searched": "/feeds/suggestions.atom?q=电梯",
    "feed of answers": "/feeds/answers.atom",
    "feed of a topic": "/feeds/topics/{topic}.atom",
    "map": "/map/bench/",
    "map of all": "/map/",
    "finding a council": "/yishi/find/?q=电梯",
    "live event": "/series/live/",
}


def browsing(place: site.Scratch, count: int = 27_000) -> None:
    """Each page type alone, one client, nothing cached between."""
    place.run("tests.bench.fill", str(count))
    keys = _some_keys(place)
    with site.serving(place) as port:
        for name, path in PAGES.items():
            path = path.format(**keys)
            quoted = path.encode().decode("latin-1") if path.isascii() else _quote(path)
            taken = clients.loop(2, 60, clients.getter(port, quoted))
            note(
                f"{name}, {count:,} suggestions, {place.vendor}",
                "p95 ≤ 120 ms",
                f"p50 {taken.p(50):.0f} ms, p95 {taken.p(95):.0f} ms, {len(taken.errors)} errors",
            )


def _quote(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?=&")


def _some_keys(place: site.Scratch) -> dict[str, str]:
    """One of each thing that has a page of its own."""
    code = (
        "from suggestions.models import Department, Issue, Suggestion, Topic;"
        "print(*(rows.objects.order_by('pk')[n].pk for rows, n in"
        " ((Suggestion, 100), (Topic, 7), (Issue, 7), (Department, 3))))"
    )
    out = place.manage("shell", "-c", code, capture_output=True, text=True).stdout
    return dict(
        zip(("pk", "topic", "issue", "unit"), out.strip().splitlines()[-1].split(), strict=True)
    )


def part(module: str) -> Callable[..., None]:
    """The rows of a module of its own, which is loaded when it is asked for."""

    def measure(*place: site.Scratch) -> None:
        for row in import_module(f"tests.bench.{module}").rows(*place):
            note(*row)

    return measure


def on_postgres(part: Callable[[site.Scratch], None]) -> None:
    """The database that a city runs."""
    with site.scratch("postgresql") as place:
        part(place)


def each_database(part: Callable[[site.Scratch], None]) -> None:
    for vendor in ("sqlite", "postgresql"):
        if vendor == "postgresql" and not site.has_postgres():
            print(f"跳过 PostgreSQL：连接不上 {site.POSTGRES}")
            continue
        with site.scratch(vendor) as place:
            part(place)


def planning(place: site.Scratch) -> None:
    """The month of 3,046 councils, with the start of the command."""
    place.run("tests.bench.bench_deliberation")
    for words in ("plan a month for 3,046 councils", "the same again, nothing to do"):
        start = time.perf_counter()
        place.manage("plan_meetings", "--month", "2026-12", capture_output=True)
        note(f"{words}, {place.vendor}", "≤ 60 s", f"{time.perf_counter() - start:.1f} s")


BOARDS = {
    "city": ["bench"],
    "district": [f"bench-{n}" for n in range(10)],
    "street": [f"bench-3-{n}" for n in range(10)],
}


def boards(place: site.Scratch) -> None:
    """The public board over a year of 3,046 councils, at each depth."""
    place.run("tests.bench.bench_deliberation", "history")
    with site.serving(place) as port:
        clients.loop(2, 10, clients.getter(port, "/healthz"))
        for name, codes in BOARDS.items():
            cold = clients.Taken()
            for code in codes:  # each a board that nobody has asked for yet
                first = clients.loop(
                    1, 1, clients.getter(port, f"/yishi/areas/{code}/", warm=False)
                )
                cold.seconds += first.seconds
            taken = clients.loop(2, 60, clients.getter(port, f"/yishi/areas/{codes[0]}/"))
            note(
                f"board of a {name}, 36,552 meetings, {place.vendor}",
                "p95 ≤ 150 ms",
                f"p95 {taken.p(95):.0f} ms, reckoned anew (once a minute) "
                f"{cold.p(50):.0f}–{cold.p(100):.0f} ms, {len(taken.errors)} errors",
            )


def upgrading() -> None:
    from tests.bench import bench_upgrade

    for vendor in ("sqlite", *["postgresql"] * site.has_postgres()):
        for row in bench_upgrade.rows(vendor):
            note(*row)


PARTS: dict[str, Callable[[], None]] = {
    "import": part("bench_import"),
    "submit": lambda: each_database(submitting),
    "browse": lambda: each_database(browsing),
    "desk": lambda: each_database(part("bench_desk")),
    "city": lambda: on_postgres(part("bench_city")),
    "beside": lambda: on_postgres(part("bench_beside")),
    "rows": lambda: each_database(part("bench_rows")),
    "moves": lambda: each_database(part("bench_moves")),
    "mixed": lambda: on_postgres(part("bench_mixed")),
    "votes": lambda: each_database(part("bench_votes")),
    "kills": lambda: each_database(part("bench_kills")),
    "zero": lambda: each_database(part("bench_zero")),
    "upgrade": upgrading,
    "month": lambda: each_database(planning),
    "index": lambda: each_database(part("bench_index")),
    "plans": lambda: each_database(part("bench_plans")),
    "guides": lambda: each_database(part("bench_guides")),
    "board": lambda: each_database(boards),
    "live": lambda: each_database(part("bench_live")),
    "slow": lambda: each_database(part("bench_slow")),
    "phone": part("bench_phone"),
    "backup": lambda: each_database(part("bench_backup")),
    "export": lambda: each_database(part("bench_export")),
}


def main() -> None:
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
    print("\n| what | must | here |\n|---|---|---|")
    for row in ROWS:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
