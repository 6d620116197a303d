"""A site of version 0.1.0, with its data, is brought to today's tables and looked at."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests import upgrading
from tests.bench import site

Row = tuple[str, str, str]


def rows(vendor: str) -> Iterator[Row]:
    with site.scratch(vendor, migrated=False) as place:
        upgrading.write_keys(Path(place.env["JIANYAN_VAR"]))
        place.run("tests.upgrading", "fill")
        since = time.monotonic()
        place.manage("migrate", "--verbosity", "0")
        took = time.monotonic() - since
        command = [sys.executable, "-m", "tests.upgrading", "told"]
        told = json.loads(
            subprocess.run(
                command, cwd=site.ROOT, env=place.env, check=True, stdout=subprocess.PIPE
            ).stdout
        )
    yield (
        f"version 0.1.0 with data to today, {vendor}",
        "every page opens, every record proves itself",
        f"{took:.0f} s; {told['pages']} pages, {len(told['wrong'])} wrong; "
        f"{told['counts']['suggestions.suggestion']} suggestions, {told['entries']} entries",
    )
