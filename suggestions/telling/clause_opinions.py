"""Opinions on a draft's clauses: those that anybody may read, and how many others there are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from suggestions.models import ClauseComment, GuideClause, GuideStage, Suggestion

SHOWN = 3  # under a clause on the guide's page, the newest first; all of them on its own


@dataclass(frozen=True)
class Opinion:
    """One opinion in its public words of now."""

    title: str
    body: str
    area: str
    at: dt.datetime
    url: str


@dataclass
class Opinions:
    """What came in about one clause; `keys`: those published, the newest first."""

    keys: list[int] = field(default_factory=list)
    others: int = 0  # wait for screening, are not to be published, or were taken back
    shown: Sequence[Opinion] = ()

    @property
    def published(self) -> int:
        return len(self.keys)

    @property
    def any(self) -> bool:
        return bool(self.keys or self.others)

    @property
    def more(self) -> int:
        return self.published - len(self.shown)


def by_clause(guide: int, *, only: int | None = None) -> dict[int, Opinions]:
    """`{clause key: Opinions}` of a guide, or of one clause: one pass over narrow rows."""
    found: dict[int, Opinions] = defaultdict(Opinions)
    rows = ClauseComment.objects.order_by("-suggestion")
    rows = rows.filter(clause=only) if only else rows.filter(clause__guide=guide)
    for clause, key, published in rows.values_list(
        "clause", "suggestion", "suggestion__published_at"
    ):
        if published:
            found[clause].keys.append(key)
        else:
            found[clause].others += 1
    return found


def of_guide(guide: int) -> dict[int, Opinions]:
    """With the texts of the newest few under each clause: two questions."""
    found = by_clause(guide)
    said = texts(key for one in found.values() for key in one.keys[:SHOWN])
    for one in found.values():
        one.shown = [said[key] for key in one.keys[:SHOWN] if key in said]
    return found


def texts(keys: Iterable[int]) -> dict[int, Opinion]:
    wanted = list(keys)
    if not wanted:
        return {}
    rows = Suggestion.objects.public().filter(pk__in=wanted).select_related("area")
    fields = ("public_title", "public_body", "submitted_at", "area__full_name")
    return {
        row.pk: Opinion(
            row.public_title,
            row.public_body,
            row.area.full_name if row.area else "",
            row.submitted_at,
            reverse("suggestions:detail", args=[row.pk]),
        )
        for row in rows.only(*fields)
    }


@dataclass(frozen=True)
class About:
    """The clause that a suggestion is about; `url` is empty where nobody reads it now."""

    label: str
    url: str
    text: str


def about(suggestion: Suggestion, at: dt.datetime | None = None) -> About | None:
    """对《充电指南》（征求意见稿）第 1 条的意见, with the way there."""
    rows = ClauseComment.objects.select_related("clause__guide").defer(
        "clause__guide__body", "clause__guide__changes"
    )
    found = rows.filter(suggestion=suggestion).first()
    if found is None:
        return None
    clause: GuideClause = found.clause
    guide = clause.guide
    draft = "" if guide.stage(at or timezone.now()) == GuideStage.FINAL else "（征求意见稿）"
    heading = f"“{clause.heading}”" if clause.heading else ""
    readable = guide.live and (clause.number or clause.dropped_at)
    return About(
        label=f"对《{guide.title}》{draft}第 {found.number} 条{heading}的意见",
        url=reverse("suggestions:clause", args=[clause.pk]) if readable else "",
        text=clause.text,
    )
