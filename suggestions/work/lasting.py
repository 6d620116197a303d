"""What must outlast a restored backup: what people had erased, and votes that are over.

One line of JSON each in a file that lies apart from the database (`ERASURE_LOG`), written before
the transaction ends: better a line for what was not erased in the end than an erasure without its
line. A line holds the kind, the row's key and a keyed mark of which row it was; no personal data,
and nothing that leads to a person without the database.
"""

import datetime as dt
import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

SUGGESTION, WITHDRAWN, CONTACT, FOLLOW, VOTE = "erased", "withdrawn", "contact", "follow", "vote"


@dataclass(frozen=True)
class Line:
    kind: str
    key: int
    mark: str

    def fits(self, *identity: object) -> bool:
        """Whether the row that has this key now is the one of then."""
        return hmac.compare_digest(self.mark, mark(self.kind, self.key, *identity))


def note(kind: str, key: int, *identity: object) -> None:
    """Append a line and wait until it lies on the disk; raises `OSError` where it cannot."""
    write(Line(kind, key, mark(kind, key, *identity)))


def write(said: Line) -> None:
    line = json.dumps(asdict(said)) + "\n"
    path = settings.ERASURE_LOG
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = "\n" + line  # a kill has cut the line before
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def mark(kind: str, key: int, *identity: object) -> str:
    text = json.dumps([kind, key, *map(_plain, identity)], ensure_ascii=False)
    return hmac.new(settings.RECEIPT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def _plain(value: object) -> str:
    """One spelling for one moment, whatever its time zone."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return str(value)


def read(*paths: Path) -> Iterator[Line]:
    """The lines of several logs, each once; half a line that a kill left is passed over."""
    seen: set[Line] = set()
    for path in paths:
        for text in path.read_text(encoding="utf-8").splitlines():
            try:
                said = json.loads(text)
                line = Line(said["kind"], said["key"], said["mark"])
            except (ValueError, KeyError, TypeError):
                continue
            if line not in seen:
                seen.add(line)
                yield line
