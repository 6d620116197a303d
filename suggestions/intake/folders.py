"""A folder that another system fills: which files wait, who takes one, where it goes afterwards.

A file is taken by renaming it, which one process alone can do. What a process left behind when
it died goes back after a while: rows known by their number are not taken twice.
"""

import os
from pathlib import Path

WORKING, DONE, FAILED = "working", "done", "failed"
KINDS = (".csv", ".txt", ".xlsx", ".xls", ".ods")
RESTS = 10  # seconds since the last byte: before that it may still be written
GIVEN_UP = 3600  # seconds after which a file in work belongs to a process that died


def waiting(folder: Path, now: float) -> list[Path]:
    """The files to take, by name; none that is still growing, hidden, or no plain file."""
    if not folder.is_dir():
        return []
    found = [
        path
        for path in folder.iterdir()
        if path.suffix.lower() in KINDS
        and not path.name.startswith((".", "~"))
        and path.is_file()
        and not path.is_symlink()
    ]
    return sorted(path for path in found if now - path.stat().st_mtime >= RESTS)


def claim(path: Path) -> Path | None:
    """The file where nobody else takes it; nothing where another was faster."""
    target = path.parent / WORKING / path.name
    target.parent.mkdir(exist_ok=True)
    if target.exists():  # the same name is in work: it waits its turn
        return None
    try:
        path.rename(target)
    except FileNotFoundError:
        return None
    os.utime(target)  # from now on the clock of giving up runs
    return target


def put_back(folder: Path, now: float) -> None:
    """What was left in work goes to the waiting ones again."""
    for path in (folder / WORKING).glob("*"):
        back = folder / path.name
        if now - path.stat().st_mtime >= GIVEN_UP and not back.exists():
            path.rename(back)


def settle(path: Path, where: str, stamp: str, report: str) -> Path:
    """Put a file that was worked on away, with the report beside it."""
    folder = path.parent.parent / where
    folder.mkdir(exist_ok=True)
    target = folder / f"{path.stem}.{stamp}{path.suffix}"
    path.rename(target)
    target.with_name(f"{target.name}.report.txt").write_text(report, encoding="utf-8")
    return target
