"""A site whose server is at another time than ours, goes on to the next day, and can be killed."""

import contextlib
import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests import template_database
from tests.bench import site as bench
from tests.browser.conftest import PHONE, ROOT, WAIT
from tests.browser.hand import whole


class Town:
    """An empty site in `folder`, its server on one port for ever, at the time of `go`."""

    def __init__(self, folder: Path, story: str) -> None:
        (folder / "static").mkdir()
        template_database.copy_sqlite(folder / "db.sqlite3")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url, self.folder = f"http://localhost:{self.port}", folder
        self.moment, self.began = "", 0.0
        self.server: subprocess.Popen | None = None
        self.env = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "JIANYAN_MODE": "demo",
            "JIANYAN_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "EMBEDDED_WORKER": "0",
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "WEB_WORKERS": "2",
            "PYTHONPATH": str(ROOT),
        }
        self.facts = json.loads(
            self.run("-m", f"tests.deliberation.{story}", at="2026-02-01T09:00+08:00")
        )

    def now(self) -> str:
        passed = dt.timedelta(seconds=time.monotonic() - self.began)
        return (dt.datetime.fromisoformat(self.moment) + passed).isoformat()

    def run(self, *command: str, at: str = "") -> str:
        """A program of the site, now or at another time; what it printed."""
        travelled = [sys.executable, "-m", "tests.travelled", at or self.now(), *command]
        done = subprocess.run(
            travelled, cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE, timeout=300
        )
        return done.stdout.decode()

    def go(self, moment: str = "") -> None:
        """Serve, at `moment` or from where the clock stands; whatever served before is killed."""
        self.kill()
        self.moment = moment or self.now()
        self.began = time.monotonic()
        command = ["-m", "gunicorn", "--config", "python:cms.gunicorn", "cms.wsgi"]
        self.server = subprocess.Popen(
            [sys.executable, "-m", "tests.travelled", self.moment, *command],
            cwd=ROOT, env=self.env, start_new_session=True,
        )  # fmt: skip
        bench._wait(self.port)

    def kill(self) -> None:
        """`kill -9` of the server and all its workers."""
        if self.server:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait(20)
            self.server = None

    def work(self) -> None:
        """One round of the worker: jobs, messages, clocks."""
        self.run("manage.py", "work", "--until-empty")

    def letters(self) -> list[str]:
        """What went out, the oldest first."""
        files = sorted((self.folder / "outbox").glob("*.json"), key=lambda p: p.stat().st_mtime_ns)
        return [json.loads(path.read_text())["body"] for path in files]

    def phone(self, browser: Browser, **options: object) -> Page:
        context = browser.new_context(
            viewport=PHONE,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=self.url,
            **options,
        )
        context.set_default_timeout(WAIT)
        return context.new_page()

    def enter(self, page: Page, username: str) -> None:
        """At the door of the desk."""
        page.goto("/admin/login/")
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill("jianyan")
        page.locator("[name=password]").press("Enter")
        page.wait_for_url("**/admin/")
        whole(page)
