"""The writing half of an import: suggestions, their history, tags and index, chunk by chunk."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate
from taggit.models import Tag

from suggestions.actions.rules import event, record_all
from suggestions.actions.submitting import screening_deadline
from suggestions.models import ImportBatch, Sorting, Suggestion, TaggedSuggestion, Verb
from suggestions.text import search

COLUMNS = (
    "external_id",
    "channel",
    "author_key",
    "area_id",
    "place",
    "title",
    "body",
    "solution",
    "public_title",
    "public_body",
    "public_solution",
)
PENDING, ACCEPTED = Suggestion.Status.PENDING, Suggestion.Status.ACCEPTED


class Writer:
    """Writes the rows of one batch; remembers deadlines and tags between chunks."""

    def __init__(self, batch: ImportBatch, at: dt.datetime) -> None:
        self._batch, self._at = batch, at
        self._deadlines: dict[dt.date, dt.date | None] = {}
        self._tags: dict[str, Tag] = {}

    def write(self, rows: list[dict[str, Any]]) -> int:
        suggestions = Suggestion.objects.bulk_create(map(self._suggestion, rows), batch_size=250)
        Sorting.objects.bulk_create(
            (
                Sorting(suggestion=s, **row["sorting"])
                for s, row in zip(suggestions, rows, strict=True)
            ),
            batch_size=250,
        )
        self._write_history(suggestions)
        self._write_tags(suggestions, rows)
        documents = [row["tokens"] for row in rows]
        table = search.TABLE if self._batch.approve else search.UNREAD
        search.add([(s.pk, text) for s, text in zip(suggestions, documents, strict=True)], table)
        return len(suggestions)

    def _suggestion(self, row: dict[str, Any]) -> Suggestion:
        submitted_at = dt.datetime.fromisoformat(row["submitted_at"])
        values = {name: row[name] for name in COLUMNS}
        if self._batch.approve:
            values |= {"status": ACCEPTED, "published_at": self._at}
        else:
            values |= {"screen_by": self._deadline(submitted_at)}
        return Suggestion(
            campaign_id=self._batch.campaign_id,
            import_batch=self._batch,
            submitted_at=submitted_at,
            **values,
        )

    def _deadline(self, moment: dt.datetime) -> dt.date | None:
        """One look at the calendar for each day, however many came that day."""
        day = localdate(moment)
        if day not in self._deadlines:
            self._deadlines[day] = screening_deadline(moment)
        return self._deadlines[day]

    def _write_history(self, suggestions: list[Suggestion]) -> None:
        by, at = self._batch.by, self._at
        rows = [
            event(Verb.IMPORTED, s, at=at, by=by, moved=("", PENDING), public=True)
            for s in suggestions
        ]
        if self._batch.approve:
            rows += [
                event(
                    Verb.ACCEPTED,
                    s,
                    at=at,
                    by=by,
                    moved=(PENDING, ACCEPTED),
                    public=True,
                    data={"published": True},
                )
                for s in suggestions
            ]
        record_all(rows)

    def _write_tags(self, suggestions: list[Suggestion], rows: list[dict[str, Any]]) -> None:
        pairs = [
            TaggedSuggestion(tag=self._tag(name), content_object=suggestion)
            for suggestion, row in zip(suggestions, rows, strict=True)
            for name in {name.lower(): name for name in row["tags"]}.values()
        ]
        TaggedSuggestion.objects.bulk_create(pairs, batch_size=500)

    def _tag(self, name: str) -> Tag:
        key = name.lower()
        if key not in self._tags:
            self._tags[key] = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(
                name=name
            )
        return self._tags[key]
