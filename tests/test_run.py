"""What `tests/run` gives a second chance: a crowded machine, never a wrong result."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).with_name("run").read_text("utf-8")
ONCE_WRONG = """
from pathlib import Path
tried = Path(__file__).with_name("tried")
def test_it():
    if tried.exists():
        return
    tried.touch()
    raise {error}
"""


@pytest.fixture
def outcome(tmp_path):
    """Of a test that fails with this error the first time only."""
    (options,) = re.findall(r"^AGAIN=\((.*)\)$", RUN, re.M)

    def run(error: str) -> str:
        (tmp_path / "test_once.py").write_text(ONCE_WRONG.format(error=error), "utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p",
                   "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(tmp_path),
                   *shlex.split(options), str(tmp_path)]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path).stdout

    return run


@pytest.mark.parametrize(
    "error",
    [
        "__import__('sqlite3').OperationalError('database is locked')",
        "AssertionError('… OperationalError: database is locked')",
        "__import__('subprocess').TimeoutExpired('work', 120)",
        "TimeoutError('Locator.click: Timeout 30000ms exceeded.')",
        "AssertionError('Locator expected to have text … with timeout 5000ms')",
    ],
)
def test_a_crowded_machine_is_asked_once_more(outcome, error):
    assert "1 passed, 1 rerun" in outcome(error)


@pytest.mark.parametrize("error", ["AssertionError('2 == 1')", "ValueError('twice')"])
def test_a_wrong_result_stays_wrong(outcome, error):
    assert "1 failed" in outcome(error)


def test_every_half_is_run_by_the_same_rule():
    assert RUN.count('"$BIN/pytest"') == RUN.count('"$BIN/pytest" -q "${AGAIN[@]}"') == 3
