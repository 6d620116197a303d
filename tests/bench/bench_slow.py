"""Slow clients: idle connections and dripping bodies while visitors go on asking for pages.

Three times over: nobody slow; the site alone; the site behind the proxy that we ship. A visitor
opens a connection for each page, as a crowd does, and gives up after ten seconds.
"""

import contextlib
import http.client
import resource
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import clients, site
from tests.bench.bench_live import PRODUCTION
from tests.cms import proxied

IDLE, SLOW = 2_000, 20
VISITORS, PAGES = 4, 15
PATIENCE = 10  # seconds
HEAD = (
    "POST /submit/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
)


def unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def visitor(port: int, *, tls: bool) -> Callable[[int], Callable[[], None]]:
    def client(number: int) -> Callable[[], None]:
        def ask() -> None:
            kind = http.client.HTTPSConnection if tls else http.client.HTTPConnection
            more = {"context": unchecked()} if tls else {}
            connection = kind("127.0.0.1", port, timeout=PATIENCE, **more)
            try:
                connection.request("GET", "/suggestions/")
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 200, answer.status
            finally:
                connection.close()

        return ask

    return client


@contextlib.contextmanager
def slow_ones(port: int, *, tls: bool) -> Iterator[None]:
    """Who is cut off comes back at once."""
    over = threading.Event()
    idle: list[socket.socket] = []

    def open_idle() -> None:
        while not over.is_set():
            alive = [one for one in idle if not _gone(one)]
            idle[:] = alive
            with contextlib.suppress(OSError):
                while len(idle) < IDLE and not over.is_set():
                    one = socket.create_connection(("127.0.0.1", port), timeout=5)
                    one.setblocking(False)
                    idle.append(one)
            over.wait(1)

    def drip() -> None:
        while not over.is_set():
            with contextlib.suppress(OSError):
                plain = socket.create_connection(("127.0.0.1", port), timeout=60)
                with unchecked().wrap_socket(plain) if tls else plain as one:
                    one.sendall(HEAD.encode())
                    while not over.wait(1):
                        one.sendall(b"x")

    threads = [threading.Thread(target=drip, daemon=True) for _ in range(SLOW)]
    threads.append(threading.Thread(target=open_idle, daemon=True))
    for thread in threads:
        thread.start()
    time.sleep(8)
    try:
        yield
    finally:
        over.set()
        for one in idle:
            one.close()


def _gone(one: socket.socket) -> bool:
    try:
        return one.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def rows(place: site.Scratch) -> Iterator[tuple[str, str, str]]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16_384), hard))
    place.run("tests.bench.fill", "2000")
    place = site.Scratch(place.vendor, {**place.env, **PRODUCTION, "TRUSTED_PROXIES": "1"})
    place.manage("collectstatic", "--noinput", "-v0")
    scrap = tempfile.TemporaryDirectory(prefix="jianyan-proxy-")
    with scrap as folder, site.serving(place, quiet=True) as port:
        yield told("nobody slow, no proxy", place, port, tls=False, slow=False)
        with proxied.proxy(Path(folder), port) as front:
            yield told("nobody slow, behind the proxy", place, front, tls=True, slow=False)
            yield told("slow ones, behind the proxy", place, front, tls=True, slow=True)
        yield told("slow ones, no proxy", place, port, tls=False, slow=True)


def told(
    what: str, place: site.Scratch, port: int, *, tls: bool, slow: bool
) -> tuple[str, str, str]:
    with slow_ones(port, tls=tls) if slow else contextlib.nullcontext():
        taken = clients.loop(VISITORS, PAGES, visitor(port, tls=tls))
    done = len(taken.seconds)
    figure = f"{done} of {VISITORS * PAGES} pages"
    if done:
        figure += f", p50 {taken.p(50):.0f} ms, p95 {taken.p(95):.0f} ms"
    must = "every page" if "behind" in what else "–"
    return f"{what}: {IDLE:,} idle, {SLOW} dripping bodies, {place.vendor}", must, figure
