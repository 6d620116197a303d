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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def digest() -> str:
    """Changes with any migration of ours and with any locked package."""
    total = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        total.update(path.name.encode() + path.read_bytes())  # a renamed one is another
    return total.hexdigest()[:12]


def prepare(database: dict) -> None:
    """Let the runner find a migrated database: a copied file, or PostgreSQL's own template."""
    if database["ENGINE"].endswith("sqlite3"):
        copy_sqlite(Path(database["TEST"]["NAME"]))
        return
    with _locked() as template:
        _postgres(database, template.stem)
        database["TEST"]["TEMPLATE"] = template.stem


def copy_sqlite(target: Path) -> None:
    """Put a migrated, otherwise empty SQLite database at `target`."""
    with _locked() as template:
        shutil.copyfile(_sqlite(template), target)


@contextmanager
def _locked() -> Iterator[Path]:
    """Where the template lies. Of parallel workers one makes it, the others wait."""
    template = Path(tempfile.gettempdir()) / f"jianyan_template_{digest()}.sqlite3"
    with template.with_suffix(".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield template


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
