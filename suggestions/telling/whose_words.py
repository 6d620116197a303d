"""Whose words a clause has: how many of which fate, and what the public ones say."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from suggestions.models import ClauseLink, Suggestion
from suggestions.text.quoting import first_meant, quoted

QUOTED = 3  # under a clause on the guide's page; all of them on the clause's own
LOOKED_AT = 9  # for those three: of many who say the same, one is shown
Relation = ClauseLink.Relation


@dataclass(frozen=True)
class Quote:
    """What one neighbour said, in the public words of now."""

    text: tuple[str, ...]
    url: str
    title: str
    area: str
    relation: str
    reason: str
    same: int = 1  # how many say exactly this and are shown here as one


def merged(found: Iterable[Quote]) -> list[Quote]:
    """Identical words once, with how many said them; the first keeps its place and its link."""
    groups: dict[tuple, list[Quote]] = {}
    for one in found:
        groups.setdefault((one.text, one.relation, one.reason), []).append(one)
    return [replace(own[0], same=len(own)) for own in groups.values()]


@dataclass
class Source:
    """Whose words a clause has: how many, and what has become of the others."""

    written: int = 0
    partly: int = 0
    kept: int = 0
    refused: int = 0
    hidden: int = 0  # written in, but not published
    gone: int = 0  # withdrawn, erased or deleted since
    picks: list[tuple[tuple, int]] = field(default_factory=list)

    @property
    def weighed(self) -> int:
        return self.kept + self.refused

    @property
    def any(self) -> bool:
        return bool(self.written or self.weighed or self.gone)


NARROW = (
    *("clause_id", "pk", "relation", "suggestion__status", "suggestion__erased_at"),
    *("suggestion__published_at", "suggestion__support_count"),
)


def sources(guide: int, *, only: int | None = None) -> dict[int, Source]:
    """`{clause key: Source}` of one guide, or of one of its clauses; one pass over the links."""
    found: dict[int, Source] = defaultdict(Source)
    rows = ClauseLink.objects.order_by()
    rows = rows.filter(clause=only) if only else rows.filter(clause__guide=guide)
    for row in rows.values_list(*NARROW):
        _count(found[row[0]], *row[1:])
    return found


def _count(
    to: Source,
    pk: int,
    relation: str,
    status: str | None,
    erased_at: dt.datetime | None,
    published_at: dt.datetime | None,
    supports: int | None,
) -> None:
    if status not in Suggestion.ACTIVE or erased_at:
        to.gone += 1
    elif relation in ClauseLink.WRITTEN:
        to.written += 1
        to.partly += relation == Relation.PARTLY
        to.hidden += published_at is None
        if published_at:
            to.picks.append(((-(supports or 0), pk), pk))
    elif relation == Relation.KEPT:
        to.kept += 1
    else:
        to.refused += 1


def picked(source: Source) -> list[int]:
    """The links that the guide's page quotes from: those that most people support."""
    return [pk for _, pk in sorted(source.picks)[:LOOKED_AT]]


TEXTS = (
    *("relation", "reason", "sentences", "suggestion__public_title", "suggestion__public_body"),
    *("suggestion__public_solution", "suggestion__area__full_name"),
)


def quotes(links: Iterable[int]) -> dict[int, Quote]:
    """`{link key: Quote}` of those whose suggestion anybody may read."""
    keys = list(links)
    if not keys:
        return {}
    return quotes_of(ClauseLink.objects.filter(pk__in=keys))


def quotes_of(rows: QuerySet[ClauseLink]) -> dict[int, Quote]:
    public = rows.filter(suggestion__in=Suggestion.objects.public().order_by().values("pk"))
    return {
        link.pk: _quote(link)
        for link in public.select_related("suggestion__area").only(*TEXTS)
        if link.suggestion
    }


def _quote(link: ClauseLink) -> Quote:
    said: Any = link.suggestion
    texts = (said.public_title, said.public_body, said.public_solution)
    chosen = quoted(set(link.sentences), texts) or first_meant(said.public_body)
    return Quote(
        text=tuple(chosen or [said.public_title]),
        url=reverse("suggestions:detail", args=[said.pk]),
        title=said.public_title,
        area=said.area.full_name if said.area else "",
        relation=link.get_relation_display() if link.relation != Relation.ADOPTED else "",
        reason=link.reason,
    )
