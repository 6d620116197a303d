"""Which words went into which clauses: for their author, a topic, a campaign, the whole city."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from suggestions.models import ClauseLink, GuideClause, GuideStage, Suggestion
from suggestions.telling.funnel import NO_PLACE, Line
from suggestions.telling.funnel_tables import SMALL, WITHHELD
from suggestions.telling.shares import share
from suggestions.telling.small_cells import hidden, is_small
from suggestions.text.quoting import quoted

SHOWN = 40  # clauses of one campaign, those with most words first


@dataclass(frozen=True)
class Told:
    """What became of one suggestion in one clause, for its author."""

    text: str
    place: str
    url: str
    written: bool
    relation: str
    reason: str
    dropped_at: dt.datetime | None
    dropped_reason: str
    quotes: tuple[str, ...]


def of_suggestion(suggestion: Suggestion) -> list[Told]:
    """Clauses that are public, and those that were and are gone: in one question."""
    seen = Q(clause__number__isnull=False) | Q(clause__dropped_at__isnull=False)
    rows = ClauseLink.objects.filter(seen, suggestion=suggestion, clause__guide__live=True)
    rows = rows.select_related("clause__guide").defer("clause__guide__body").order_by("pk")
    texts = (suggestion.public_title, suggestion.public_body, suggestion.public_solution)
    at = timezone.now()
    return [
        Told(
            text=f"《{link.clause.guide.title}》{_draft(link.clause, at)}",
            place=link.clause.label,
            url=reverse("suggestions:clause", args=[link.clause.pk]),
            written=link.is_written,
            relation=link.get_relation_display(),
            reason=link.reason,
            dropped_at=link.clause.dropped_at,
            dropped_reason=link.clause.dropped_reason,
            quotes=tuple(quoted(set(link.sentences), texts)),
        )
        for link in rows
    ]


def _draft(clause: GuideClause, at: dt.datetime) -> str:
    final = clause.guide.stage(at) == GuideStage.FINAL
    return "" if final else "（征求意见稿）"


@dataclass(frozen=True)
class Shown:
    """写进了《充电指南》第 1 条: on a suggestion's own public page."""

    text: str
    place: str
    url: str
    partly: bool


def in_public(suggestion: Suggestion, at: dt.datetime) -> list[Shown]:
    """The clauses of public texts that its words stand in now: in one question."""
    rows = _public().filter(suggestion=suggestion).select_related("clause__guide").order_by("pk")
    return [
        Shown(
            text=f"《{link.clause.guide.title}》{_draft(link.clause, at)}",
            place=link.clause.label,
            url=reverse("suggestions:clause", args=[link.clause.pk]),
            partly=link.relation == ClauseLink.Relation.PARTLY,
        )
        for link in rows.defer("clause__text", "clause__guide__body", "clause__guide__changes")
    ]


# --- in public: a topic, a campaign -------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A clause with how many of these words it has, and the answers that said so."""

    text: str
    place: str
    url: str
    count: int
    departments: tuple[str, ...]


def of_topic(topic: int) -> list[Place]:
    inside = Q(suggestion__placement__topic=topic, suggestion__placement__by__isnull=False)
    return _lines(_public().filter(inside))


def of_campaign(campaign: int) -> list[Place]:
    return _lines(_public().filter(suggestion__campaign=campaign))


def _public() -> QuerySet[ClauseLink]:
    """Words that stand in a text that anybody may read."""
    rows = ClauseLink.objects.standing().written().order_by()
    return rows.filter(clause__number__isnull=False, clause__guide__live=True)


def _lines(rows: QuerySet[ClauseLink]) -> list[Place]:
    counted = rows.values_list("clause").annotate(number=Count("pk")).order_by("-number", "clause")
    numbers = dict(counted[:SHOWN])
    if not numbers:
        return []
    found = GuideClause.objects.filter(pk__in=numbers).select_related("guide")
    clauses = {row.pk: row for row in found.defer("text", "guide__body", "guide__changes")}
    answers: dict[int, set[str]] = {}
    named = rows.filter(clause__in=numbers, answer__referral__isnull=False)
    pairs = named.values_list("clause", "answer__referral__department__name").distinct()
    for clause, department in pairs:
        answers.setdefault(clause, set()).add(department)
    return [
        Place(
            text=f"《{clauses[pk].guide.title}》",
            place=clauses[pk].label,
            url=reverse("suggestions:clause", args=[pk]),
            count=number,
            departments=tuple(sorted(answers.get(pk, ()))),
        )
        for pk, number in numbers.items()
    ]


# --- figures ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """How many of the suggestions taken up stand in a clause; small numbers are not told."""

    name: str
    url: str
    accepted: str
    written: str


def shares(lines: Sequence[Line], field: str) -> list[Share]:
    """For each line of the whole (`funnel.py`): written into a clause, of those taken up."""
    counted = _public().values_list(f"suggestion__{field}")
    numbers: Counter[str] = Counter()
    for name, number in counted.annotate(number=Count("suggestion", distinct=True)):
        numbers[(name or NO_PLACE).split(" · ")[0]] += number
    if not numbers:
        return []
    wholes = [line.stages.accepted for line in lines]
    written = [numbers[line.name] for line in lines]
    masked = [hidden(wholes), hidden(written)]
    return [
        Share(
            line.name,
            line.url,
            _cell(wholes[place], place in masked[0]),
            _cell(written[place], place in masked[1])
            + _percent(written[place], wholes[place], any(place in one for one in masked)),
        )
        for place, line in enumerate(lines)
    ]


def _cell(number: int, masked: bool) -> str:
    if not masked:
        return f"{number:,}"
    return SMALL if is_small(number) else WITHHELD


def _percent(part: int, whole: int, masked: bool) -> str:
    return "" if masked or not whole else f"（{share(part, whole)}）"
