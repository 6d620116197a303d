"""What the bench of the engine measures on, how it runs a command, and its one table."""

from __future__ import annotations

import csv
import os
import random
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("JIANYAN_DATA", ROOT.parent / "shared" / "data")) / "messages"

_SENTENCE = re.compile("[。！？]")

Row = dict[str, str]


def table(path: Path) -> list[Row]:
    csv.field_size_limit(2**26)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def made(count: int, path: Path) -> Path:
    """Write rows of about 140 characters made from sentences of the messages, seeded."""
    rows = table(DATA / "messages_4326.csv")
    titles = [row["title"].strip() for row in rows]
    parts = [p for row in rows for p in _SENTENCE.split(row["body"].strip()) if 5 < len(p) < 80]
    chance = random.Random(0)

    def letters() -> Iterable[tuple[int, str, str]]:
        for number in range(count):
            body: list[str] = []
            while sum(map(len, body)) < 105:
                body.append(chance.choice(parts))
            yield number, chance.choice(titles), "。".join(body)

    return write(path, ["id", "title", "body"], letters())


@dataclass(frozen=True)
class Run:
    """A command from start to end."""

    wall: float
    cpu: float
    memory: float
    said: str

    def __str__(self) -> str:
        return f"{self.wall:.1f} s, {self.cpu:.1f} s CPU, {self.memory / 1024:.1f} GB"


def run(*arguments: object) -> Run:
    """Run ``python -m …`` and measure wall time, processor time and peak memory.

    Raises
    ------
    RuntimeError
        If it fails.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = process.stderr.read() if process.stderr else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, arguments))}: {said[-500:]}")
    wall = time.perf_counter() - began
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said.strip())


class Table:
    """The one table: every row as soon as it is known, and all of them at the end."""

    COLUMNS = ("what", "wanted", "ours", "peers, same run")

    def __init__(self) -> None:
        self._rows: list[tuple[str, ...]] = [self.COLUMNS]

    def add(self, what: str, wanted: str, ours: object, peers: str = "") -> None:
        self._rows.append((what, wanted, str(ours), peers))
        sys.stderr.write(" | ".join(self._rows[-1]) + "\n")

    def __str__(self) -> str:
        widths = [max(map(_width, column)) for column in zip(*self._rows, strict=True)]
        lines = [
            " | ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip()
            for row in self._rows
        ]
        lines.insert(1, "-|-".join("-" * width for width in widths))
        return "\n".join(lines)


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
