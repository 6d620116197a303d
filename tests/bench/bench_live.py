"""500 people with a live event's page open: each asks for its questions again every so often.

In an open loop: whoever waits long for an answer is not therefore asked less often. First as a
process of the site (`python -m tests.bench.bench_live fill`) it makes the event, then as another
somebody presses 我也想问 every few seconds, so that what is kept does not stay the same.
"""

import http.client
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench import clients, site

VIEWERS, LOOKS, SHOWN = 500, 6, 60
CHANGES = 5  # seconds between two presses
SPREADS = (("spread over them", 0.0, "p95 ≤ 100 ms"), ("all within one second", 1.0, "p95 ≤ 1 s"))
# What a city's server has: production, with the secrets that it asks for.
PRODUCTION = {
    "JIANYAN_MODE": "production",
    "SECRET_KEY": "bench-secret-key-of-more-than-fifty-letters-0123456789",
    "FIELD_KEYS": "bench",
    "RECEIPT_KEY": "bench-receipt-key",
    "ALLOWED_HOSTS": "127.0.0.1",
    "HTTPS": "0",
}


def fill() -> None:
    """An event that runs, with questions on its page; prints its key and its page's interval."""
    import datetime as dt
    import uuid

    import django

    django.setup()
    from django.utils import timezone
    from wagtail.models import Page

    from cms import asking, hosting
    from cms.live_list import EVERY
    from cms.models import LiveEventPage, LiveQuestion
    from suggestions.models import CampaignPage, User

    at, day = timezone.now(), dt.timedelta(days=1)
    root = Page.objects.get(depth=1)
    open_ = {"opens_at": at - day, "closes_at": at + day}
    campaign = root.add_child(
        instance=CampaignPage(title="直播征集", slug="bench-live", summary="……", **open_)
    )
    event = root.add_child(
        instance=LiveEventPage(
            title="直播间",
            slug="bench-event",
            summary="……",
            starts_at=at - day / 24,
            ends_at=at + day,
            campaign=campaign,
        )
    )
    officer = User.objects.create(username="bench-officer")
    for number in range(SHOWN):
        text = f"第{number}个问题：东门进来第二盏路灯坏了两个星期，什么时候修？"
        made = asking.ask(event, text=text, key=str(uuid.uuid4()), at=at)
        question = LiveQuestion.objects.get(suggestion=made.suggestion)
        hosting.show(question, by=officer, at=at)
        for visitor in range(number % 7):
            hosting.support(question, supporter_key=str(visitor), at=at)
    print(event.pk, EVERY)


def change() -> None:
    """One more visitor wants to know something, until the process is ended."""
    import itertools

    import django

    django.setup()
    from django.utils import timezone

    from cms import hosting
    from cms.models import LiveQuestion

    for number, question in enumerate(itertools.cycle(LiveQuestion.objects.order_by("pk"))):
        hosting.support(question, supporter_key=f"change {number}", at=timezone.now())
        time.sleep(CHANGES)


def rows(place: site.Scratch) -> Iterator[tuple[str, str, str]]:
    place = site.Scratch(place.vendor, {**place.env, **PRODUCTION})
    place.manage("collectstatic", "--no-input", "--verbosity", "0")
    command = [sys.executable, "-m", "tests.bench.bench_live"]
    where = {"cwd": site.ROOT, "env": place.env}
    made = subprocess.run(
        [*command, "fill"], check=True, stdout=subprocess.PIPE, text=True, **where
    )
    event, every = made.stdout.strip().splitlines()[-1].split()
    path, interval = f"/zhibo/{event}/list/", float(every)
    with site.serving(place) as port, changing([*command, "change"], where):
        watched(port, path, every=interval, looks=1)
        for name, spread, must in SPREADS:
            taken, kept = watched(port, path, every=interval, looks=LOOKS, spread=spread)
            yield (
                f"{VIEWERS} viewers, every {every} s, {name}, {place.vendor}",
                f"{must}, 0 errors",
                f"p50 {taken.p(50):.1f} ms, p95 {taken.p(95):.1f} ms, "
                f"longest {taken.p(100):.0f} ms, {len(taken.errors)} errors, "
                f"{len(taken.seconds) / taken.elapsed:.0f}/s, {kept} of them 304",
            )


def watched(
    port: int, path: str, *, every: float, looks: int, spread: float = 0
) -> tuple[clients.Taken, int]:
    """Each viewer looks `looks` times, at moments of its own; gives how many had it already."""
    taken, kept, lock = clients.Taken(), [0], threading.Lock()
    start = time.perf_counter() + 1

    def view(number: int) -> None:
        first = start + random.Random(number).uniform(0, spread or every)
        etag = ""
        for look in range(looks):
            due = first + look * every
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                status, etag = _ask(port, path, etag)
            except (AssertionError, OSError, http.client.HTTPException) as error:
                with lock:
                    taken.errors.append(repr(error))
                continue
            with lock:  # from when it was due: waiting for a thread of ours is told too
                taken.seconds.append(time.perf_counter() - due)
                kept[0] += status == 304

    threads = [threading.Thread(target=view, args=(n,)) for n in range(VIEWERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.elapsed = time.perf_counter() - start
    return taken, kept[0]


def _ask(port: int, path: str, etag: str) -> tuple[int, str]:
    """A new connection each time, as after ten seconds of silence."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    assert response.status in (200, 304), (response.status, body[:200])
    return response.status, response.headers["ETag"] or etag


@contextmanager
def changing(command: list[str], where: dict) -> Iterator[None]:
    presser = subprocess.Popen(command, **where)
    try:
        yield
    finally:
        presser.terminate()
        presser.wait(20)


if __name__ == "__main__":
    {"fill": fill, "change": change}[sys.argv[1]]()
