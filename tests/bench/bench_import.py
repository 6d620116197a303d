"""Import the real messages into a fresh site and group them: seconds and peak memory.

The messages are looked for in `JIANYAN_DATA`, else in the sibling folder `../shared/data`.
"""

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import site

DATA = Path(os.environ.get("JIANYAN_DATA", site.ROOT.parent / "shared" / "data"))
MESSAGES = DATA / "messages" / "messages_4326.csv"
MAP = "title=title,body=body,submitted_at=created_at,external_id=message_id,author=user_id"


def rows() -> Iterator[tuple[str, str, str]]:
    """(what, must, figure) of importing and of grouping, whole processes with start-up."""
    if not MESSAGES.exists():
        print(f"skipped: no messages at {MESSAGES}; set JIANYAN_DATA")
        return
    with site.scratch("sqlite") as place:
        place.run("tests.bench.fill", "0")
        args = ("import_suggestions", str(MESSAGES), "--campaign=bench", f"--map={MAP}")
        yield "import 4,326 messages", "≤ 15 s, ≤ 300 MB", _timed(place, *args, "--approve")
        yield "group them", "≤ 10 s", _timed(place, "group_suggestions", "--campaign=bench")


def _timed(place: site.Scratch, *args: str) -> str:
    began = time.monotonic()
    done = place.manage(*args, capture_output=True, text=True)
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    said = done.stdout.strip().splitlines()[-1]
    return f"{seconds:.1f} s with start-up, highest peak so far {peak:.0f} MB ({said})"
