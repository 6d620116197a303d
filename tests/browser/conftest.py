"""A real site with the demo in it, behind gunicorn, and people who look at it in Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from cms.demo import PASSWORD
from tests import template_database

ROOT = Path(__file__).resolve().parent.parent.parent
WAIT = 60_000  # milliseconds; the machine may be busy with other things
expect.set_options(timeout=WAIT)
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
REFUSALS = (
    " WARNING django.request ",
    " WARNING suggestions.actions.braking wrong code",
    "[WARNING] SQLite ",  # said once at the start, where the library is old
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


# --- the site -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """Where the site answers, and what its server has complained of."""

    url: str
    log: Path
    receipts: dict[str, str]  # codes of the demo's own suggestions, by their key
    env: dict[str, str] = field(default_factory=dict)

    def letters(self) -> list[str]:
        """What the site has written so far, once its outbox has gone out; newest last."""
        script = (
            "import django; django.setup()\n"
            "from django.utils import timezone\n"
            "from suggestions.actions.outbox import send_outbox; send_outbox(at=timezone.now())"
        )
        _run([sys.executable, "-c", script], self.env)
        files = Path(self.env["JIANYAN_VAR"], "outbox").glob("*.json")
        ordered = sorted(files, key=lambda path: path.stat().st_mtime_ns)
        return [json.loads(path.read_text())["body"] for path in ordered]

    def complaints(self) -> list[str]:
        """What the server wrote, unless it is a refusal in words (4xx, a code typed wrongly)
        or what every start says."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if not any(said in line for said in REFUSALS)]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """The small demo, served as `make demo` serves it; long work runs in real processes."""
    folder, port = tmp_path_factory.mktemp("site"), _free_port()
    log = folder / "server.log"
    env = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "JIANYAN_MODE": "demo",
        "JIANYAN_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "EMBEDDED_WORKER": "1",
        "SITE_URL": f"http://localhost:{port}",
        "SUBMISSIONS_PER_HOUR": "100000",
        "LOOKUPS_PER_HOUR": "100000",
    }
    (folder / "static").mkdir()
    template_database.copy_sqlite(folder / "db.sqlite3")
    _run([sys.executable, "manage.py", "load_demo", "--small", "--verbosity", "0"], env)
    receipts = _receipts(env)
    with log.open("w") as out:
        server = subprocess.Popen(_gunicorn(port), cwd=ROOT, env=env, stdout=out, stderr=out)
    try:
        _wait_for(f"http://localhost:{port}", server)
        yield Site(f"http://localhost:{port}", log, receipts, env)
    finally:
        server.terminate()
        server.wait(30)


def _gunicorn(port: int) -> list[str]:
    bind = ["--bind", f"127.0.0.1:{port}"]
    return [sys.executable, "-m", "gunicorn", "--config", "python:cms.gunicorn", *bind, "cms.wsgi"]


def _run(command: list[str], env: dict[str, str]) -> None:
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL, timeout=300)


def _receipts(env: dict[str, str]) -> dict[str, str]:
    """Derived from the site's own secret, so in a process of its environment."""
    script = (
        "import json, django; django.setup()\n"
        "from cms.demo import KEY, content; from suggestions.residents import receipts\n"
        "keys = [row['id'] for row in content('suggestions')]\n"
        "print(json.dumps({key: receipts.issue(KEY + key) for key in keys}))"
    )
    command = [sys.executable, "-c", script]
    told = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
    return json.loads(told.stdout)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn did not answer")


# --- the people in front of it --------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Of a module, not of the session: its event loop must not stay around
    for tests that speak to the database."""
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("CI=true：没有 Chromium 就不算通过。")
    if path is None:
        pytest.skip("没有 chromium：apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Notes:
    """What went on behind the page while somebody looked at it."""

    host: str
    console: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.console.append(str(error.error)))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message) -> None:
        # An expected 404 or 422 is reported there as well; `broken` knows what is unexpected.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.console.append(message.text)

    def _request(self, request) -> None:
        if not request.url.startswith((self.host, "data:", "blob:")):
            self.outside.append(request.url)

    def _response(self, response) -> None:
        document = response.request.resource_type == "document"
        if response.status >= 500 or (response.status >= 400 and not document):
            self.broken.append(f"{response.status} {response.url}")

    def all(self) -> list[str]:
        return [*self.console, *self.outside, *self.broken]


@dataclass
class Person:
    """Somebody with a browser of their own."""

    page: Page
    notes: Notes
    url: str

    def goto(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page


@pytest.fixture
def visitor(chromium, site) -> Iterator[Callable[..., Person]]:
    """Makes residents: `visitor()`, `visitor(javascript=False)`, `visitor(width=1280)`."""
    contexts = []

    def make(*, javascript: bool = True, viewport: dict = PHONE) -> Person:
        context = chromium.new_context(
            viewport=viewport,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(WAIT)
        contexts.append(context)
        notes = Notes(site.url)
        notes.watch(context)
        return Person(context.new_page(), notes, site.url)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def staff(visitor) -> Callable[[str], Person]:
    """Makes people of the demo at their desks, logged in: `staff("officer")`."""

    def make(username: str) -> Person:
        person = visitor(viewport=DESK)
        page = person.goto("/admin/")
        page.get_by_label("用户名").fill(username)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"{person.url}/admin/")
        return person

    return make
