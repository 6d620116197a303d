"""PostgreSQL as bytes: `pg_dump` in the snapshot of a transaction that counts beside it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from django.db import DatabaseError, connection
from psycopg.conninfo import make_conninfo

from cms.backup import BackupError
from cms.backup.databases import PART, Snapshot, looking_at, state

# The moment is one that some order of the committed transactions gives.
BEGIN = "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE"
REACHED_BY = {"host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey"}


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    tool = _tool("pg_dump")
    with looking_at({}):
        with connection.cursor() as cursor:
            cursor.execute(BEGIN)
            cursor.execute("SELECT pg_export_snapshot()")
            name = cursor.fetchone()[0]
        options = ["-Fc", "-Z0", "--no-owner", "--no-privileges", f"--snapshot={name}"]
        options += [f"--exclude-table-data={view}" for view in _views()]
        yield Snapshot(_dumped([tool, *options]), state())


def _dumped(command: list[str]) -> Iterator[bytes]:
    dsn, env = _server()
    with tempfile.TemporaryFile() as complaints:
        dump = subprocess.Popen(  # noqa: S603
            [*command, "--dbname", dsn], env=env, stdout=subprocess.PIPE, stderr=complaints
        )
        try:
            while part := cast(IO[bytes], dump.stdout).read(PART):
                yield part
            if dump.wait():
                raise BackupError(f"pg_dump 没有做完：{_said(complaints)}")
        finally:
            dump.kill()  # no harm where it has ended
            dump.wait()


def is_empty() -> bool:
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def fill(parts: Iterator[bytes]) -> None:
    """In one transaction: whole or not at all. A part that breaks off ends it without a commit."""
    dsn, env = _server()
    connection.close()
    command = [_tool("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error"]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603
            [*command, "--single-transaction", "--dbname", dsn],
            env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints,
        )  # fmt: skip
        pipe = cast(IO[bytes], process.stdin)
        try:
            for part in parts:
                pipe.write(part)
            pipe.close()
        except BrokenPipeError:
            pass  # it has ended and says why
        except BaseException:
            process.kill()
            raise
        if process.wait():
            raise BackupError(f"pg_restore 没有做完，数据库没有改动：{_said(complaints)}")
    _reckon_views()


def _views() -> list[str]:
    """What the database reckons from its tables. It is reckoned anew after a restore: while
    `pg_restore` works, names without their schema lead nowhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT matviewname FROM pg_matviews WHERE schemaname = current_schema()")
        return [name for (name,) in cursor.fetchall()]


def _reckon_views() -> None:
    for view in _views():
        with connection.cursor() as cursor:
            cursor.execute(f"REFRESH MATERIALIZED VIEW {connection.ops.quote_name(view)}")


@contextmanager
def scratch() -> Iterator[dict[str, Any]]:
    # Named after the database it stands for: whoever finds one left over knows whose it was.
    name = f"{connection.settings_dict['NAME'][:40]}_check_{os.getpid()}"
    quoted = connection.ops.quote_name(name)
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {quoted}")
    except DatabaseError as error:
        raise BackupError(
            f"建不了核对用的临时数据库：{' '.join(str(error).split())}。"
            "请给数据库账号 CREATEDB 权限，"
            "或者在另一台装有 PostgreSQL 的机器上核对。"
        ) from error
    try:
        yield {"NAME": name}
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupError(
            f"找不到 {name}。请装 PostgreSQL 的客户端工具，主版本不低于数据库"
            "（Debian：apt-get install postgresql-client）。"
        )
    return found


def _server() -> tuple[str, dict[str, str]]:
    """How a program reaches this database; the password goes by the environment, read by nobody."""
    connection.ensure_connection()
    info = connection.connection.info
    # Those that client tools of any age know; the driver's own library may know newer ones.
    told = {name: value for name, value in info.get_parameters().items() if name in REACHED_BY}
    env = {**os.environ}
    if info.password:
        env["PGPASSWORD"] = info.password
    return make_conninfo(**told), env


def _said(complaints: Any) -> str:
    complaints.seek(0)
    return " ".join(complaints.read().decode(errors="replace").split())[-500:]
