"""优秀建议 in public: each published round with its criteria and what was chosen by them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from suggestions.models import Recognition, RecognitionRound, Suggestion


@dataclass(frozen=True)
class Told:
    """A round: those chosen that can still be read, of how many that were nominated."""

    round: RecognitionRound
    chosen: list[Recognition]
    nominated: int


def published() -> QuerySet[RecognitionRound]:
    rows = RecognitionRound.objects.filter(status=RecognitionRound.Status.PUBLISHED)
    return rows.select_related("campaign").defer(
        "campaign__body", "campaign__ways", "campaign__result"
    )


def told(rounds: list[RecognitionRound]) -> list[Told]:
    """By two queries, whatever the number of rounds."""
    rows = Recognition.objects.public().filter(round__in=rounds)
    shown = rows.select_related("suggestion__area").defer(
        "suggestion__body", "suggestion__solution", "suggestion__title"
    )
    found: dict[int, list[Recognition]] = {}
    for one in shown:
        found.setdefault(one.round_id, []).append(one)
    whole: dict[int, int] = {}
    for key in Recognition.objects.filter(round__in=rounds).values_list("round_id", flat=True):
        whole[key] = whole.get(key, 0) + 1
    return [Told(one, found.get(one.pk, []), whole.get(one.pk, 0)) for one in rounds]


def in_public(suggestion: Suggestion) -> list[RecognitionRound]:
    """The published rounds that chose it; one that may be read says so on its own page."""
    rows = Recognition.objects.public().filter(suggestion=suggestion)
    return [one.round for one in rows.select_related("round").order_by("-decided_at", "-pk")]


def of_author(suggestion: Suggestion) -> Recognition | None:
    """What its author is asked about, and may print: the last one chosen."""
    rows = Recognition.objects.chosen().filter(suggestion=suggestion)
    return rows.select_related("round").order_by("-decided_at", "-pk").first()
