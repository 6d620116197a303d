"""What is shipped to run the site with: nginx takes its file and does what it says, systemd too."""

import http.server
import shutil
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from concurrent import futures
from typing import ClassVar

import pytest

from cms.management.commands import ready
from tests.cms import proxied
from tests.outages import free_port

UNITS = sorted((proxied.ROOT / "deploy/systemd").iterdir())
needs_nginx = pytest.mark.skipif(not proxied.nginx(), reason="nginx is not installed here")
PERSONAL = (
    "var/private/photos/a.jpg",
    "var/papers/a.pdf",
    "var/db.sqlite3",
    "var/field_keys.secret",
)
HIDDEN = (
    "/media/documents/a.pdf",
    "/media/original_images/a.jpg",
    "/media/../private/photos/a.jpg",
    "/media/images/../../private/photos/a.jpg",
    "/media/images/..%2f..%2fprivate/photos/a.jpg",
    "/static/../private/photos/a.jpg",
    "/static/..%2fdb.sqlite3",
    "/static../db.sqlite3",
    "/private/photos/a.jpg",
    "/papers/a.pdf",
)


HELD = {"Cache-Control": "public, max-age=0, s-maxage=1", "Vary": "Cookie, Accept-Encoding"}
SAID = {
    "/everybodys/": HELD,
    "/crowded/": HELD,
    "/with-cookie/": {**HELD, "Set-Cookie": "a=b"},
    "/for-an-hour.jpg": {"Cache-Control": "public, max-age=3600"},
}


class Site(http.server.BaseHTTPRequestHandler):
    """Says what reached it."""

    asked: ClassVar[list[str]] = []

    def do_GET(self):
        self.asked.append(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        got = len(self.rfile.read(length))
        told = f"{self.headers['X-Forwarded-For']} {self.headers['X-Forwarded-Proto']} "
        told += f"{self.headers['Host']} {got} " + "。" * 2000
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in SAID.get(self.path.partition("?")[0], {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(told.encode())

    do_POST = do_GET

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """The proxy before such a site; `front(path)` gives status, headers and body."""
    folder = tmp_path_factory.mktemp("proxy")
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    for name in (*PERSONAL, "var/media/documents/a.pdf", "var/media/original_images/a.jpg"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("SECRET")
    for name in ("var/media/images/a.jpg", "var/static/cms/a.css", "var/static/a.0123456789ab.css"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("public " * 400)
    with proxied.proxy(folder, site.server_address[1]) as port:

        def ask(path, body=None, **headers):
            return asked(port, path, body, headers)

        ask.folder = folder
        yield ask
    site.shutdown()


def asked(port, path, body, headers):
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    request = urllib.request.Request(f"https://127.0.0.1:{port}{path}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=20, context=unchecked) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@needs_nginx
def test_nginx_takes_the_file_that_is_shipped(tmp_path):
    config = proxied.written(tmp_path, site=1, plain=free_port(), tls=free_port())
    command = [proxied.nginx(), "-t", "-c", config, "-e", tmp_path / "log/error.log"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and "warn" not in done.stderr, done.stderr


@needs_nginx
def test_what_a_client_says_of_its_own_address_is_not_believed(front):
    _, headers, body = front("/", **{"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http"})
    assert body.decode().startswith("127.0.0.1 https 127.0.0.1")
    assert "6.6.6.6" not in body.decode()


@needs_nginx
def test_pictures_and_static_files_are_handed_out_and_nothing_else(front):
    for path in ("/media/images/a.jpg", "/static/cms/a.css", "/static/a.0123456789ab.css"):
        status, headers, body = front(path)
        assert status == 200 and body.startswith(b"public"), path
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in front("/static/a.0123456789ab.css")[1]["Cache-Control"]
    assert "immutable" not in front("/static/cms/a.css")[1]["Cache-Control"]
    for path in HIDDEN:
        status, _, body = front(path)
        assert b"SECRET" not in body, path
    assert front("/media/documents/a.pdf")[0] == 404


@needs_nginx
def test_pages_are_compressed(front):
    _, headers, body = front("/", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip" and len(body) < 1000
    assert "Accept-Encoding" in headers["Vary"]


def times(path):
    return sum(asked.partition("?")[0] == path for asked in Site.asked)


@needs_nginx
def test_what_is_everybodys_is_held_for_its_moment(front):
    first, second = front("/everybodys/"), front("/everybodys/")
    assert first[0] == second[0] == 200 and first[2] == second[2]
    assert times("/everybodys/") == 1
    time.sleep(2.5)  # nginx counts whole seconds
    front("/everybodys/")
    assert times("/everybodys/") == 2
    front("/everybodys/?page=2")
    assert times("/everybodys/") == 3


@needs_nginx
def test_of_a_crowd_one_is_answered_by_the_site(front):
    with futures.ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(lambda _: front("/crowded/")[0], range(8)))
    assert found == [200] * 8 and times("/crowded/") == 1


@needs_nginx
def test_who_brings_a_cookie_is_answered_by_the_site_and_held_for_nobody(front):
    front("/everybodys/?own")
    before = times("/everybodys/")
    for _ in range(2):
        front("/everybodys/?own", Cookie="jy_mine=x")
        front("/everybodys/?other", Cookie="jy_mine=x")
    assert times("/everybodys/") == before + 4
    front("/everybodys/?other")
    assert times("/everybodys/") == before + 5


@needs_nginx
@pytest.mark.parametrize("path", ["/with-cookie/", "/for-an-hour.jpg", "/says-nothing/"])
def test_what_is_one_persons_or_may_be_taken_down_is_not_held(front, path):
    front(path), front(path)
    assert times(path) == 2


@needs_nginx
def test_what_is_sent_is_never_answered_from_what_is_held(front):
    front("/everybodys/?sent")
    before = times("/everybodys/")
    assert front("/everybodys/?sent", b"a=b")[0] == 200
    assert times("/everybodys/") == before + 1


@needs_nginx
def test_a_body_beyond_measure_is_told_so_in_chinese(front):
    status, _, body = front("/submit/x/", b"x" * (65 * 1024 * 1024))
    assert status == 413 and "内容太大，没有收下" in body.decode()
    assert front("/submit/x/", b"x" * (2 * 1024 * 1024))[0] == 200


@needs_nginx
def test_no_log_keeps_a_personal_link(front):
    front("/n/PERSONAL/")
    front("/zhibo/confirm/PERSONAL/")
    front("/suggestions/?q=ASKED")
    front("/about/")
    ends = time.monotonic() + 10
    while "/about/" not in (log := (front.folder / "log/access.log").read_text()):
        assert time.monotonic() < ends  # a line is written after its answer has gone
        time.sleep(0.05)
    assert "PERSONAL" not in log and "ASKED" not in log


@needs_nginx
def test_while_the_site_is_away_the_proxy_says_when_to_come_back(tmp_path):
    with proxied.proxy(tmp_path, free_port()) as port:
        status, headers, body = asked(port, "/", None, {})
    assert status == 503 and headers["Retry-After"] == "30" and "网站暂时打不开" in body.decode()


def test_systemd_understands_every_unit(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed here")
    for unit in UNITS:  # as installed, but with programs that are there
        text = unit.read_text(encoding="utf-8").replace("/srv/jianyan/app/.venv/bin/", "/usr/bin/")
        (tmp_path / unit.name).write_text(text.replace("/usr/bin/gunicorn", "/usr/bin/env"))
    paths = [tmp_path / unit.name for unit in UNITS]
    text = "".join(path.read_text() for path in paths)
    if not shutil.which("python", path="/usr/bin"):
        for path in paths:
            path.write_text(path.read_text().replace("/usr/bin/python", "/usr/bin/env"))
    done = subprocess.run(
        ["systemd-analyze", "verify", *paths], capture_output=True, text=True, timeout=60
    )
    ours = [line for line in done.stderr.splitlines() if "jianyan" in line]
    assert not ours and text


@pytest.mark.parametrize("kind", ["web", "worker", "backup", "check"])
def test_a_service_may_write_where_the_site_writes_and_nowhere_else(kind):
    text = (proxied.ROOT / f"deploy/systemd/jianyan-{kind}.service").read_text(encoding="utf-8")
    for line in ("User=jianyan", "ProtectSystem=strict", "NoNewPrivileges=yes", "UMask=0027"):
        assert line in text
    assert ("Restart=always" in text) == (kind in ("web", "worker"))


@pytest.mark.django_db
def test_the_check_ends_with_one_where_something_is_missing(capsys, settings, time_machine):
    time_machine.move_to("2026-09-16T10:00:00+08:00")
    ready.Command().handle()
    assert "✓ database：正常" in capsys.readouterr().out
    settings.DISK_FREE_MB = 10**9
    with pytest.raises(SystemExit) as ended:
        ready.Command().handle()
    assert ended.value.code == 1 and "✗ disk：" in capsys.readouterr().out
