"""Our pages beside a page of Wagtail's own: `python -m tests.bench beside`.

Under one server, in one run: a bare page (Wagtail's `Page`, a title in its own template) and our
suggestion, list and home over a city. Each in turn, so that what else the machine does falls on
all alike. A ratio is of medians: how many bare pages one of ours costs. Nothing is cached
between: no proxy stands in front, and each request is answered by the site.
"""

import os
import time
from collections.abc import Iterator

from tests.bench import bench_city, clients, site
from tests.bench.bench_live import PRODUCTION

ROUNDS, EACH = 10, 10  # 100 requests of each page
CROWD, CROWD_EACH = 8, 30
SLUG = "bench-bare"
BARE = "bare page"


def rows(place: site.Scratch) -> Iterator[tuple[str, str, str]]:
    live = site.Scratch(place.vendor, {**place.env, **PRODUCTION})
    bench_city.filled(live)
    live.manage("collectstatic", "--noinput", "-v0")
    began = time.perf_counter()
    live.manage("recount", capture_output=True)
    yield "manage.py recount", "–", f"{time.perf_counter() - began:.0f} s{load()}"
    code = "from tests.bench import bench_beside as b; b."
    out = live.manage("shell", "-c", code + "lay()", capture_output=True, text=True).stdout
    pages = dict(line.split(" ", 2)[1:] for line in out.splitlines() if line.startswith("page "))
    paths = {name.replace("-", " "): path for name, path in pages.items()}
    try:
        with site.serving(live) as port, site.working(live):
            yield from alone(port, paths)
            yield from crowded(port, paths)
    finally:
        live.manage("shell", "-c", code + "take_away()", capture_output=True)


def alone(port: int, paths: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """One client: what a page takes."""
    taken = {name: clients.Taken() for name in paths}
    for path in paths.values():  # what is loaded on a first view is no part of the comparison
        clients.loop(1, 4, clients.getter(port, path))
    for _ in range(ROUNDS):
        for name, path in paths.items():
            found = clients.loop(1, EACH, clients.getter(port, path, warm=False))
            taken[name].seconds += found.seconds
            taken[name].errors += found.errors
    bare = taken[BARE].p(50)
    for name, own in taken.items():
        figure = f"p50 {own.p(50):.1f} ms, p95 {own.p(95):.1f} ms, {len(own.errors)} errors"
        yield f"{name}, 1 client", "–", f"{figure}; {own.p(50) / bare:.1f} × bare{load()}"


def crowded(port: int, paths: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Eight clients without a pause: how many a second."""
    rates = {}
    for name, path in paths.items():
        own = clients.loop(CROWD, CROWD_EACH, clients.getter(port, path))
        rates[name] = len(own.seconds) / own.elapsed
        figure = f"{rates[name]:.1f}/s, p50 {own.p(50):.0f} ms, p95 {own.p(95):.0f} ms"
        figure += f", {len(own.errors)} errors; 1/{rates[BARE] / rates[name]:.1f} of bare{load()}"
        yield f"{name}, {CROWD} clients without a pause", "≥ 60/s" if name != BARE else "–", figure


def load() -> str:
    return f" (load {os.getloadavg()[0]:.0f})"


# --- within a process of the site -------------------------------------------------------------


def lay() -> None:
    """A page of Wagtail's own below the home page; prints what is asked for."""
    from wagtail.models import Page, Site

    from suggestions.models import Suggestion

    take_away()
    home = Site.objects.get(is_default_site=True).root_page
    home.add_child(instance=Page(title="光页", slug=SLUG))
    published = Suggestion.objects.public().order_by("pk")[100].pk
    print(f"page {BARE.replace(' ', '-')} /{SLUG}/")
    print(f"page suggestion /suggestions/{published}/")
    print("page list /suggestions/")
    print("page campaign /bench/")
    print("page home /")


def take_away() -> None:
    from wagtail.models import Page

    for page in Page.objects.filter(slug=SLUG):
        page.delete()
