"""The council's record: every verb writes its link of the chain in its own transaction."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from deliberation.actions import council_news
from deliberation.actions.facts import facts_of
from deliberation.models import Council, Entry, Meeting
from deliberation.models.councils import OfCouncil
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


@dataclass(frozen=True)
class Fact:
    """What is written into one council's record."""

    council: Council
    subject: Council | OfCouncil | None = None
    meeting: Meeting | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def note(
    subject: Council | OfCouncil,
    kind: str,
    *,
    at: dt.datetime,
    by: User | None = None,
    actor: str = "",
    meeting: Meeting | None = None,
    data: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry about `subject` to its council's chain, in the caller's transaction.

    What arises at a meeting names it; `meeting` is for what only passes through one. `data` comes
    on top of `facts_of`, fits into JSON with whole numbers and strings (amounts and areas as
    decimal strings) and holds nothing private.
    """
    meeting = meeting or meeting_of(subject)
    facts = {**facts_of(subject), **(data or {})}
    fact = Fact(council_of(meeting or subject), subject, meeting, facts)
    return note_all([fact], kind, at=at, by=by, actor=actor)[0]


def meeting_of(subject: Council | OfCouncil) -> Meeting | None:
    """The meeting at which it arose, or which it is."""
    return subject if isinstance(subject, Meeting) else getattr(subject, "meeting", None)


def council_of(subject: Council | OfCouncil) -> Council:
    return subject if isinstance(subject, Council) else subject.council


def lock(councils: Sequence[Council]) -> None:
    """Lock many councils in one statement, always in the same order: two writers never cross."""
    keys = [council.pk for council in councils]
    list(Council.objects.select_for_update().order_by("pk").filter(pk__in=keys).only("pk"))


def note_all(
    facts: Sequence[Fact], kind: str, *, at: dt.datetime, by: User | None = None, actor: str = ""
) -> list[Entry]:
    """Append an entry for each fact, in their order: three statements however many councils.

    The councils' rows are locked, so that two writers of one chain follow each other; the
    constraint on `previous` refuses a fork even where somebody forgot the lock.
    """
    with transaction.atomic():
        lock([fact.council for fact in facts])
        keys = [fact.council.pk for fact in facts]
        newest = Entry.objects.filter(council=models.OuterRef("pk")).order_by("-seq")
        ends = Council.objects.filter(pk__in=keys).values_list(
            "pk",
            models.Subquery(newest.values("seq")[:1]),
            models.Subquery(newest.values("hash")[:1]),
        )
        last = {pk: (seq or 0, digested or GENESIS) for pk, seq, digested in ends}
        entries = []
        for fact in facts:
            entry = _entry(fact, *last[fact.council.pk], kind, at, by, actor)
            last[fact.council.pk] = entry.seq, entry.hash
            entries.append(entry)
        written = Entry.objects.bulk_create(entries, batch_size=500)
        about = [fact.subject for fact in facts]
        council_news.tell(kind, list(zip(written, about, strict=True)), at=at)
        return written


def _entry(
    fact: Fact, seq: int, previous: str, kind: str, at: dt.datetime, by: User | None, actor: str
) -> Entry:
    """The link after (`seq`, `previous`), hashed and unsaved."""
    entry = Entry(
        council=fact.council,
        seq=seq + 1,
        meeting=fact.meeting,
        kind=kind,
        subject=(fact.subject._meta.model_name or "") if fact.subject else "",
        subject_id=fact.subject.pk if fact.subject else None,
        actor=str(by) if by else actor or MACHINE,
        by=by,
        at=at,
        data=dict(fact.data),
        previous=previous,
    )
    entry.hash = digest(body(entry))
    return entry


def head(council: Council) -> str:
    """The hash of the newest entry: printing it pins down everything before it."""
    last = Entry.objects.filter(council=council).order_by("-seq").values_list("hash", flat=True)
    return last.first() or GENESIS
