"""The site's three secrets, apart from its backups: without them contact data stays unreadable."""

import hashlib
import hmac
import io
import json
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings

from cms.backup import BackupError
from cms.backup.sealing import Opener, Sealer

NAMES = ("SECRET_KEY", "FIELD_KEYS", "RECEIPT_KEY")
FILE = "jianyan-keys.sealed"


def fingerprints() -> dict[str, list[str]]:
    """By which a restored site tells that it has the keys of its backup; tells nothing of them."""
    return {name: [_mark(key) for key in getattr(settings, name).split(",")] for name in NAMES}


def missing(marks: dict[str, list[str]]) -> list[str]:
    """Names of the secrets here that are not those of a backup; more field keys are no harm."""
    here = fingerprints()
    return [name for name in ("FIELD_KEYS", "RECEIPT_KEY") if set(marks[name]) - set(here[name])]


def seal(folder: Path, recipient: X25519PublicKey) -> Path:
    path = folder / FILE
    draft = folder / f".{FILE}.draft"
    data = json.dumps({name: getattr(settings, name) for name in NAMES}).encode()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            sealer = Sealer(out, recipient)
            sealer.write(data)
            sealer.finish()
        draft.replace(path)
    except OSError as error:
        raise BackupError(f"写不了 {path}：{error.strerror}。") from error
    return path


def opened(path: Path, secret: X25519PrivateKey) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            return json.loads(io.BufferedReader(Opener(file, secret)).read())
    except OSError as error:
        raise BackupError(f"读不了 {path}：{error.strerror}。") from error


def _mark(key: str) -> str:
    return hmac.new(key.strip().encode(), b"jianyan-backup", hashlib.sha256).hexdigest()[:16]
