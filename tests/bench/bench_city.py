"""Every public page, every page of the desk at 280,000 suggestions: `python -m tests.bench city`.

PostgreSQL, production mode, gunicorn with 2 workers, the worker beside it, one client. Of each page
the first view after the start of the server, then twelve more; its questions to the database are
counted in a process beside it. `BENCH_DATABASE_URL` names a database that is filled and kept, so
that two states of the code are measured over the same rows; `python -m tests.bench.bench_city
explain PATH [ROLE]` shows the slowest question of one page and its plan.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import bench_desk, clients, site
from tests.bench.bench_live import PRODUCTION

TIMES = 12
MUST = {"": 150, "desk": 400}
ANY = "from suggestions.models import Suggestion as S; print('any', S.objects.exists())"
WORD = "电梯"  # of every eighth text; the next is of every second
OFTEN = "小区"
PUBLIC = (
    "/", "/bench/", "/everyday/", "/campaigns/", "/suggestions/",
    "/suggestions/?page=40", "/suggestions/?sort=support", "/suggestions/?campaign=bench",
    "/suggestions/?area=310103", "/suggestions/?status=answered", "/suggestions/?tag={tag}",
    "/suggestions/?theme={theme}", f"/suggestions/?q={WORD}", f"/suggestions/?q={OFTEN}",
    f"/suggestions/?q={OFTEN}&sort=new", f"/suggestions/?q={OFTEN}&campaign=bench",
    f"/suggestions/?q={OFTEN} {WORD}", "/suggestions/{published}/", "/topics/{topic}/",
    "/issues/{issue}/", "/map/", "/map/bench/", "/units/", "/units/{department}/", "/figures/",
    "/submit/", "/submit/?about=电梯坏了没人修", "/submit/bench/", "/submit/everyday/", "/track/",
    "/data/", "/api/", "/api/v1/suggestions", "/api/v1/topics", "/api/v1/answers",
    "/feeds/suggestions.atom", f"/feeds/suggestions.atom?q={WORD}", "/feeds/answers.atom",
    "/feeds/topics/{topic}.atom", f"/search/?q={WORD}", "/sitemap.xml", "/yishi/",
)  # fmt: skip
DESK = (
    f"/admin/suggestions/?q={WORD}", f"/admin/suggestions/?q={OFTEN}", "/admin/suggestions/",
    "/admin/suggestions/?status=accepted", "/admin/suggestions/?page=40",
    f"/admin/suggestions/?q={OFTEN}&status=accepted", f"/admin/screening/?q={WORD}",
    f"/admin/topics/?q={WORD}", "/admin/topics/?p=4", "/admin/topics/?campaign=all",
    "/admin/topics/?status=proposed", "/admin/topics/{proposed}/", "/admin/topics/{topic}/",
)  # fmt: skip


def rows(place: site.Scratch) -> Iterator[tuple[str, str, str]]:
    live = site.Scratch(place.vendor, {**place.env, **PRODUCTION})
    pages, sessions = prepared(live)
    live.manage("collectstatic", "--noinput", "-v0")
    live.manage("recount", capture_output=True)  # as the worker does, every minute
    counts = counted(live)
    taken = []
    with site.serving(live) as port, site.working(live):
        fresh = clients.loop(1, 1, asker(port, "/track/", ""))
        yield "the first request of all", "≤ 300 ms", f"{fresh.p(50):.0f} ms"
        clients.loop(4, 10, asker(port, f"/suggestions/?q={WORD}", ""))
        yield "private memory of each worker after a search", "≤ 60 MB", private_memory(port)
        for role, path in pages:
            ask = asker(port, path, sessions.get(role, ""))
            first = clients.loop(1, 1, ask)
            again = clients.loop(1, TIMES, ask)
            taken.append((role, path, first, again))
            print(line(role, path, first, again, counts), flush=True)
        for path in ("/", "/suggestions/", "/bench/"):
            taken_by = clients.loop(8, 40, asker(port, path, ""))
            rate = len(taken_by.seconds) / taken_by.elapsed
            figure = f"{rate:.0f}/s, p95 {taken_by.p(95):.0f} ms, {len(taken_by.errors)} errors"
            yield f"{path}, 8 clients without a pause", "≥ 60/s", figure
        yield "private memory of each worker after all pages", "", private_memory(port)
    for kind in MUST:
        those = [one for one in taken if bool(one[0]) == bool(kind)]
        yield summary(kind, those)


def private_memory(port: int) -> str:
    """Of the workers of the server on this port, in MB: what they do not share."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            if f"PORT={port}\0" not in (folder / "environ").read_text(errors="replace"):
                continue
            lines = (folder / "smaps_rollup").read_text().splitlines()
            private = [row.split() for row in lines if row.startswith("Private_")]
            found.append(sum(int(words[1]) for words in private) // 1024)
    return f"{found} MB, the master among them"


def line(role, path, first, again, counts) -> str:
    queries, spent = counts.get((role, path), ("?", 0))
    words = f"p50 {again.p(50):.0f} p95 {again.p(95):.0f} first {first.p(50):.0f}" if (
        again.seconds and first.seconds) else str((first.errors + again.errors)[:1])  # fmt: skip
    return f"{role or 'public'} {path} | {words} | {queries} queries {spent} ms"


def summary(kind: str, taken: list) -> tuple[str, str, str]:
    must = MUST[kind]
    over = [path for _, path, first, again in taken if again.seconds and again.p(95) > must]
    late = [path for _, path, first, again in taken if first.seconds and first.p(50) > must]
    errors = [path for _, path, first, again in taken if first.errors or again.errors]
    return (
        f"{len(taken)} {kind or 'public'} pages, 280,000 suggestions",
        f"p95 ≤ {must} ms, first views too",
        f"{len(over)} above {over[:9]}, first views above: {len(late)} {late[:9]}, errors {errors}",
    )


def asker(port: int, path: str, session: str):
    from tests.bench.__main__ import _quote

    quoted = path if path.isascii() and " " not in path else _quote(path)
    if session:
        return bench_desk.getter(port, quoted, session)
    return clients.getter(port, quoted, warm=False)


# --- within a process of the site -------------------------------------------------------------


def prepared(place: site.Scratch) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Who asks for what, and the sessions of staff; the database is filled where it is empty."""
    filled(place)
    out = _lines(place, "from tests.bench import bench_city; bench_city.tell()")
    sessions = {line.split()[1]: line.split()[2] for line in out if line.startswith("session ")}
    pages = [line.split(" ", 2) for line in out if line.startswith("page ")]
    return [(role.strip("-"), path) for _, role, path in pages], sessions


def filled(place: site.Scratch) -> None:
    if "any True" not in _lines(place, ANY):
        place.run("tests.bench.fill_city")


def counted(place: site.Scratch) -> dict[tuple[str, str], tuple[str, int]]:
    out = _lines(place, "from tests.bench import bench_city; bench_city.count()")
    rows = [line.split(" ", 4) for line in out if line.startswith("count ")]
    return {(role.strip("-"), path): (number, int(spent)) for _, role, number, spent, path in rows}


def _lines(place: site.Scratch, code: str) -> list[str]:
    return place.manage("shell", "-c", code, capture_output=True, text=True).stdout.splitlines()


def tell() -> None:
    """Staff of each role with a session of production, and the pages of each."""
    from django.contrib.auth.models import Group
    from django.test import Client

    from suggestions.models import Department, User

    for role, group in bench_desk.ROLES.items():
        of = Department.objects.order_by("pk").first() if role == "clerk" else None
        user, fresh = User.objects.get_or_create(username=role, defaults={"department": of})
        user.groups.add(Group.objects.get(name=group))
        browser = Client()
        logged_in(browser, user)
        print("session", role, browser.session.session_key)
    for role, path in asked():
        print("page", role or "-", path)


def logged_in(browser, user) -> None:
    """With the second step that production asks for."""
    from suggestions.staff.second_step import PASSED

    browser.force_login(user)
    session = browser.session
    session[PASSED] = True
    session.save()


def asked() -> Iterator[tuple[str, str]]:
    from taggit.models import Tag

    from suggestions.models import Department, Issue, Suggestion, Theme, Topic

    public = Topic.objects.filter(status="answered").order_by("pk")
    keys = {
        "tag": Tag.objects.order_by("name")[10].pk,
        "theme": Theme.objects.order_by("pk")[3].pk,
        "published": Suggestion.objects.public().order_by("pk")[100].pk,
        "topic": public[7].pk,
        "issue": Issue.objects.order_by("pk")[7].pk,
        "department": Department.objects.order_by("pk")[3].pk,
        "proposed": Topic.objects.filter(status="proposed").order_by("pk")[5].pk,
    }
    yield from (("", path.format(**keys)) for path in PUBLIC)
    yield from (("officer", path.format(**keys)) for path in DESK)
    yield from bench_desk.asked_for()


def count() -> None:
    """The questions that each page asks when it is asked for the second time."""
    for role, path in asked():
        asked_again = _questions(role, path)
        spent = 1000 * sum(seconds for seconds, _, _ in asked_again)
        print("count", role or "-", len(asked_again), round(spent), path)


def _questions(role: str, path: str) -> list[tuple[float, str, tuple]]:
    from django.db import connection
    from django.test import Client

    from suggestions.models import User

    # As production is asked: another host is refused, and http sent on to https.
    browser = Client(raise_request_exception=False, SERVER_NAME="localhost")
    asked: list[tuple[float, str, tuple]] = []
    if role:
        logged_in(browser, User.objects.get(username=role))

    def note(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            asked.append((time.perf_counter() - start, sql, params))

    browser.get(path, secure=True)
    with connection.execute_wrapper(note):
        browser.get(path, secure=True)
    return asked


def explain(path: str, role: str = "") -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    asked = sorted(_questions(role, path), key=lambda one: -one[0])
    print(f"{len(asked)} questions")
    for seconds, sql, params in asked[:6]:
        print(f"--- {1000 * seconds:.0f} ms  {sql[:1500]} {str(params)[:200]}")
        if seconds > 0.02 and sql.startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + sql, params)
                print("\n".join(row[0][:170] for row in cursor.fetchall()[:40]))


if __name__ == "__main__" and sys.argv[1:2] == ["explain"]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    explain(*sys.argv[2:])
