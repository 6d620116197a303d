"""A scratch site for measuring: a database of its own, filled, behind gunicorn."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@dataclass(frozen=True)
class Scratch:
    """Where a scratch database lies and the environment that points a process at it."""

    vendor: str
    env: dict[str, str]

    def manage(self, *args: str, **kwargs) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=ROOT,
            env=self.env,
            check=True,
            **kwargs,
        )

    def run(self, module: str, *args: str) -> None:
        subprocess.run([sys.executable, "-m", module, *args], cwd=ROOT, env=self.env, check=True)


def has_postgres() -> bool:
    import psycopg

    with contextlib.suppress(psycopg.OperationalError):
        psycopg.connect(POSTGRES.replace("postgres://", "postgresql://"), connect_timeout=3).close()
        return True
    return False


@contextlib.contextmanager
def scratch(vendor: str, *, migrated: bool = True) -> Iterator[Scratch]:
    """A migrated, empty database (or one without tables), gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="jianyan-bench-") as folder:
        env = {
            **os.environ,
            "JIANYAN_MODE": "demo",
            "JIANYAN_VAR": folder,
            "EMBEDDED_WORKER": "0",
            "SUBMISSIONS_PER_HOUR": "10000000",
            "LOOKUPS_PER_HOUR": "10000000",
            "OPEN_DATA_PER_HOUR": "10000000",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "cms.settings",
        }
        with _postgres_database() if vendor == "postgresql" else contextlib.nullcontext("") as url:
            env["DATABASE_URL"] = url or f"sqlite:///{folder}/db.sqlite3"
            place = Scratch(vendor, env)
            if migrated:
                place.manage("migrate", "--verbosity", "0")
            yield place


@contextlib.contextmanager
def _postgres_database() -> Iterator[str]:
    """A database of its own; that of `BENCH_DATABASE_URL` is kept for the next time."""
    import psycopg

    if kept := os.environ.get("BENCH_DATABASE_URL"):
        yield kept
        return
    name = f"jianyan_bench_{os.getpid()}"
    admin_url = POSTGRES.replace("postgres://", "postgresql://")
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    try:
        yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(admin_url, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextlib.contextmanager
def serving(place: Scratch, *, quiet: bool = False) -> Iterator[int]:
    """gunicorn with 2 workers on a free port; gives the port once it answers.

    `quiet`: what it warns of is what is measured (thousands of refused votes).
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "python:cms.gunicorn", "cms.wsgi"],
        cwd=ROOT,
        env={**place.env, "PORT": str(port), "WEB_WORKERS": "2"},
        stderr=subprocess.DEVNULL if quiet else None,
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


@contextlib.contextmanager
def working(place: Scratch) -> Iterator[None]:
    """The worker beside it, as on every real site: without it pages count the city themselves."""
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=ROOT,
        env=place.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(60)
        except subprocess.TimeoutExpired:
            worker.kill()


def _wait(port: int) -> None:
    for _ in range(900):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("gunicorn did not answer within 90 s")
