"""One settings module, driven by the environment."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cms import journal

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "JIANYAN_MODE": "production",
    "SECRET_KEY": "".join(chr(48 + i) for i in range(60)),
    "FIELD_KEYS": "f" * 60,
    "RECEIPT_KEY": "r" * 60,
    "ALLOWED_HOSTS": "jianyan.example.cn",
}

# Whether other sites on the same domain use HTTPS is for the city to know (W005, W021), and
# Wagtail shows previews in frames of the same site (W019).
ALLOWED = {"security.W005", "security.W019", "security.W021"}


def start(tmp_path, code="", *args, **environment):
    """Start Django with this environment alone; gives the finished process."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "manage.py", *(args or ("shell", "-v0", "-c", code))]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**kept, "JIANYAN_VAR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_KEYS", "RECEIPT_KEY", "ALLOWED_HOSTS"])
def test_production_stops_with_a_sentence_that_says_what_to_set(tmp_path, missing):
    given = {name: value for name, value in COMPLETE.items() if name != missing}
    done = start(tmp_path, "", "check", **given)
    assert done.returncode != 0
    assert f"needs the environment variable {missing}:" in done.stderr
    assert not list(tmp_path.glob("*.secret"))


def test_production_passes_the_deployment_checks(tmp_path):
    done = start(
        tmp_path,
        "",
        "check",
        "--deploy",
        "--fail-level",
        "ERROR",
        **COMPLETE,
        HSTS_SECONDS="31536000",
        HTTPS_REDIRECT="1",
    )
    assert done.returncode == 0, done.stderr

    assert set(re.findall(r"security\.W\d+", done.stderr)) <= ALLOWED


def test_the_demo_makes_its_secrets_once_and_keeps_them(tmp_path):
    code = "from django.conf import settings as s; print(s.SECRET_KEY, s.RECEIPT_KEY)"
    first, second = start(tmp_path, code), start(tmp_path, code)
    assert first.stdout == second.stdout != ""
    assert len(set(first.stdout.split())) == 2
    for path in tmp_path.glob("*.secret"):
        assert path.stat().st_mode & 0o077 == 0


def test_sqlite_is_safe_and_patient(tmp_path):
    code = """
from django.db import connection
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys"):
        cursor.execute(f"PRAGMA {name}")
        print(name, *cursor.fetchone())
print(connection.transaction_mode)
"""
    wal = journal.chosen() == journal.WAL
    assert start(tmp_path, code).stdout.split("\n")[:5] == [
        f"journal_mode {'wal' if wal else 'delete'}",
        f"synchronous {2 if wal else 3}",
        "busy_timeout 20000",
        "foreign_keys 1",
        "IMMEDIATE",
    ]


def test_database_url_chooses_postgresql(tmp_path):
    code = "from django.db import connection; print(connection.vendor)"
    url = "postgres://nobody@127.0.0.1:1/none"
    assert start(tmp_path, code, DATABASE_URL=url).stdout.strip() == "postgresql"


def test_no_secret_stands_in_the_tree():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not [name for name in tracked if name.endswith(".secret") or name.startswith("var/")]


def test_production_does_not_start_without_the_second_step(tmp_path):
    done = start(tmp_path, "", "check", **COMPLETE, SECOND_FACTOR_REQUIRED="off")
    assert done.returncode != 0
    assert "SECOND_FACTOR_REQUIRED can be switched off in the demo only." in done.stderr
