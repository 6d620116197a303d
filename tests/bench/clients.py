"""Clients in a closed loop: each sends its next request when the last has been answered."""

import http.client
import re
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Taken:
    """Seconds of each answered request, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    elapsed: float = 0.0

    def p(self, percent: float) -> float:
        """A percentile in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def loop(clients: int, requests: int, client: Callable[[int], Callable[[], None]]) -> Taken:
    """`clients` threads, each doing `requests` timed calls of what `client(n)` prepares."""
    taken, lock, ready = Taken(), threading.Lock(), threading.Barrier(clients + 1)

    def work(number: int) -> None:
        try:
            send = client(number)
        except BaseException:
            ready.abort()  # or everybody would wait for this one for ever
            raise
        ready.wait()
        for _ in range(requests):
            start = time.perf_counter()
            try:
                send()
            except (AssertionError, OSError, http.client.HTTPException) as error:
                with lock:
                    taken.errors.append(repr(error))
            else:
                with lock:
                    taken.seconds.append(time.perf_counter() - start)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    taken.elapsed = time.perf_counter() - start
    return taken


def getter(port: int, path: str, *, warm: bool = True) -> Callable[[int], Callable[[], None]]:
    def client(number: int) -> Callable[[], None]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

        def send() -> None:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            assert response.status == 200, (response.status, body[:200])

        if warm:
            send()
        return send

    return client


def submitter(port: int, slug: str) -> Callable[[int], Callable[[], None]]:
    """A resident who has the form open and sends a new suggestion each time."""

    def client(number: int) -> Callable[[], None]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", f"/submit/{slug}/")
        response = connection.getresponse()
        page = response.read().decode()
        cookies = [c.split(";")[0] for c in response.headers.get_all("Set-Cookie") or []]
        token = TOKEN.search(page).group(1)
        headers = {
            "Cookie": "; ".join(cookies),
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{port}/submit/{slug}/",
        }

        def send() -> None:
            form = {
                "csrfmiddlewaretoken": token,
                "key": str(uuid.uuid4()),
                "title": f"{number}号楼下的路灯坏了",
                "body": "东门进来第二盏路灯坏了两个星期，老人晚上回来看不清台阶，请派人来修。" * 4,
                "solution": "换成感应灯，坏了能自动报修。",
                "may_publish": "on",
            }
            connection.request(
                "POST", f"/submit/{slug}/", urllib.parse.urlencode(form).encode(), headers
            )
            response = connection.getresponse()
            body = response.read()
            assert response.status in (302, 303), (response.status, body[:300])

        return send

    return client
