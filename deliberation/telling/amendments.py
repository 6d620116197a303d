"""What changed from version to version of the words of a vote."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from deliberation.models import Amendment, Motion

SAME, GONE, NEW = "same", "gone", "new"
# Numbers and words of other scripts stay whole; every other sign is one piece.
PIECES = re.compile(r"[0-9A-Za-z.]+|\s+|.", re.DOTALL)
SENTENCES = re.compile(r"[^。！？；\n]*[。！？；\n]?")
MOST = 1200  # of longer texts whole sentences are compared


@dataclass(frozen=True)
class Part:
    kind: str
    text: str


@dataclass(frozen=True)
class Version:
    """An amendment with the words it left, took out and put in."""

    amendment: Amendment
    parts: tuple[Part, ...]


def versions(motion: Motion) -> list[Version]:
    """Every amendment, the first before the last; none where the words were never changed."""
    if motion.version < 2:
        return []
    rows = motion.amendments.order_by("number")
    return [Version(row, tuple(changes(row.before, row.after))) for row in rows]


def changes(before: str, after: str) -> Iterator[Part]:
    """The texts side by side: what both have, what is gone and what is new."""
    pattern = PIECES if max(len(before), len(after)) <= MOST else SENTENCES
    old, new = (pattern.findall(text) for text in (before, after))
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Part(SAME, "".join(old[a:b]))
            continue
        if gone := "".join(old[a:b]):
            yield Part(GONE, gone)
        if fresh := "".join(new[c:d]):
            yield Part(NEW, fresh)
