"""The database as bytes, at one moment while others write, and back into an empty one.

SQLite by its online backup, one step under one read lock; PostgreSQL by `pg_dump` in a snapshot
that is counted as well. What is told of a database is asked through Django's own connection, which
`looking_at` points elsewhere for a while.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend

from deliberation.models import Entry

PART = 8 << 20  # bytes of the database in one member of the archive


@dataclass(frozen=True)
class Snapshot:
    """The bytes, and what the same moment held."""

    parts: Iterator[bytes]
    state: dict[str, Any]


@contextmanager
def looking_at(other: dict[str, Any]) -> Iterator[None]:
    """Django's connection on another database, or anew on the same; closed afterwards."""
    kept = connections["default"]
    settings = {**kept.settings_dict, **other}
    there = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
    connections["default"] = there
    try:
        yield
    finally:
        there.close()
        connections["default"] = kept


def state() -> dict[str, Any]:
    """Enough to tell whether a copy is the same: rows, migrations, ends of the councils' chains."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    tables = sorted({model._meta.db_table for model in apps.get_models()} & there)
    return {
        "vendor": connection.vendor,
        "tables": count(tables),
        "migrations": sorted(
            ".".join(key) for key in MigrationRecorder(connection).applied_migrations()
        ),
        "heads": heads() if Entry._meta.db_table in there else {},
    }


def count(tables: list[str]) -> dict[str, int]:
    rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows[table] = cursor.fetchone()[0]
    return rows


def heads() -> dict[str, str]:
    """The last hash of each council's record."""
    rows = Entry.objects.order_by("council", "seq").values_list("council", "hash")
    return {str(council): digest for council, digest in rows.iterator(chunk_size=5000)}
