"""Many councils from a list: read and checked line by line, then written in one transaction."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from deliberation.actions.council_list import CouncilList, CouncilRow
from deliberation.actions.councils import LEVELS, told
from deliberation.actions.record import Fact, note_all
from deliberation.models import Council
from suggestions.actions.rules import Refused
from suggestions.models import Area, User
from suggestions.tabular import Table, Unreadable, guess
from suggestions.tabular.lists import look

BATCH = 500


@dataclass
class Listed:
    """What came of a list: `faults` are (line, why); faulty lines are left out."""

    created: int = 0
    existing: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def import_councils(
    table: Table,
    *,
    by: User,
    at: dt.datetime,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Listed:
    """Found the councils of a list. One that is there already (same area, same name) stays."""
    kind = CouncilList()
    mapping = guess(table.headers, kind.columns)
    if missing := kind.missing(mapping):
        labels = "、".join(column.label for column in kind.columns)
        raise Refused(f"缺少这些列：{'、'.join(missing)}。可用的列：{labels}。")
    try:
        found = look(table, kind, mapping)
    except Unreadable as error:
        raise Refused(str(error)) from error
    listed = Listed(len(found.items), kind.existing, [(f.row, f.why) for f in found.faults])
    listed.notes = found.notes
    if not dry_run:
        write_councils(found.items, by=by, at=at, placed=kind.placed, on_progress=on_progress)
    return listed


# --- writing ---------------------------------------------------------------------------------


def write_councils(
    rows: list[CouncilRow],
    *,
    by: User,
    at: dt.datetime,
    placed: Sequence[Area] = (),
    on_progress: Callable[[int, int], None] | None = None,
) -> None:
    """From the street down, so that whoever is above is there; nothing stays half-written."""
    done = 0
    with transaction.atomic():
        Area.objects.bulk_update(placed, ["latitude", "longitude"], batch_size=BATCH)
        for level in reversed(LEVELS):
            mine = [row for row in rows if row.council.level == level]
            above = _Above()
            for row in mine:
                row.council.parent = above.find(row)
            for start in range(0, len(mine), BATCH):
                _write_batch(mine[start : start + BATCH], by, at)
                done += len(mine[start : start + BATCH])
                if on_progress:
                    on_progress(done, len(rows))


def _write_batch(rows: list[CouncilRow], by: User, at: dt.datetime) -> None:
    Council.objects.bulk_create([row.council for row in rows])
    secretaries, required = Council.secretaries.through, Council.required_parties.through
    secretaries.objects.bulk_create(
        secretaries(council=row.council, user=user) for row in rows for user in row.secretaries
    )
    required.objects.bulk_create(
        required(council=row.council, party=party) for row in rows for party in row.parties
    )
    facts = [Fact(r.council, r.council, None, told(r.council, r.parties)) for r in rows]
    note_all(facts, "council.made", at=at, by=by)


class _Above:
    """Whom a council passes up to: the one named in the list, else the nearest one above."""

    def __init__(self) -> None:
        self.by_name: dict[str, Council] = {}
        self.by_path: dict[str, list[Council]] = {}
        for council in Council.objects.active().select_related("area").order_by("pk"):
            self.by_name.setdefault(council.name, council)
            self.by_name[council.slug] = council
            self.by_path.setdefault(council.area.path, []).append(council)

    def find(self, row: CouncilRow) -> Council | None:
        council = row.council
        higher = LEVELS[LEVELS.index(council.level) + 1 :]
        if row.parent:
            found = self.by_name.get(row.parent)
            if found is None or found.level not in higher:
                raise Refused(f"第 {row.number} 行：没有更高级别的议事会叫“{row.parent}”。")
            return found
        path = council.area.path
        near = [
            one
            for end in range(len(path), 0, -Area.steplen)
            for one in self.by_path.get(path[:end], ())
            if one.level in higher
        ]
        return min(near, key=lambda one: (LEVELS.index(one.level), one.pk), default=None)
