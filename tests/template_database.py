"""Migrating costs ten seconds, copying a migrated database a tenth of one.

The first run migrates a template, named by the digest of every migration and lock; later runs
and parallel workers copy it. What is tested is still made by the real migrations.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def digest() -> str:
    """Changes with any migration of ours and with any locked package."""
    total = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


def prepare(database: dict) -> None:
    """Let the runner find a migrated database: a copied file, or PostgreSQL's own template."""
    name = f"jianyan_template_{digest()}"
    lock = Path(tempfile.gettempdir()) / f"{name}.lock"
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # parallel workers: one makes it, the others wait
        if database["ENGINE"].endswith("sqlite3"):
            shutil.copyfile(_sqlite(lock.with_suffix(".sqlite3")), database["TEST"]["NAME"])
        else:
            _postgres(database, name)
            database["TEST"]["TEMPLATE"] = name


def _migrate(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "JIANYAN_MODE": "demo", "JIANYAN_VAR": folder, "DATABASE_URL": url}
        env["DJANGO_SETTINGS_MODULE"] = "cms.settings"
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=env, check=True)


def _sqlite(path: Path) -> Path:
    if not path.exists():
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        _migrate(f"sqlite:///{draft}")
        draft.replace(path)
    return path


def _postgres(database: dict, name: str) -> None:
    import psycopg

    server = {key: database[key.upper()] or None for key in ("host", "port", "user", "password")}
    with psycopg.connect(dbname=database["NAME"], autocommit=True, **server) as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        draft = f"{name}_draft"
        admin.execute(f"DROP DATABASE IF EXISTS {draft} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {draft}")
        secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
        place = f"{database['HOST']}:{database['PORT'] or 5432}/{draft}"
        _migrate(f"postgres://{database['USER']}{secret}@{place}")
        admin.execute(f"ALTER DATABASE {draft} RENAME TO {name}")
