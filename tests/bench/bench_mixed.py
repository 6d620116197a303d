"""A busy day: many visitors at once, each reading, writing and supporting in turns.

`python -m tests.bench mixed`, or `python -m tests.bench.bench_mixed CLIENTS MINUTES THINK ROWS`:
production mode on PostgreSQL, gunicorn with 2 workers, the worker beside it, no web server in
front. Of a hundred requests 90 read a page, 8 submit a suggestion and 2 support one. A visitor
thinks for `THINK` seconds on average between two; what is timed is each request, not the thinking.
"""

import http.client
import os
import random
import sys
import threading
import time
import urllib.parse
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import clients, site
from tests.bench.bench_live import PRODUCTION

CLIENTS, MINUTES, THINK, ROWS = 100, 10.0, 10.0, 27_000
MUST = "0 errors, p95 ≤ 300 ms, memory flat"
READ, SUBMIT = 90, 8  # of a hundred; the rest supports
PAGES = ("/", "/suggestions/", "/bench/", "/suggestions/{pk}/", "/topics/{topic}/", "/figures/")
EVERY = 10  # seconds between two looks at the memory
WARM = 20  # requests by which each process has loaded what it needs


@dataclass
class Day:
    """What was answered, by kind of request, and what the server held in memory meanwhile."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def p(self, percent: float, kind: str = "") -> float:
        found = sorted(s for k, all_ in self.seconds.items() if kind in ("", k) for s in all_)
        if not found:
            return float("nan")
        return 1000 * found[min(len(found) - 1, int(len(found) * percent / 100))]


class Visitor:
    """One browser with one connection, opened anew where the server has closed it."""

    def __init__(self, port: int, number: int, pks: range, topics: list[str]) -> None:
        self._port, self._number, self._pks, self._topics = port, number, pks, topics
        self._rng = random.Random(number)
        self._connection = self._open()
        self._headers: dict[str, str] = {}

    def _open(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        # A page of the site closes a connection that has been idle: a browser opens another.
        self._connection.close()
        self._connection = self._open()
        origin = f"http://127.0.0.1:{self._port}"
        headers = {**self._headers, "Origin": origin, "Referer": f"{origin}{path}"}
        body = urllib.parse.urlencode(form).encode() if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        said = answer.read()
        cookies = [c.split(";")[0] for c in answer.headers.get_all("Set-Cookie") or []]
        if cookies:
            self._headers["Cookie"] = "; ".join(cookies)
        return answer.status, said

    def one(self) -> tuple[str, float]:
        """The next thing that this visitor does: its kind, and how long the answer took."""
        drawn = self._rng.randrange(100)
        if drawn < READ:
            path = self._rng.choice(PAGES)
            path = path.format(pk=self._rng.choice(self._pks), topic=self._rng.choice(self._topics))
            return "read", self._timed("GET", path, None, (200,))
        if drawn < READ + SUBMIT:
            return "submit", self._timed("POST", "/submit/bench/", self._draft(), (302, 303))
        path = f"/suggestions/{self._rng.choice(self._pks)}/support/"
        return "support", self._timed("POST", path, {"from": "bench"}, (302, 303))

    def _draft(self) -> dict[str, str]:
        """The form is opened first, untimed: it is one of the pages read."""
        status, page = self.ask("GET", "/submit/bench/")
        token = clients.TOKEN.search(page.decode())
        assert status == 200 and token, (status, page[:200])
        return {
            "csrfmiddlewaretoken": token.group(1),
            "key": str(uuid.uuid4()),
            "title": f"{self._number}号楼下的路灯坏了",
            "body": f"东门进来第{self._rng.randrange(90)}盏路灯坏了两个星期，请派人来修。" * 4,
            "may_publish": "on",
        }

    def _timed(self, method: str, path: str, form: dict | None, right: tuple) -> float:
        start = time.perf_counter()
        status, said = self.ask(method, path, form)
        taken = time.perf_counter() - start
        assert status in right, (method, path, status, said[:200])
        return taken

    def think(self, mean: float) -> float:
        return self._rng.uniform(0, 2 * mean)


def spend(day: Day, visitors: list[Visitor], server: int, *, minutes: float, think: float) -> None:
    """All visitors at once for so many minutes; the memory of the server beside it."""
    ends, lock = time.monotonic() + 60 * minutes, threading.Lock()

    def live(visitor: Visitor) -> None:
        time.sleep(visitor.think(think))
        while time.monotonic() < ends:
            try:
                kind, taken = visitor.one()
            except (AssertionError, OSError, http.client.HTTPException) as error:
                with lock:
                    day.errors.append(repr(error)[:300])
            else:
                with lock:
                    day.seconds[kind].append(taken)
            time.sleep(min(visitor.think(think), max(0.0, ends - time.monotonic())))

    threads = [threading.Thread(target=live, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        day.memory.append(memory_of(server))
        time.sleep(EVERY)
    day.memory.append(memory_of(server))
    for thread in threads:
        thread.join()


def memory_of(parent: int) -> float:
    """MB that a process and its children hold for themselves alone: shared pages count once."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    total = 0
    for pid in (str(parent), *children):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def rows(
    place: site.Scratch,
    number: int = CLIENTS,
    minutes: float = MINUTES,
    think: float = THINK,
    count: int = ROWS,
) -> Iterator[tuple[str, str, str]]:
    place.run("tests.bench.fill", str(count))
    live = site.Scratch(place.vendor, {**place.env, **PRODUCTION})
    live.manage("collectstatic", "--noinput", "-v0")
    live.manage("recount", capture_output=True)  # as the worker does, every minute
    first, topics = _keys(live)
    day = Day()
    with site.serving(live, quiet=True) as port, site.working(live):
        visitors = [Visitor(port, n, range(first, first + count), topics) for n in range(number)]
        for visitor in visitors[:4]:
            for _ in range(WARM):
                visitor.one()
        spend(day, visitors, server(), minutes=minutes, think=think)
    for error in day.errors[:3]:
        print("   ", error)
    asked = sum(map(len, day.seconds.values()))
    kinds = ", ".join(
        f"{kind} {len(taken)}: p50 {day.p(50, kind):.0f}, p95 {day.p(95, kind):.0f} ms"
        for kind, taken in sorted(day.seconds.items())
    )
    yield (
        f"{number} clients for {minutes:g} minutes, thinking {think:g} s, {count:,} suggestions, "
        f"{place.vendor}",
        MUST,
        f"{len(day.errors)} errors, {asked} requests, p50 {day.p(50):.0f} ms, "
        f"p95 {day.p(95):.0f} ms ({kinds}); memory {day.memory[0]:.0f} MB at the start, "
        f"{day.memory[-1]:.0f} MB at the end, {max(day.memory):.0f} MB at most",
    )


def server() -> int:
    """The master process of the gunicorn that this process has started."""
    me = os.getpid()
    for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split():
        if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return int(pid)
    raise SystemExit("no gunicorn runs")


def _keys(place: site.Scratch) -> tuple[int, list[str]]:
    code = (
        "from suggestions.models import Suggestion, Topic;"
        "print(Suggestion.objects.order_by('pk').values_list('pk', flat=True)[0],"
        " *Topic.objects.order_by('pk').values_list('pk', flat=True)[:50])"
    )
    out = place.manage("shell", "-v0", "-c", code, capture_output=True, text=True).stdout
    first, *topics = out.strip().splitlines()[-1].split()
    return int(first), topics


if __name__ == "__main__":
    asked = [float(word) for word in sys.argv[1:]]
    number, minutes, think, count = [*asked, *(CLIENTS, MINUTES, THINK, ROWS)[len(asked) :]]
    with site.scratch("postgresql") as place:
        for row in rows(place, int(number), minutes, think, int(count)):
            print(" | ".join(row))
