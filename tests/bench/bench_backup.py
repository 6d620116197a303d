"""A city of 300,000 suggestions backed up, proven and brought back; what writers wait meanwhile."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import site

COUNT = int(os.environ.get("BENCH_BACKUP_ROWS", "300000"))
TIMES = 3


def rows(place: site.Scratch) -> Iterator[tuple[str, str, str]]:
    place.run("tests.bench.fill", str(COUNT))
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "backup.key"
        said = place.manage("backup", "--new-key", str(key), capture_output=True, text=True).stdout
        place.env["BACKUP_TO"] = said.strip().removeprefix("BACKUP_TO=")
        told = [_timed(place, "backup", "--to", folder) for _ in range(TIMES)]
        size = max(path.stat().st_size for path in Path(folder).glob("*.backup"))
        what = f"{COUNT:,} suggestions, {place.vendor}"
        yield f"backup, {what}", "≤ 300 s", f"{_spread(told)}, {size / 2**20:.0f} MB"
        (*_, path) = sorted(Path(folder).glob("*.backup"))
        checked = _timed(place, "verify_backup", str(path), "--key", str(key))
        yield f"verify it, {what}", "", f"{checked:.0f} s"


def _timed(place: site.Scratch, *args: str) -> float:
    began = time.monotonic()
    place.manage(*args, capture_output=True)
    return time.monotonic() - began


def _spread(seconds: list[float]) -> str:
    middle = sorted(seconds)[len(seconds) // 2]
    return f"{middle:.0f} s ({min(seconds):.0f}–{max(seconds):.0f} s in {len(seconds)} runs)"
