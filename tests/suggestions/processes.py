"""A site of its own with real processes, for tests that kill them."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.suggestions import racing

ROOT = Path(__file__).resolve().parents[2]
SEED = """
import datetime as dt
from django.utils import timezone
from wagtail.models import Page
from suggestions.models import CampaignPage
now = timezone.now()
root = Page.objects.get(depth=1)
campaign = root.add_child(instance=CampaignPage(
    title="充电", slug="charging", summary="充电",
    opens_at=now - dt.timedelta(days=9), closes_at=now + dt.timedelta(days=9)))
"""
# manage.py, but whoever comes to the named function stays there: the kill is never too late.
STAYING = """
import importlib, sys, time
import django
from django.core.management import execute_from_command_line
django.setup()
module, name = sys.argv.pop(1).split(":")
setattr(importlib.import_module(module), name, lambda *args, **kwargs: time.sleep(600))
execute_from_command_line(sys.argv)
"""
MAP = "external_id=编号,title=标题,body=内容,submitted_at=时间"


class OwnSite:
    """A database and a folder that belong to one test; its processes are real ones."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.env = {**os.environ, "JIANYAN_VAR": str(folder), "JIANYAN_MODE": "demo"}
        self.env.pop("DJANGO_SETTINGS_MODULE", None)
        self.env["DATABASE_URL"] = url

    def start(self, *args: str, stays_at: str = "", **env: str) -> subprocess.Popen:
        """A command of manage.py; `stays_at` is "MODULE:FUNCTION" that it never gets past."""
        staying = ["-c", STAYING, stays_at]
        settings = {"DJANGO_SETTINGS_MODULE": "cms.settings"} if stays_at else {}
        return subprocess.Popen(
            [sys.executable, *(staying if stays_at else [str(ROOT / "manage.py")]), *args],
            env={**self.env, **settings, **env},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def manage(self, *args: str, **env: str) -> str:
        process = self.start(*args, **env)
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0, output
        return output

    def seed(self, extra: str = "") -> None:
        self.manage("shell", "-v0", "-c", SEED + extra, EMBEDDED_WORKER="0")

    def one(self, sql: str):
        """The first value that a query gives, seen from outside."""
        if self.url.startswith("postgres"):
            with psycopg.connect(self.url) as outside:
                row = outside.execute(sql).fetchone()
        else:
            path = self.url.removeprefix("sqlite:///")
            with contextlib.closing(sqlite3.connect(path)) as outside:
                row = outside.execute(sql).fetchone()
        return row[0] if row else None

    def kill_when(self, process: subprocess.Popen, sql: str, *, after: float = 0.0) -> None:
        """Kill -9 as soon as `sql` gives something, while the process is at work."""
        ends = time.monotonic() + 90
        while not self.one(sql):
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < ends, "it never came so far"
            time.sleep(0.02)
        time.sleep(after)
        assert process.poll() is None, "it ended before it could be killed"
        process.send_signal(signal.SIGKILL)
        process.communicate()


@contextlib.contextmanager
def own_site(folder: Path) -> Iterator[OwnSite]:
    with racing.database_copy(folder) as url:
        yield OwnSite(folder, url)


def write_list(path: Path, rows: int) -> Path:
    """A CSV of invented suggestions: five matters in many words."""
    matters = (
        "楼道路灯不亮",
        "小区充电桩太少",
        "垃圾桶没有盖子",
        "公交车班次太少",
        "河道边栏杆松动",
    )
    lines = ["编号,标题,内容,时间"]
    lines += [
        f"A{i:05d},{matters[i % 5]}第{i}次反映,{matters[i % 5]}，请有关部门到{i}号看看。,2026-01-05"
        for i in range(rows)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
