"""Whose answers a clause has: counts beside those of suggestions, and the few words that may be
quoted. Small numbers are not told; a tie that was taken back has no answers any more."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from suggestions.models import AnswerTie, ClauseLink, TiedAnswer
from suggestions.telling.funnel_tables import SMALL
from suggestions.telling.small_cells import FLOOR, is_small
from suggestions.text.quoting import quoted

Relation = ClauseLink.Relation
SHOWN = 20


@dataclass(frozen=True)
class Said:
    """How many answers went into a clause or were weighed, as they may be told."""

    written: int = 0
    partly: int = 0
    kept: int = 0
    refused: int = 0

    @property
    def any(self) -> bool:
        return bool(self.written or self.kept or self.refused)

    @property
    def written_shown(self) -> str:
        return _shown(self.written)

    @property
    def partly_shown(self) -> str:
        """Beside `written` it tells also how many are not: neither may be small."""
        wholly = self.written - self.partly
        if is_small(self.partly) or is_small(wholly) or self.partly < FLOOR:
            return ""
        return _shown(self.partly)

    @property
    def kept_shown(self) -> str:
        return _shown(self.kept)

    @property
    def refused_shown(self) -> str:
        return _shown(self.refused)


def _shown(number: int) -> str:
    return SMALL if is_small(number) else f"{number:,}"


def of_guide(guide: int, *, only: int | None = None) -> dict[int, Said]:
    """`{clause key: Said}` of one guide, or of one of its clauses: one question."""
    rows = TiedAnswer.objects.order_by()
    rows = rows.filter(clause=only) if only else rows.filter(clause__guide=guide)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for clause, relation, number in rows.values_list("clause", "tie__relation").annotate(
        number=Count("pk")
    ):
        counts[clause][relation] = number
    return {
        clause: Said(
            written=own[Relation.ADOPTED] + own[Relation.PARTLY],
            partly=own[Relation.PARTLY],
            kept=own[Relation.KEPT],
            refused=own[Relation.NOT_ADOPTED],
        )
        for clause, own in counts.items()
    }


@dataclass(frozen=True)
class Told:
    """One decision about answers: how many, how far it follows them and why, what is quoted."""

    count: str
    relation: str
    reason: str
    quotes: tuple[str, ...]
    written: bool


def of_clause(clause: int) -> list[Told]:
    """Newest first; one that says nothing beyond the counts is left out."""
    rows = AnswerTie.objects.standing().filter(clause=clause).annotate(count=Count("tied"))
    speaking = rows.filter(count__gt=0).exclude(reason="", sentences=[])
    ties = list(speaking.order_by("-at", "-pk")[:SHOWN])
    said = quotes_of(ties)
    told = []
    for tie in ties:
        relation = "" if tie.relation == Relation.ADOPTED else tie.get_relation_display()
        quotes = tuple(said.get(tie.pk, ()))
        if quotes or tie.reason:
            told.append(Told(_shown(tie.count), relation, tie.reason, quotes, tie.is_written))
    return told


def quotes_of(ties: Sequence[AnswerTie]) -> dict[int, list[str]]:
    """The sentences chosen of each tie that are still there, where their author allows it."""
    marks = {tie.pk: set(tie.sentences) for tie in ties if tie.sentences}
    rows = TiedAnswer.objects.filter(tie__in=marks, answer__sheet__quotable=True)
    said = dict(rows.values_list("tie", "answer__text")) if marks else {}
    return {pk: quoted(marks[pk], [text]) for pk, text in said.items()}
