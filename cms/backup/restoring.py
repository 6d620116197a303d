"""Bringing a backup back: into an empty database and empty folders, never over anything."""

import os
import shutil
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import connection

from cms.backup import BackupError, keys
from cms.backup.archive import DATABASE, MANIFEST, members, read_through
from cms.backup.checking import database_parts, refuse_foreign
from cms.backup.making import FOLDERS
from cms.backup.vendors import vendor


def restore(path: Path, secret: X25519PrivateKey) -> dict[str, Any]:
    """The manifest of what is there now. The whole backup is read before anything is written."""
    refuse_full()
    manifest = read_through(path, secret)
    refuse_foreign(manifest)
    if other := keys.missing(manifest["keys"]):
        raise BackupError(
            f"{'、'.join(other)} 和备份时不一样：联系方式会读不出来，查询码会全部失效。"
            "请先恢复当时的密钥（manage.py backup_keys --open）。"
        )
    drafts = {name: _draft(root) for name, root in roots().items()}
    try:
        with members(path, secret) as each:
            for name, content in each:
                if not name.startswith(DATABASE) and name != MANIFEST:
                    _write(drafts, name, content)
        with members(path, secret) as each:
            vendor().fill(database_parts(each))
    except BaseException:
        for draft in drafts.values():
            shutil.rmtree(draft, ignore_errors=True)
        raise
    for name, root in roots().items():
        if root.exists():
            root.rmdir()  # refuse_full saw it empty
        drafts[name].rename(root)
    return manifest


def roots() -> dict[str, Path]:
    return {name: Path(getattr(settings, setting)) for name, setting in FOLDERS.items()}


def refuse_full() -> None:
    """Nothing that is there is ever written over."""
    if not vendor().is_empty():
        raise BackupError(
            f"数据库 {connection.settings_dict['NAME']} 里已经有内容，没有恢复，也没有改动。"
            "请停掉网站和后台任务，新建一个空数据库（SQLite：换一个文件名），"
            "把 DATABASE_URL 指过去再试。原来的数据库请留着。"
        )
    for root in roots().values():
        if root.exists() and any(root.iterdir()):
            raise BackupError(
                f"文件夹 {root} 不是空的，没有恢复，也没有改动。"
                f"请先把它改名留着（mv {root} {root}.old）再试。"
            )


def _draft(root: Path) -> Path:
    draft = root.with_name(f".{root.name}.restoring")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700 if root.name == "private" else 0o755)
    return draft


def _write(drafts: dict[str, Path], name: str, content: Any) -> None:
    folder, _, rest = name.partition("/")
    place = (drafts[folder] / rest) if folder in drafts else Path("/")
    if folder not in drafts or not place.resolve().is_relative_to(drafts[folder].resolve()):
        raise BackupError(f"备份里有不认识的东西：{name}。")
    private = folder == "private"
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o755)
    mode = 0o600 if private else 0o644
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        shutil.copyfileobj(content, file, 1 << 20)
