"""The demo: invented content beside the code, brought in through the same verbs as real work.

Everything is dated from the day on which it is loaded: "nine days ago" stays nine days ago.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import get_current_timezone, localdate

FOLDER = Path(__file__).resolve().parent
PICTURES = FOLDER / "pictures"
PASSWORD = "jianyan-demo"  # noqa: S105 - printed by every `make demo`; never in production
# Idempotency keys of the demo's own suggestions begin with it; a browser's keys are UUIDs.
KEY = "demo-"

Act = Callable[[dt.datetime], object]
Progress = Callable[[int, int], None]  # done so far, of how many


@cache
def content(name: str) -> Any:
    """One of the files of content, read once."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def photo(name: str) -> SimpleUploadedFile:
    """One of the demo's photos, as a phone would send it."""
    return SimpleUploadedFile(name, (PICTURES / name).read_bytes())


@dataclass(frozen=True)
class Days:
    """Moments counted from the day of loading; none lies after the loading itself."""

    at: dt.datetime

    def on(self, days: int, hour: int = 10, minute: int = 0) -> dt.datetime:
        """`hour:minute` on the day that lies `days` ahead (negative: ago)."""
        day = localdate(self.at) + dt.timedelta(days=days)
        return dt.datetime.combine(day, dt.time(hour, minute), get_current_timezone())

    @staticmethod
    def minutes(number: int) -> dt.timedelta:
        return dt.timedelta(minutes=number)

    def ago(self, days: int, hour: int = 10, *, of: str = "") -> dt.datetime:
        """Likewise in the past; `of` picks the minute, so that not all happens on the hour."""
        return min(self.on(-days, hour, crc32(of.encode()) % 60), self.at)


@dataclass
class Script:
    """What happened, collected in any order and done in the order of time.

    So numbers, histories and queues grow as they would have grown.
    """

    steps: list[tuple[dt.datetime, int, Act]] = field(default_factory=list)

    def add(self, moment: dt.datetime, act: Act) -> None:
        self.steps.append((moment, len(self.steps), act))

    def run(self, on_progress: Progress) -> None:
        ordered = sorted(self.steps, key=lambda step: step[:2])
        for number, (moment, _, act) in enumerate(ordered, 1):
            act(moment)
            on_progress(number, len(ordered))
