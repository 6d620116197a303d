"""The whole record of a council as one file that anybody can check (`deliberation.verify`)."""

from typing import Any

from deliberation.actions.record import body
from deliberation.models import Council, Entry
from deliberation.verify import FORMAT, GENESIS, seal


def export_record(council: Council) -> dict[str, Any]:
    """Header, every entry with its hash, and the seal. The same record gives the same file."""
    rows = Entry.objects.filter(council=council).order_by("seq")
    entries = [{**body(entry), "hash": entry.hash} for entry in rows.iterator(chunk_size=500)]
    export = {
        "format": FORMAT,
        "council": {"id": council.pk, "name": council.name, "slug": council.slug},
        "count": len(entries),
        "head": entries[-1]["hash"] if entries else GENESIS,
        "entries": entries,
    }
    return {**export, "seal": seal(export)}
