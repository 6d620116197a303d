"""Whose words a clause has: how many of which fate, and what the public ones say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Case, Q, Value, When
from django.urls import reverse

from suggestions.models import ClauseLink, Suggestion
from suggestions.text.quoting import first_meant, quoted

QUOTED = 3  # under a clause on the guide's page; all of them on the clause's own
LOOKED_AT = 9  # for those three: of many who say the same, one is shown
ANY = 1_234_567_890  # stands for a key in an address
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


class Numbers(NamedTuple):
    """The same as it is drawn."""

    written: int
    partly: int
    kept: int
    refused: int
    hidden: int
    gone: int

    @property
    def any(self) -> bool:
        return any(self)


@dataclass
class Source:
    """Whose words a clause has: how many, and what has become of the others."""

    written: int = 0
    partly: int = 0
    kept: int = 0
    refused: int = 0
    hidden: int = 0  # written in, but not published
    gone: int = 0  # withdrawn, erased or deleted since
    picks: list[tuple[int, int]] = field(default_factory=list)

    @property
    def numbers(self) -> Numbers:
        return Numbers(
            self.written, self.partly, self.kept, self.refused, self.hidden, self.gone
        )  # fmt: skip

    @property
    def tied(self) -> int:
        """All that hangs on the clause, as its desk lists it; `written` is what residents read."""
        return self.written + self.weighed + self.gone

    @property
    def weighed(self) -> int:
        return self.kept + self.refused

    @property
    def any(self) -> bool:
        return bool(self.written or self.weighed or self.gone)


NARROW = ("clause_id", "pk", "relation", "stands", "is_open", "suggestion__support_count")
STANDS = Q(suggestion__status__in=Suggestion.ACTIVE, suggestion__erased_at=None)
OPEN = Q(suggestion__published_at__isnull=False)


def _is(what: Q) -> Case:
    return Case(When(what, then=Value(True)), default=Value(False))


def sources(guide: int, *, only: int | None = None) -> dict[int, Source]:
    """`{clause key: Source}` of one guide, or of one of its clauses; one pass over the links."""
    found: dict[int, Source] = defaultdict(Source)
    rows = ClauseLink.objects.order_by()
    rows = rows.filter(clause=only) if only else rows.filter(clause__guide=guide)
    # Whether, not when: of ten thousand links no moment is read.
    for row in rows.annotate(stands=_is(STANDS), is_open=_is(OPEN)).values_list(*NARROW):
        _count(found[row[0]], *row[1:])
    return found


def _count(
    to: Source, pk: int, relation: str, stands: bool, is_open: bool, supports: int | None
) -> None:
    if not stands:
        to.gone += 1
    elif relation in ClauseLink.WRITTEN:
        to.written += 1
        to.partly += relation == Relation.PARTLY
        to.hidden += not is_open
        if is_open:
            to.picks.append((-(supports or 0), pk))
    elif relation == Relation.KEPT:
        to.kept += 1
    else:
        to.refused += 1


def picked(source: Source) -> list[int]:
    """The links that the guide's page quotes from: those that most people support."""
    return [pk for _, pk in sorted(source.picks)[:LOOKED_AT]]


def few(found: Mapping[int, Source]) -> dict[int, tuple[Quote, ...]]:
    """The few different quotes that the guide's page shows of each clause. So many texts are read
    first; more only where several of a clause say the same."""
    picks = {clause: picked(source) for clause, source in found.items()}
    said = quotes(pk for own in picks.values() for pk in own[:QUOTED])
    shown = {clause: _few(own, said) for clause, own in picks.items()}
    short = [clause for clause, own in picks.items() if len(shown[clause]) < QUOTED < len(own)]
    said |= quotes(pk for clause in short for pk in picks[clause][QUOTED:])
    return shown | {clause: _few(picks[clause], said) for clause in short}


def _few(keys: Iterable[int], said: Mapping[int, Quote]) -> tuple[Quote, ...]:
    return tuple(merged(said[pk] for pk in keys if pk in said)[:QUOTED])


TEXTS = (
    *("pk", "relation", "reason", "sentences", "suggestion", "suggestion__public_title"),
    *("suggestion__public_body", "suggestion__public_solution", "suggestion__area__full_name"),
)


def quotes(links: Iterable[int]) -> dict[int, Quote]:
    """`{link key: Quote}` of those whose suggestion anybody may read."""
    keys = list(links)
    if not keys:
        return {}
    public = Suggestion.objects.public().order_by().values("pk")
    rows = ClauseLink.objects.filter(pk__in=keys, suggestion__in=public).order_by("pk")
    address = addresses("suggestions:detail")
    return {pk: _quote(address, *row) for pk, *row in rows.values_list(*TEXTS)}


def addresses(name: str) -> Callable[[int], str]:
    """The pages of this name by their key: for hundreds of them the address is asked for once."""
    before, _, after = reverse(name, args=[ANY]).partition(str(ANY))
    return lambda pk: f"{before}{pk}{after}"


def _quote(
    address: Callable[[int], str],
    relation: str,
    reason: str,
    marks: list[str],
    suggestion: int,
    title: str,
    body: str,
    solution: str,
    area: str | None,
) -> Quote:
    return Quote(
        text=_chosen(frozenset(marks), title, body, solution),
        url=address(suggestion),
        title=title,
        area=area or "",
        relation=str(Relation(relation).label) if relation != Relation.ADOPTED else "",
        reason=reason,
    )


@lru_cache(maxsize=4_000)  # of the same words the same sentences: a guide is read again and again
def _chosen(marks: frozenset[str], title: str, body: str, solution: str) -> tuple[str, ...]:
    return tuple(quoted(marks, (title, body, solution)) or first_meant(body) or [title])
