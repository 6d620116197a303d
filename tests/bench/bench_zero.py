"""Every app of ours is migrated back to nothing and forth again, on a database of its own."""

import subprocess
import time
from collections.abc import Iterator

from tests.bench import site

APPS = ("cms", "deliberation", "suggestions")
Row = tuple[str, str, str]


def rows(place: site.Scratch) -> Iterator[Row]:
    for app in APPS:
        since = time.monotonic()
        try:
            place.manage("migrate", app, "zero", "--verbosity", "0")
            place.manage("migrate", "--verbosity", "0")
            place.manage("migrate", "--check", "--verbosity", "0")
        except subprocess.CalledProcessError as error:
            yield f"{app} to nothing and back, {place.vendor}", "works", f"no: {error}"
            return
        took = f"works, {time.monotonic() - since:.0f} s"
        yield f"{app} to nothing and back, {place.vendor}", "works", took
