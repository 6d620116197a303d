"""What lies in a backup: a tar of files, the database in parts, and last the manifest with hashes.

The whole is packed (gzip) and sealed as one stream; nothing of it touches the disk in the clear.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from cms.backup import BackupError
from cms.backup.sealing import Opener, Sealer

FORMAT = "jianyan-backup/1"
DATABASE, MANIFEST = "database/", "manifest.json"
BUFFER = 1 << 20


class Packer:
    """Puts things into an archive and keeps what the manifest says of them."""

    def __init__(self, out: IO[bytes], recipient: X25519PublicKey) -> None:
        self.sealer = Sealer(out, recipient)
        self.gzip = gzip.GzipFile(fileobj=self.sealer, mode="wb", compresslevel=1, mtime=0)
        self.tar = tarfile.open(  # noqa: SIM115
            fileobj=self.gzip, mode="w|", format=tarfile.PAX_FORMAT
        )
        self.files: dict[str, dict[str, Any]] = {}
        self.seen: dict[str, tuple[int, int]] = {}

    def add_folder(self, name: str, root: Path) -> None:
        """Every file below `root` that is not in yet, or has changed since it was put in."""
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                self._add_file(f"{name}/{path.relative_to(root).as_posix()}", path)

    def add_database(self, parts: Iterable[bytes]) -> str:
        """Its bytes as numbered members; gives the hash of them all."""
        total = hashlib.sha256()
        for number, part in enumerate(parts):
            total.update(part)
            self._add(f"{DATABASE}{number:08d}", len(part), io.BytesIO(part))
        return total.hexdigest()

    def finish(self, manifest: dict[str, Any]) -> None:
        text = {"format": FORMAT, **manifest, "files": self.files}
        data = json.dumps(text, ensure_ascii=False, sort_keys=True).encode()
        self._add(MANIFEST, len(data), io.BytesIO(data))
        self.tar.close()
        self.gzip.close()
        self.sealer.finish()

    def _add_file(self, name: str, path: Path) -> None:
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return  # deleted between listing and opening, and with it the row that named it
        with file:
            state = _state(file)
            if self.seen.get(name) == state:
                return
            self.seen[name] = state
            reader = _Hashed(file)
            self._add(name, state[0], reader)
            self.files[name] = {"size": state[0], "sha256": reader.hash.hexdigest()}

    def _add(self, name: str, size: int, file: Any) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self.tar.addfile(info, file)


class _Hashed(io.RawIOBase):
    """Hashes what is read through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.hash.update(data)
        return data


def _state(file: IO[bytes]) -> tuple[int, int]:
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns


@contextmanager
def members(path: Path, secret: X25519PrivateKey) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Name and content of everything in a backup, in its order."""
    try:
        with path.open("rb") as file:
            opened = io.BufferedReader(Opener(file, secret), BUFFER)
            with (
                gzip.GzipFile(fileobj=opened) as packed,
                tarfile.open(fileobj=packed, mode="r|") as tar,
            ):
                yield ((info.name, _content(tar, info)) for info in tar)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
        raise BackupError(f"备份文件坏了，读不下去：{error}。请换另一天的备份。") from error
    except FileNotFoundError as error:
        raise BackupError(f"找不到备份文件 {path}。") from error


def _content(tar: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(info)
    if content is None:
        raise BackupError(f"备份里有不认识的东西：{info.name}。")
    return content


def read_through(path: Path, secret: X25519PrivateKey) -> dict[str, Any]:
    """The manifest, after every byte of the backup was found to be what it says."""
    found: dict[str, dict[str, Any]] = {}
    database, manifest = hashlib.sha256(), None
    with members(path, secret) as each:
        for name, content in each:
            if name == MANIFEST:
                manifest = json.loads(content.read())
                continue
            one, size = hashlib.sha256(), 0
            while data := content.read(BUFFER):
                one.update(data)
                size += len(data)
                if name.startswith(DATABASE):
                    database.update(data)
            if not name.startswith(DATABASE):
                found[name] = {"size": size, "sha256": one.hexdigest()}
    if manifest is None or manifest.get("format") != FORMAT:
        raise BackupError("备份里没有清单，或者是别的程序做的，不能使用。")
    wrong = [name for name, said in manifest["files"].items() if found.get(name) != said]
    if wrong or set(found) != set(manifest["files"]):
        raise BackupError(f"备份里的文件和清单不一致：{'、'.join(wrong[:5]) or '多出了文件'}。")
    if database.hexdigest() != manifest["database"]:
        raise BackupError("备份里的数据库和清单不一致。")
    return manifest
