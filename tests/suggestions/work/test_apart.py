"""What thinks beside the one that writes stands behind it, wherever that stands."""

import os
import subprocess
import sys

import pytest

from suggestions.work.apart import BEHIND

CODE = """
import os
from suggestions.text.language import piece_by_piece
where = lambda piece: (os.getpid(), os.getpriority(os.PRIO_PROCESS, 0))
for pid, nice in piece_by_piece(where, "一二三四五六"):
    print(pid == os.getpid(), nice)
"""


@pytest.mark.parametrize("begins_at", [0, 3])
def test_who_thinks_ahead_stands_some_steps_behind_who_writes(begins_at):
    here = os.getpriority(os.PRIO_PROCESS, 0)
    said = subprocess.run(
        ["nice", "-n", str(begins_at), sys.executable, "-c", CODE],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    expected = f"False {min(here + begins_at + BEHIND, 19)}"
    alone = f"True {here + begins_at}"  # a machine with one core
    assert said.splitlines() in ([expected] * 6, [alone] * 6)
    assert said.startswith("False") or os.cpu_count() == 1
