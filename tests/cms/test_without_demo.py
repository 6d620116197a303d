"""The demo is content beside the site: a city may delete its folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import template_database

ROOT = Path(__file__).resolve().parents[2]
OPEN_HOME = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("check")
call_command("migrate", verbosity=0)
response = Client().get("/")
print(response.status_code, response.content.decode())
"""


def test_the_site_runs_with_the_demo_deleted(tmp_path):
    tree, var = tmp_path / "tree", tmp_path / "var"
    for package in ("nlp", "suggestions", "deliberation", "cms"):
        shutil.copytree(ROOT / package, tree / package)
    shutil.rmtree(tree / "cms" / "demo")
    var.mkdir()
    template_database.copy_sqlite(var / "db.sqlite3")
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", OPEN_HOME],
        cwd=tree,
        env={**kept, "JIANYAN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "cms.settings"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "\n200 " in done.stdout and "这是一个演示站点" in done.stdout
