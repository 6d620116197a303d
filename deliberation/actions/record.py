"""The council's record: every verb writes its link of the chain in its own transaction."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from deliberation.models import Council, Entry, Meeting
from deliberation.verify import GENESIS, digest
from suggestions.models import User

MACHINE = "系统"


def body(entry: Entry) -> dict[str, Any]:
    """What is hashed and exported of an entry: nothing that the public may not read."""
    return {
        "council": entry.council_id,
        "seq": entry.seq,
        "meeting": entry.meeting_id,
        "kind": entry.kind,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "actor": entry.actor,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "data": entry.data,
        "previous": entry.previous,
    }


def note(
    council: Council,
    kind: str,
    *,
    at: dt.datetime,
    by: User | None = None,
    actor: str = "",
    subject: models.Model | None = None,
    meeting: Meeting | None = None,
    data: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry to the council's chain, in the caller's transaction.

    The council's row is locked, so that two writers follow each other; the constraint on
    `previous` refuses a fork even where somebody forgot the lock. `data` must fit into JSON with
    whole numbers and strings (amounts and areas as decimal strings) and hold nothing private.
    """
    with transaction.atomic():
        Council.objects.select_for_update().only("pk").get(pk=council.pk)
        last = Entry.objects.filter(council=council).order_by("-seq").first()
        entry = Entry(
            council=council,
            seq=last.seq + 1 if last else 1,
            meeting=meeting,
            kind=kind,
            subject=subject._meta.model_name if subject else "",
            subject_id=subject.pk if subject else None,
            actor=str(by) if by else actor or MACHINE,
            by=by,
            at=at,
            data=dict(data or {}),
            previous=last.hash if last else GENESIS,
        )
        entry.hash = digest(body(entry))
        entry.save(force_insert=True)
    return entry


def head(council: Council) -> str:
    """The hash of the newest entry: printing it pins down everything before it."""
    last = Entry.objects.filter(council=council).order_by("-seq").values_list("hash", flat=True)
    return last.first() or GENESIS
