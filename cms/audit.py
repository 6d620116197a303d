"""The trail of a year as a file: who did what, whom the door turned away, who changed the pages."""

import datetime as dt
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from deliberation.models import Entry
from suggestions.models import AccountChange, Event, LoginFailure

CHUNK = 2000


@dataclass(frozen=True)
class Source:
    """One table of the trail: name of its file, rows, column of the moment, what is told."""

    name: str
    rows: QuerySet[Any]
    moment: str
    columns: tuple[str, ...]

    def of(self, begin: dt.datetime, end: dt.datetime) -> Iterator[dict[str, Any]]:
        mine = {f"{self.moment}__gte": begin, f"{self.moment}__lt": end}
        rows = self.rows.filter(**mine).order_by(self.moment, "pk")
        yield from rows.values(self.moment, *self.columns).iterator(chunk_size=CHUNK)


SUBJECTS = ("suggestion_id", "topic_id", "referral_id", "issue_id")
DONE = ("verb", *SUBJECTS, "from_status", "to_status", "by__username", "actor", "reason", "data")
SPOKEN = ("council__slug", "seq", "kind", "subject", "subject_id", "by__username", "actor", "data")
TRIED = ("user__username", "mark", "second", "network", "failures")
CHANGED = ("user__username", "status", "proposed_by__username", "decided_by__username")
PAGED = ("action", "label", "user__username", "data")


def sources() -> tuple[Source, ...]:
    pages, settings = PageLogEntry.objects.all(), ModelLogEntry.objects.all()
    changes = AccountChange.objects.all()
    return (
        Source("办理记录", Event.objects.all(), "at", DONE),
        Source("议事记录", Entry.objects.all(), "at", (*SPOKEN, "hash")),
        Source("登录失败", LoginFailure.objects.all(), "at", TRIED),
        Source("账号变更", changes, "proposed_at", (*CHANGED, "decided_at")),
        Source("页面", pages, "timestamp", (*PAGED, "page_id")),
        Source("设置", settings, "timestamp", (*PAGED, "content_type__model", "object_id")),
    )


def export(year: int, path: Path) -> dict[str, int]:
    """Write the trail of a calendar year as ZIP of JSON lines (0600); rows by file.

    `清单.json` names each file with its rows and its SHA-256. Contact data is in none of them;
    the words of reasons are as they were written. Nothing that is there is written over.
    """
    zone = timezone.get_default_timezone()
    begin, end = (dt.datetime(each, 1, 1, tzinfo=zone) for each in (year, year + 1))
    told: dict[str, dict[str, Any]] = {}
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for source in sources():
            told[f"{source.name}.jsonl"] = _write(out, source, begin, end)
        out.writestr("清单.json", json.dumps({"year": year, "files": told}, ensure_ascii=False))
    return {name: one["rows"] for name, one in told.items()}


def _write(
    out: zipfile.ZipFile, source: Source, begin: dt.datetime, end: dt.datetime
) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with out.open(f"{source.name}.jsonl", "w", force_zip64=True) as member:
        for row in source.of(begin, end):
            line = json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n"
            member.write(line)
            digest.update(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}
