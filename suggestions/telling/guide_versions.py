"""What of a guide was public when, and what each version changed, clause by clause."""

import datetime as dt
import difflib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.models import PageLogEntry

from suggestions.models import GuidePage
from suggestions.models.guide_blocks import Clause, clauses_of

# Words of Chinese are not parted by spaces: a run of Latin letters or digits, or one sign.
PIECE = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.DOTALL)
SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Version:
    """One wording as it stood in public, since when, and what its editor says of it."""

    key: int  # of the revision
    number: int  # 第几版
    since: dt.datetime
    page: GuidePage
    changes: str


@dataclass(frozen=True)
class Change:
    """What one version did to one clause; `pieces`: `(same | added | removed, words)`."""

    kind: str
    label: str
    place: int
    was: int | None
    heading: str
    pieces: tuple[tuple[str, str], ...]


KINDS = {"added": "新增", "removed": "去掉", "changed": "改写", "moved": "换了位置"}


def published(page: GuidePage) -> list[Version]:
    """Every wording that went public, the newest first."""
    entries = PageLogEntry.objects.filter(
        page=page.pk, action="wagtail.publish", revision__isnull=False
    )
    rows = entries.select_related("revision").order_by("timestamp", "pk")
    found = []
    for number, entry in enumerate(rows, 1):
        wording = entry.revision.as_object()
        since = entry.timestamp
        found.append(Version(entry.revision_id, number, since, wording, wording.changes))
    return found[::-1]


def changes(before: GuidePage | None, after: GuidePage) -> list[Change]:
    """Clause by clause, in the order of the new text; what is gone comes last."""
    if before is None:
        return []
    old = {one.key: one for one in clauses_of(before.body)}
    new = {one.key: one for one in clauses_of(after.body)}
    moved = _moved(old, new)
    found = [
        change
        for one in new.values()
        if (change := _change(old.get(one.key), one, one.key in moved))
    ]
    return found + [
        Change("removed", KINDS["removed"], one.number, one.number, one.heading,
               ((REMOVED, one.text),))
        for one in old.values()
        if one.key not in new
    ]  # fmt: skip


def _moved(old: dict[uuid.UUID, Clause], new: dict[uuid.UUID, Clause]) -> set[uuid.UUID]:
    """Clauses that stand elsewhere among those that both have: the fewest that explain it."""
    before = [key for key in old if key in new]
    after = [key for key in new if key in old]
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    kept = {key for block in matcher.get_matching_blocks() for key in
            before[block.a : block.a + block.size]}  # fmt: skip
    chapters = {key for key in after if old[key].chapter != new[key].chapter}
    renamed = {old[key].chapter for key in chapters} - {one.chapter for one in new.values()}
    crossed = {key for key in chapters if old[key].chapter not in renamed}
    return (set(after) - kept) | crossed


def _change(before: Clause | None, after: Clause, moved: bool) -> Change | None:
    """The heading stands above; it is among the compared words only where it changed itself."""
    if before is None:
        pieces: tuple[tuple[str, str], ...] = ((ADDED, after.text),)
        return Change("added", KINDS["added"], after.number, None, after.heading, pieces)
    if (before.heading, before.text) != (after.heading, after.text):
        renamed = before.heading != after.heading
        pieces = tuple(compared(_words(before, renamed), _words(after, renamed)))
        kind = "changed"
    elif moved:
        kind, pieces = "moved", ((SAME, after.text),)
    else:
        return None
    return Change(kind, KINDS[kind], after.number, before.number, after.heading, pieces)


def _words(clause: Clause, with_heading: bool) -> str:
    return f"{clause.heading}\n{clause.text}".strip() if with_heading else clause.text


def compared(before: str, after: str) -> Iterable[tuple[str, str]]:
    """The new words with those that went and came.

    >>> list(compared("每月一次", "每周一次"))
    [('same', '每'), ('removed', '月'), ('added', '周'), ('same', '一次')]
    """
    old, new = PIECE.findall(before), PIECE.findall(after)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for _, a, b, c, d in (op for op in matcher.get_opcodes()):
        if old[a:b] == new[c:d]:
            yield SAME, "".join(new[c:d])
            continue
        if a < b:
            yield REMOVED, "".join(old[a:b])
        if c < d:
            yield ADDED, "".join(new[c:d])
