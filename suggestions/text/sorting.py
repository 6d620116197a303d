"""甄别: how letters are read: as the office's own sorting has taught, else by the shipped rules.

It recommends; officers decide. Danger and empty letters are told by rules, whatever was learned.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from suggestions.models import Kind, ScreeningModel, Sorting, Suggestion
from suggestions.models.suggestions import Route
from suggestions.text.language import (
    ScreeningFault,
    load_screening,
    masked,
    same_text_key,
    screened,
)

LATEST = 5_000  # decisions that a model learns from
# Declining a letter by one of these ways agrees with its kind.
AGREES = {
    Kind.DEMAND: (Route.HOTLINE, Route.PETITION, Route.SUPERVISION, Route.LEGAL_AID),
    Kind.QUESTION: (Route.HOTLINE,),
    Kind.LEGAL: (Route.COURT, Route.LEGAL_AID),
    Kind.URGENT: (Route.EMERGENCY,),
    Kind.INVALID: (Route.INVALID,),
}
TAKEN = (Suggestion.Status.ACCEPTED, Suggestion.Status.FORWARDED, Suggestion.Status.ANSWERED)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reader:
    """Reads letters by one version of what the office has taught; 0: by the shipped rules."""

    version: int = 0
    model: Any = None

    def guess(self, title: str, body: str, solution: str) -> dict[str, Any]:
        """The guess as columns of a `Sorting`."""
        text = f"{body}\n{solution}"
        found = self.model.screen(text, title) if self.model else screened(title, text)
        return {
            "guess": Kind.labelled(found.kind).value,
            "score": found.score,
            "words": list(found.words),
            "version": self.version,
        }


SHIPPED = Reader()


def reader() -> Reader:
    """Who reads now: the latest version where it was found better, and can be read."""
    return reader_of(ScreeningModel.objects.defer("data").first())


def reader_of(newest: ScreeningModel | None) -> Reader:
    """Likewise, where the latest version is at hand."""
    if newest is None or not newest.used:
        return SHIPPED
    known = newest.pk, newest.digest
    if known not in _loaded:
        row = ScreeningModel.objects.filter(pk=newest.pk).first()
        if row is None:
            return SHIPPED
        _loaded.clear()
        _loaded[known] = _read(row)
    return _loaded[known]


_loaded: dict[tuple[int, str], Reader] = {}


def _read(row: ScreeningModel) -> Reader:
    try:
        return Reader(row.version, load_screening(bytes(row.data)))
    except ScreeningFault as error:
        logger.error("ScreeningModel %s cannot be read, the shipped rules go on: %s", row, error)
        return SHIPPED


def readable(row: ScreeningModel) -> bool:
    """Whether a version is what it should be."""
    return _read(row) is not SHIPPED


def sorting_values(
    title: str, body: str, solution: str, *, by: Reader | None = None
) -> dict[str, Any]:
    """The columns of a `Sorting`, thought out before any lock is held; a guess with a reader."""
    values: dict[str, Any] = {"text_key": same_text_key(f"{title}\n{body}\n{solution}")}
    if by:
        guess = by.guess(title, body, solution)
        values |= {**guess, "kind": guess["guess"]}
    return values


def decisions() -> list[tuple[tuple[str, str], str]]:
    """What officers have decided, latest first: letters (text, title) with their kind's label.

    A key pressed is a decision; so is a guess that the screening of the letter agreed with. Were
    only the keys counted, the machine would be judged by its faults alone. One text counts once;
    personal data is masked.
    """
    agreed = Q(kind=Kind.SUGGESTION, suggestion__status__in=TAKEN)
    for kind, routes in AGREES.items():
        declined = Suggestion.Status.DECLINED
        agreed |= Q(kind=kind, suggestion__status=declined, suggestion__decline_route__in=routes)
    rows = Sorting.objects.filter(Q(by__isnull=False) | agreed).exclude(kind="")
    rows = rows.exclude(suggestion__status=Suggestion.Status.WITHDRAWN)
    found, seen = [], set()
    for row in rows.select_related("suggestion").order_by("-pk")[:LATEST]:
        key = row.text_key or f"#{row.pk}"
        if key not in seen:
            seen.add(key)
            letter = row.suggestion
            text = masked(f"{letter.body}\n{letter.solution}")
            found.append(((text, masked(letter.title)), Kind(row.kind).label))
    return found
