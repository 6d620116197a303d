"""Many typed rows at once: through COPY on PostgreSQL, elsewhere by `bulk_create`.

A row is a tuple in the order of the names given, with the values that the columns hold. Every
constraint of the table holds as with any other INSERT, and the transaction is the caller's.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

CHUNK = 2_000
Row = tuple[Any, ...]


def write(model: type[Model], names: Sequence[str], rows: Sequence[Row]) -> None:
    """Rows whose keys nobody asks for."""
    if connection.vendor == "postgresql":
        _copy(model, names, rows)
        return
    made = [model(**dict(zip(names, row, strict=True))) for row in rows]
    model._default_manager.bulk_create(made, batch_size=CHUNK)


def write_keyed(model: type[Model], names: Sequence[str], rows: Sequence[Row]) -> list[int]:
    """The same; gives the key of each row, in their order."""
    if connection.vendor == "postgresql":
        keys = _reserved(model, len(rows))
        keyed = ((key, *row) for key, row in zip(keys, rows, strict=True))
        _copy(model, ["pk", *names], keyed)
        return keys
    made = [model(**dict(zip(names, row, strict=True))) for row in rows]
    return [row.pk for row in model._default_manager.bulk_create(made, batch_size=CHUNK)]


def _column(model: type[Model], name: str) -> str:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(getattr(field, "column", name))


def _reserved(model: type[Model], number: int) -> list[int]:
    """Keys that the table's own sequence gives out to nobody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, _column(model, "pk"), number],
        )
        return [key for (key,) in cursor.fetchall()]


def _copy(model: type[Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    from psycopg import sql

    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(_column(model, name)) for name in names),
    )
    # What the driver raises by itself, as Django names it: who catches knows no driver.
    named, opened = connection.wrap_database_errors, connection.cursor()
    with named, opened as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
