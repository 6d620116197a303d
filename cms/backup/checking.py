"""Whether a backup can be trusted: opened in a database of its own and asked in every way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import FileField

from cms.backup import BackupError
from cms.backup.archive import DATABASE, members, read_through
from cms.backup.databases import count, heads, looking_at
from cms.backup.making import FOLDERS
from cms.backup.vendors import vendor
from deliberation.models import Council, Entry, Motion
from deliberation.record.export import export_record
from deliberation.verify import Bad, verify


def check(path: Path, secret: X25519PrivateKey) -> tuple[dict[str, Any], list[str]]:
    """The manifest, and what is wrong: hashes, rows, chains, votes, and files that rows name."""
    manifest = read_through(path, secret)
    refuse_foreign(manifest)
    with vendor().scratch() as scratch, looking_at(scratch):
        with members(path, secret) as each:
            vendor().fill(database_parts(each))
        return manifest, list(faults(manifest))


def refuse_foreign(manifest: dict[str, Any]) -> None:
    """Of another database, or from a newer version than this one."""
    if manifest["vendor"] != connection.vendor:
        raise BackupError(
            f"这是 {manifest['vendor']} 的备份，现在的 DATABASE_URL 指向 {connection.vendor}。"
            "请把 DATABASE_URL 改成同一种数据库再试。"
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest["migrations"]) - known):
        raise BackupError(
            f"备份来自更新的版本（{newer[-1]} 等 {len(newer)} 项迁移这里没有）。"
            "请先装同一版本的程序。"
        )


def database_parts(each: Any) -> Iterator[bytes]:
    return (content.read() for name, content in each if name.startswith(DATABASE))


def faults(manifest: dict[str, Any]) -> Iterator[str]:
    """What the opened database lacks of what was said of it."""
    here = count(sorted(manifest["tables"]))
    for table, rows in manifest["tables"].items():
        if here[table] != rows:
            yield f"表 {table} 有 {here[table]} 行，备份时有 {rows} 行"
    call_command("migrate", verbosity=0, interactive=False)
    if heads() != manifest["heads"]:
        yield "议事记录的末尾和备份时不一致"
    yield from broken_chains()
    yield from reopened_votes()
    yield from missing_files(manifest["files"])


def broken_chains() -> Iterator[str]:
    for council in Council.objects.order_by("pk").iterator():
        try:
            verify(export_record(council))
        except Bad as error:
            yield f"议事会“{council.name}”的记录链不通：{error}"


def reopened_votes() -> Iterator[str]:
    """Votes whose close stands in the record and that are not closed."""
    closed = Entry.objects.filter(kind="motion.closed").values("subject_id")
    over = [Motion.Status.CLOSED, Motion.Status.ANNULLED]
    for motion in Motion.objects.filter(pk__in=closed).exclude(status__in=over):
        yield f"表决“{motion}”已经结束，数据库里却没有结束"


def missing_files(files: dict[str, Any]) -> Iterator[str]:
    names = {f"{folder}/" for folder in FOLDERS}
    there = {name.partition("/")[2] for name in files if name.partition("/")[0] + "/" in names}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, FileField) and not model._meta.proxy:
                told = model._base_manager.exclude(**{field.name: ""}).exclude(**{field.name: None})
                lost = set(told.values_list(field.name, flat=True).iterator()) - there
                if lost:
                    yield f"{model._meta.verbose_name}的文件缺 {len(lost)} 个，如 {min(lost)}"
