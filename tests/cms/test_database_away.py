"""While the database is away visitors are told so and when to come back; then all is as before."""

import contextlib
import http.client
import resource
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from bs4 import BeautifulSoup
from django.db import InterfaceError, OperationalError, connection

from cms import journal
from tests.outages import Proxy, free_port
from tests.suggestions.processes import ROOT, own_site


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_page_without_its_database_says_503_and_when_to_come_back(
    client, home, monkeypatch, error
):
    def gone(*args):
        raise error("server closed the connection to 10.0.0.7")

    client.raise_request_exception = False
    monkeypatch.setattr("cms.home.home_context", gone)
    response = client.get("/")
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "网站暂时打不开" in page and "您写的内容一般还在" in page
    assert "10.0.0.7" not in page and response["Cache-Control"] == "no-store"


def test_kept_connections_come_back_by_themselves(django_db_setup, django_db_blocker, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only: set DATABASE_URL, or let `make test` do it")
    with django_db_blocker.unblock(), own_site(tmp_path) as site:
        address = urlsplit(site.url)
        proxy = Proxy((address.hostname, address.port))
        through = address._replace(netloc=f"{address.username}@127.0.0.1:{proxy.port}").geturl()
        with serving({**site.env, "DATABASE_URL": through}) as port:
            assert status(port, "/") == 200
            proxy.close()
            assert [status(port, page) for page in ("/", "/suggestions/", "/readyz")] == [503] * 3
            assert status(port, "/healthz") == 200
            proxy.open()
            assert [status(port, page) for page in ("/", "/suggestions/", "/readyz")] == [200] * 3


def test_a_lock_held_too_long_gives_the_words_back_and_they_are_taken_afterwards(
    django_db_setup, django_db_blocker, tmp_path
):
    with django_db_blocker.unblock(), own_site(tmp_path) as site:
        site.seed()
        with serving({**site.env, "LOCK_SECONDS": "1", "EMBEDDED_WORKER": "0"}) as port:
            browser = Browser(port)
            browser.fill("/submit/charging/", title="路灯坏了", body="东门第二盏路灯不亮。")
            with locked(site):
                begun = time.monotonic()
                assert browser.send() == 503
                assert 0.9 < time.monotonic() - begun < 15
                assert "您写的内容还在" in browser.page and "东门第二盏路灯不亮。" in browser.page
                browser.take_the_form()
            assert browser.send() == 303
        assert site.one("SELECT count(*) FROM suggestions_suggestion") == 1


def test_a_disk_without_room_gives_the_words_back_and_nothing_stands_by_half(
    django_db_setup, django_db_blocker, tmp_path
):
    """The kernel lets the file of the database grow no more."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only: PostgreSQL's disk is its server's")
    with django_db_blocker.unblock(), own_site(tmp_path) as site:
        site.seed()
        path = Path(site.url.removeprefix("sqlite:///"))
        with contextlib.closing(sqlite3.connect(path)) as file:
            file.execute("VACUUM")
        room, env = path.stat().st_size, {**site.env, "EMBEDDED_WORKER": "0"}
        with serving(env, no_file_beyond=room) as port:
            taken, browser = 0, Browser(port)
            while taken < 40:  # the last pages of the tables have some room
                browser.fill(
                    "/submit/charging/", title="路灯坏了", body=f"第{taken}盏" + "路灯坏" * 600
                )
                if (status := browser.send()) != 303:
                    break
                taken += 1
            assert status == 503 and f"第{taken}盏" in browser.page
            browser.take_the_form()
        rows = "SELECT count(*) FROM suggestions_suggestion"
        assert site.one(rows) == taken and site.one("PRAGMA integrity_check") == "ok"
        with serving(env) as port:
            browser.port = port
            assert browser.send() == 303 and site.one(rows) == taken + 1


@contextlib.contextmanager
def locked(site) -> Iterator[None]:
    """Another process is in the way, for as long as this lasts."""
    if site.url.startswith("postgres"):
        with psycopg.connect(site.url) as other:
            other.execute("LOCK TABLE suggestions_suggestion IN ACCESS EXCLUSIVE MODE")
            yield
            other.rollback()
        return
    with contextlib.closing(sqlite3.connect(site.url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN EXCLUSIVE" if journal.chosen() == journal.WAL else "BEGIN IMMEDIATE")
        yield
        other.rollback()


class Browser:
    """Fills in forms and sends them, without a script."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies, self.page = port, {}, ""

    def ask(self, method: str, path: str, body: bytes | None = None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        self.page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status

    def fill(self, path: str, **words: str) -> None:
        assert self.ask("GET", path) == 200
        self.path = path
        hidden = self._hidden("input[name=csrfmiddlewaretoken], input[name=key]")
        self.fields = {**hidden, **words, "may_publish": "on"}

    def take_the_form(self) -> None:
        """The one that the page of the outage holds."""
        self.fields = self._hidden("form[data-guard] input[type=hidden]")

    def _hidden(self, which: str) -> dict[str, str]:
        found = BeautifulSoup(self.page, "html.parser").select(which)
        return {field["name"]: field.get("value", "") for field in found}

    def send(self) -> int:
        return self.ask("POST", self.path, urlencode(self.fields).encode())


@contextlib.contextmanager
def serving(env: dict[str, str], *, no_file_beyond: int = 0) -> Iterator[int]:
    """One gunicorn worker on a free port, with connections that it keeps."""

    def limit() -> None:
        if no_file_beyond:
            resource.setrlimit(resource.RLIMIT_FSIZE, (no_file_beyond, no_file_beyond))

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "python:cms.gunicorn", "cms.wsgi"],
        cwd=ROOT,
        env={**env, "PORT": str(port), "WEB_WORKERS": "1", "WEB_THREADS": "1"},
        stderr=subprocess.DEVNULL,
        preexec_fn=limit,
    )
    try:
        ends = time.monotonic() + 60
        while status(port, "/healthz") != 200:
            assert time.monotonic() < ends and server.poll() is None
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def status(port: int, page: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=30) as response:
            return response.status
    except urllib.error.HTTPError as error:
        assert error.code != 503 or page == "/readyz" or error.headers["Retry-After"] == "30"
        return error.code
    except urllib.error.URLError:
        return 0
