"""Making a backup: whole under its name or not at all, then the old ones go."""

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.conf import settings

from cms.backup import BackupError, rotating
from cms.backup.archive import Packer
from cms.backup.keys import fingerprints
from cms.backup.vendors import vendor
from suggestions.work.slots import Taken, slot

NAME, STAMP, LOG = "jianyan-{}.backup", "%Y%m%dT%H%M%SZ", "erasures.log"
# What is public and what is private, by its name in the backup. The rest of JIANYAN_VAR is made
# anew, or waits to be taken in.
FOLDERS = {"media": "MEDIA_ROOT", "private": "PRIVATE_ROOT"}


@dataclass(frozen=True)
class Made:
    path: Path
    rows: int
    files: int
    size: int
    seconds: float
    dropped: list[Path]


def make(folder: Path, recipient: X25519PublicKey, *, at: dt.datetime, keep: rotating.Keep) -> Made:
    began = time.monotonic()
    with alone():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(".jianyan-*.draft"):
            left.unlink()  # of one that was killed
        path = folder / NAME.format(at.astimezone(dt.UTC).strftime(STAMP))
        if path.exists():
            raise BackupError(f"{path} 已经有了，请过一秒再试。")
        manifest = _write(path, recipient, at)
        _copy_log(folder)
        dropped = _rotate(folder, keep)
    return Made(
        path,
        sum(manifest["tables"].values()),
        manifest["count"],
        path.stat().st_size,
        time.monotonic() - began,
        dropped,
    )


@contextmanager
def alone() -> Iterator[None]:
    try:
        with slot("backup", wait=0.1):
            yield
    except Taken as error:
        raise BackupError("另一个备份或核对正在进行，请等它做完再试。") from error


def _write(path: Path, recipient: X25519PublicKey, at: dt.datetime) -> dict:
    draft = path.with_name(f".{path.name}.draft")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            packer = Packer(out, recipient)
            manifest = _pack(packer, at)
            packer.finish(manifest)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(path)
        _sync(path.parent)
    except OSError as error:
        raise BackupError(
            f"写不了备份：{error.strerror}（{path.parent}）。旧的备份没有动。"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return {**manifest, "count": len(packer.files)}


def _pack(packer: Packer, at: dt.datetime) -> dict:
    """Files before the database and those that came meanwhile after it.

    Files are there before the row that names them, and go after it: so each file that a row of
    the snapshot names was there in one of the two walks.
    """
    roots = {name: Path(getattr(settings, setting)) for name, setting in FOLDERS.items()}
    for name, root in roots.items():
        packer.add_folder(name, root)
    with vendor().snapshot() as snapshot:
        digest = packer.add_database(snapshot.parts)
        told = snapshot.state
    for name, root in roots.items():
        packer.add_folder(name, root)
    return {"made_at": at.isoformat(), "database": digest, "keys": fingerprints(), **told}


def _copy_log(folder: Path) -> None:
    """Beside the backups, so that where they are taken the newest log comes along."""
    log, draft = settings.ERASURE_LOG, folder / f".{LOG}.draft"
    try:
        draft.write_bytes(log.read_bytes() if log.exists() else b"")
        draft.chmod(0o600)
        draft.replace(folder / LOG)
    except OSError as error:
        raise BackupError(f"抄不了删除记录 {log}：{error.strerror}。备份已经做好。") from error


def _rotate(folder: Path, keep: rotating.Keep) -> list[Path]:
    found = {at: path for path in folder.glob(NAME.format("*")) if (at := moment_of(path))}
    stays = rotating.kept(found, keep)
    dropped = [path for at, path in sorted(found.items()) if at not in stays]
    for path in dropped:
        path.unlink()
    return dropped


def moment_of(path: Path) -> dt.datetime | None:
    """When a backup was made, told by its name; None for what is none."""
    head, tail = NAME.split("{}")
    try:
        at = dt.datetime.strptime(path.name, f"{head}{STAMP}{tail}")
    except ValueError:
        return None
    return at.replace(tzinfo=dt.UTC)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
