"""A city's list comes in while residents go on sending: `python -m tests.bench rows`.

`python -m tests.bench.bench_rows VENDOR ROWS` measures one database with so many invented letters:
seconds, memory, the longest time that a set held the write lock, and how long residents waited.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import made_list, site

ROWS = 280_000
MUST = "≤ 180 s; no set holds the lock over 2 s, nobody waits over 2 s"
IMPORTER = """
import time
from django.core.management import call_command
from suggestions.actions import intake_sets
held = []
class Atomic:
    def __init__(self): self.inner = intake_sets_atomic()
    def __enter__(self):
        self.inner.__enter__(); self.start = time.monotonic()
    def __exit__(self, *error):
        done = self.inner.__exit__(*error); held.append(time.monotonic() - self.start); return done
intake_sets_atomic = intake_sets.transaction.atomic
class Transaction: atomic = Atomic
intake_sets.transaction = Transaction
start = time.monotonic()
call_command("import_suggestions", {file!r}, campaign="bench", map={map!r}, approve={approve})
print("took", time.monotonic() - start, len(held), max(held))
"""
RESIDENT = """
import time, uuid
from django.utils import timezone
from suggestions.actions import submitting
from suggestions.models import CampaignPage, ImportBatch
campaign = CampaignPage.objects.get(slug="bench")
draft = submitting.Draft(title="路灯", body="东门的路灯不亮。")
while not ImportBatch.objects.filter(status="running").exists():
    time.sleep(0.05)
while ImportBatch.objects.filter(status="running").exists():
    start = time.monotonic()
    submitting.submit(campaign, draft=draft, key=str(uuid.uuid4()), at=timezone.now())
    print("took", time.monotonic() - start, flush=True)
    time.sleep(0.5)
"""


def rows(
    place: site.Scratch, number: int = ROWS, approve: bool = True
) -> Iterator[tuple[str, str, str]]:
    place.run("tests.bench.fill", "0")
    with tempfile.TemporaryDirectory() as folder:
        file = str(made_list.write(Path(folder) / "letters.csv", number))
        code = IMPORTER.format(file=file, map=made_list.MAP, approve=approve)
        resident = _shell(place, RESIDENT)
        said = _shell(place, code).communicate()[0]
        waited = [float(line.split()[1]) for line in resident.communicate()[0].splitlines()]
    _, seconds, sets, longest = said.strip().splitlines()[-1].split()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield (
        f"import {number:,} letters, {'published' if approve else 'to be screened'}, "
        f"{place.vendor}",
        MUST,
        f"{float(seconds):.0f} s, {number / float(seconds):.0f} rows/s, {sets} sets, longest "
        f"{float(longest):.2f} s; {len(waited)} residents waited "
        f"{sorted(waited)[len(waited) // 2]:.2f} s in the middle, {max(waited):.2f} s at most; "
        f"highest peak {peak:.0f} MB",
    )


def _shell(place: site.Scratch, code: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=site.ROOT,
        env={**place.env, "LOCK_SECONDS": "60"},
        stdout=subprocess.PIPE,
        text=True,
    )


if __name__ == "__main__":
    with site.scratch(sys.argv[1]) as place:
        for row in rows(place, int(sys.argv[2]), approve="screen" not in sys.argv):
            print(" | ".join(row))
