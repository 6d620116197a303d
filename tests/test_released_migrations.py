"""A migration that has been released is never edited: a wrong one is followed by the next.

`released_migrations.txt` holds the digest of each migration of the last release, in the manner of
`sha256sum`; `sha256sum */migrations/0*.py > tests/released_migrations.txt` writes it at a release.
"""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RELEASED = ROOT / "tests/released_migrations.txt"


def released() -> dict[str, str]:
    lines = RELEASED.read_text().splitlines()
    return {path: digest for digest, path in (line.split() for line in lines)}


def touched(root: Path, listed: dict[str, str]) -> list[str]:
    """The released migrations that are not what they were, or are not there."""

    def digest(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""

    return [path for path, known in listed.items() if digest(root / path) != known]


def test_no_released_migration_has_been_edited_or_removed():
    assert released()
    assert touched(ROOT, released()) == [], (
        "A released migration has been edited. Take the change back and add a new migration."
    )


@pytest.fixture
def copy(tmp_path):
    """The released files, to be spoiled."""
    for path in released():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((ROOT / path).read_bytes())
    return tmp_path


def test_an_edited_and_a_vanished_migration_are_noticed(copy):
    edited, vanished, *_ = released()
    (copy / edited).write_bytes((copy / edited).read_bytes() + b"\n")
    (copy / vanished).unlink()
    assert touched(copy, released()) == [edited, vanished]
