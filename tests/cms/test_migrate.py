"""An app's migrations go backwards over what deletes rows; `tests.bench zero` goes to nothing."""

import os
import subprocess
import sys

from tests import template_database


def test_rows_are_deleted_on_the_way_back(tmp_path):
    """`deliberation` 0020 deletes permissions backwards, in the midst of many."""
    template_database.copy_sqlite(tmp_path / "db.sqlite3")
    env = {
        **os.environ,
        "JIANYAN_MODE": "demo",
        "JIANYAN_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
    }
    back = [sys.executable, "manage.py", "migrate", "deliberation", "zero", "--verbosity", "0"]
    done = subprocess.run(
        back, cwd=template_database.ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
