"""Strangers send pictures that are small as files and huge when unfolded, many at once."""

import http.client
import struct
import threading
import time
import uuid
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.test.client import encode_multipart

from tests.bench import clients, site
from tests.suggestions import processes

pytestmark = pytest.mark.django_db
ALLOWED_GROWTH = 300  # MB over idle, all processes of the server together
BOUNDARY = "jianyan"


def png(side):
    """Transparent sheet, written line by line: no memory needed here."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    packer, line = zlib.compressobj(9), bytes(1 + 4 * side)
    packed = b"".join(packer.compress(line) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


class File:
    """What `encode_multipart` takes for a file."""

    def __init__(self, data):
        self.name, self.content_type, self.read = "大图.png", "image/png", lambda: data


class Attacker:
    """One who has opened the form once and sends it again and again."""

    def __init__(self, port):
        self.port = port
        status, page, headers = self.ask("GET", "/submit/charging/")
        assert status == 200
        self.token = clients.TOKEN.search(page)[1]
        self.cookie = "; ".join(c.partition(";")[0] for c in headers.get_all("Set-Cookie"))

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read().decode(), response.headers
        finally:
            connection.close()

    def post(self, pictures):
        fields = {
            "csrfmiddlewaretoken": self.token,
            "key": str(uuid.uuid4()),
            "title": "楼下装充电桩",
            "body": "我写的话不能丢。",
            "photos": [File(data) for data in pictures],
        }
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        headers = {"Cookie": self.cookie, "Content-Type": kind}
        body = encode_multipart(BOUNDARY, fields)
        return self.ask("POST", "/submit/charging/", body, headers)


class Watch:
    """Looks on from outside: the memory of the server's processes, and a visitor's patience."""

    def __init__(self, port):
        self.attacker, self.over = Attacker(port), threading.Event()
        self._wake()
        self.idle = self.peak = megabytes()
        self.seconds = []
        self.threads = [threading.Thread(target=work) for work in (self._weigh, self._visit)]

    def _wake(self):
        """What each worker loads once, with its first forms and photos, is no growth."""
        with ThreadPoolExecutor(4) as pool:
            for status, _, _ in pool.map(self.attacker.post, [[png(400)]] * 8):
                assert status in {200, 303, 422, 503}, status

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _weigh(self):
        while not self.over.wait(0.02):
            self.peak = max(self.peak, megabytes())

    def _visit(self):
        while not self.over.wait(0.05):
            before = time.monotonic()
            assert self.attacker.ask("GET", "/submit/charging/")[0] == 200
            self.seconds.append(time.monotonic() - before)

    @property
    def growth(self):
        return self.peak - self.idle

    def p95(self):
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)]


def megabytes():
    """Resident memory of every process that descends from this one."""
    pages = 0
    for pid in descendants("self"):
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return pages * 4096 // 2**20


def descendants(pid):
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += path.read_text().split()
        except OSError:
            continue
    return found + [further for child in found for further in descendants(child)]


@pytest.fixture
def port(tmp_path):
    with processes.own_site(tmp_path) as own:
        own.seed()
        env = {**own.env, "EMBEDDED_WORKER": "0"}
        with site.serving(site.Scratch("", env), quiet=True) as port:
            yield port


def test_many_huge_pictures_at_once_neither_fill_the_memory_nor_stop_the_site(port):
    too_large, just_allowed = png(7060), png(3460)
    posts = [[too_large] * 6] * 10 + [[just_allowed] * 2] * 4
    with Watch(port) as watch, ThreadPoolExecutor(len(posts)) as pool:
        answers = list(pool.map(watch.attacker.post, posts))
    words = f"+{watch.growth} MB, visitors {len(watch.seconds)}, p95 {watch.p95():.2f} s"
    statuses = [status for status, _, _ in answers]
    assert set(statuses) <= {200, 302, 303, 422, 503}, statuses
    assert all("我写的话不能丢。" in page for status, page, _ in answers if status != 303)
    assert all(headers["Retry-After"] for status, _, headers in answers if status == 503)
    assert watch.growth <= ALLOWED_GROWTH, words
    assert max(watch.seconds) < 20, words  # a machine may be busy with other things as well
