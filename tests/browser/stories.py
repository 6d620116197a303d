"""Sites with one made-up story in them, and staff who look at it on a phone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests import template_database
from tests.bench import site as bench
from tests.browser.conftest import PHONE, ROOT, WAIT
from tests.browser.hand import whole
from tests.outages import Proxy


@contextmanager
def told_site(folder: Path, name: str, *, package: str = "tests.deliberation") -> Iterator[dict]:
    """An empty site into which `PACKAGE.NAME` told its story: what that printed, with
    the address `url`, the network's `line` to it and, for more of it, the function
    `story(*arguments)`."""
    (folder / "static").mkdir()
    env = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "JIANYAN_MODE": "demo",
        "JIANYAN_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "EMBEDDED_WORKER": "0",
        "PYTHONPATH": str(ROOT),
    }
    template_database.copy_sqlite(folder / "db.sqlite3")

    def story(*args: str) -> dict:
        command = [sys.executable, "-m", f"{package}.{name}", *args]
        told = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
        return json.loads(told.stdout)

    found = story()
    with bench.serving(bench.Scratch("sqlite", env), quiet=True) as port:
        line = Proxy(("127.0.0.1", port))
        yield {"url": f"http://localhost:{line.port}", "line": line, "story": story, **found}
        line.close()


def enter_tunnel(page: Page, place: dict) -> None:
    """No network any more: neither for the page, which is told, nor for its service worker, which
    the browser's own switch reaches only some time after the worker has begun anew."""
    page.context.set_offline(True)
    place["line"].close()


def leave_tunnel(page: Page, place: dict) -> None:
    place["line"].open()
    page.context.set_offline(False)


def at_desk(browser: Browser, place: dict, username: str) -> Page:
    """A phone of its own, logged in and at the story's page; close it by `page.context`."""
    context = browser.new_context(
        viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=place["url"]
    )
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto("/admin/login/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill("jianyan")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/admin/")
    page.goto(place["page"])
    return whole(page)
