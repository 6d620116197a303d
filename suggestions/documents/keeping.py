"""Printed papers, kept on disk: setting a PDF costs a second, handing out a file nothing.

Kept under a name made of everything that is printed, so that a changed draft is another paper.
The folder may be deleted at any time; only the site reads it, since papers of the parties bear
full names.
"""

import hashlib
import os
import time
from pathlib import Path

from django.conf import settings

from suggestions.documents.files import PrintedAs, composed

VERSION = "3"  # another layout of the same lines
KEPT = 300  # files; some 60 kB each
DAYS = 30  # a draft that nobody takes any more does not lie here for ever


def kept(paper: PrintedAs) -> bytes | None:
    """The paper if it has been printed before."""
    return _read(_path(paper))


def printed(paper: PrintedAs) -> bytes:
    """DOCX or PDF, composed now unless it lies there."""
    path = _path(paper)
    if (data := _read(path)) is not None:
        return data
    data = composed(paper)
    settings.PAPER_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = path.with_suffix(f".{os.getpid()}-{id(paper)}")
    written.write_bytes(data)
    written.replace(path)  # a reader sees the whole paper or none
    _clear()
    return data


def _path(paper: PrintedAs) -> Path:
    facts = "\n".join((VERSION, *map(repr, paper)))
    return settings.PAPER_DIR / f"{hashlib.sha256(facts.encode()).hexdigest()[:40]}.paper"


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _clear() -> None:
    """What is old goes, and past the bound the oldest."""
    found = sorted(settings.PAPER_DIR.iterdir(), key=_age, reverse=True)
    last = time.time() - DAYS * 24 * 3600
    for place, path in enumerate(found):
        if place >= KEPT or _age(path) < last:
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
