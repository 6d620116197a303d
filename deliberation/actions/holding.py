"""A status that stays what it is until the transaction ends, for many at the same time."""

from django.db import connection
from django.db.models import Model


def held_status(record: Model) -> str:
    """The status of a record's row now, held; empty where there is none.

    PostgreSQL: a shared lock, which whoever moves the status has to wait for; whoever comes behind
    the move reads the row anew. Those who only hold it do not wait for each other. SQLite has one
    writer at a time: its transaction has begun before the row is read.
    """
    sql = f"SELECT status FROM {record._meta.db_table} WHERE id = %s"  # noqa: S608 - a model's own
    if connection.vendor == "postgresql":
        sql += " FOR SHARE"
    with connection.cursor() as cursor:
        cursor.execute(sql, [record.pk])
        row = cursor.fetchone()
    return row[0] if row else ""
