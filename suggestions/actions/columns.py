"""Which column was what: remembered for lists of the same make."""

import datetime as dt
from collections.abc import Mapping, Sequence

from suggestions.models import RememberedColumns, User
from suggestions.tabular import Column, guess, signature

LOOKED_AT = 20  # lists of other makes, the latest first, whose columns may all be here too


def remember(
    kind: str,
    headers: Sequence[str],
    mapping: Mapping[str, str],
    *,
    by: User | None,
    at: dt.datetime,
    answers: Mapping[str, str] | None = None,
) -> None:
    """The next list with these headers is read in the same way."""
    RememberedColumns.objects.update_or_create(
        kind=kind,
        signature=signature(headers),
        defaults={"mapping": dict(mapping), "answers": dict(answers or {}), "by": by, "at": at},
    )


def recall(kind: str, headers: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """What was chosen for such a list before; else what the headers say by themselves."""
    known = RememberedColumns.objects.filter(kind=kind)
    same = known.filter(signature=signature(headers)).first()
    if same and set(same.mapping.values()) <= set(headers):
        return dict(same.mapping)
    guessed = guess(headers, columns)
    missing = {column.key for column in columns if column.needed} - set(guessed)
    for alike in known.order_by("-at")[:LOOKED_AT] if missing else ():
        if missing <= set(alike.mapping) and set(alike.mapping.values()) <= set(headers):
            return dict(alike.mapping)
    return guessed


def recall_answers(kind: str, headers: Sequence[str]) -> dict[str, str]:
    """What was answered to the questions about such a list."""
    known = RememberedColumns.objects.filter(kind=kind)
    same = known.filter(signature=signature(headers)).first()
    return dict(same.answers) if same else {}
