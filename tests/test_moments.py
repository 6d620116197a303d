"""A moment is kept in UTC; its day and its hour are told as they are here, eight hours later."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("nlp", "suggestions", "deliberation", "cms")
# The demo reckons in local moments throughout; a backup is named by its own clock.
LOCAL = ("cms/demo/", "cms/backup/rotating.py")
NAMED = r"(?:\w+\.)*(?:at|now|\w+_at)"
WRONG = re.compile(
    rf"(?<![\w.(]){NAMED}\.(?:date|time)\(\)"  # the day in Greenwich
    r"|\{self\.(?:at|\w+_at):%[^}]*[YmdHM]"  # the hour in Greenwich
)
NOT_A_MOMENT = ("council.starts_at:%H:%M",)  # a time of day


def found_in(text: str) -> list[str]:
    return [
        line.strip()
        for line in text.splitlines()
        if WRONG.search(line) and not any(one in line for one in NOT_A_MOMENT)
    ]


def test_no_day_is_that_of_greenwich():
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" in name or name.startswith(LOCAL):
                continue
            if lines := found_in(path.read_text(encoding="utf-8")):
                found[name] = lines
    assert found == {}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("today = at.date()", True),
        ("on = gap.at.date()", True),
        ('"meeting": meeting.starts_at.date().isoformat()', True),
        ('return f"{self.at:%Y-%m-%d %H:%M}"', True),
        ("until__gte=self.at.date()", True),
        ("today = localdate(at)", False),
        ("localtime(at).date()", False),
        ("min(period.last, localtime(at).date())", False),
        ('return f"{localtime(self.at):%Y-%m-%d %H:%M}"', False),
    ],
)
def test_the_look_finds_it(line, wrong):
    assert bool(found_in(line)) is wrong
