"""What a publication of a guide does to the rows of its clauses, and to whom it is told."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from suggestions.actions.rules import event, record_all
from suggestions.models import (
    ClauseLink,
    Event,
    GuideClause,
    GuidePage,
    GuideStage,
    Suggestion,
    Verb,
)
from suggestions.models.clauses import TOGETHER
from suggestions.models.guide_blocks import Clause, clauses_of

FIELDS = (
    *("number", "draft_number", "heading", "text", "chapter", "first_public_at"),
    *("dropped_at", "dropped_number", "dropped_reason"),
)


@dataclass(frozen=True)
class Published:
    """Which clauses the public text has lost, and how many authors were told of theirs."""

    dropped: tuple[GuideClause, ...]
    told: int


def published(page: GuidePage, *, at: dt.datetime) -> Published:
    """The rows follow the text that has just gone public; whose words are in it is told."""
    found = {one.key: one for one in clauses_of(page.body)}
    with transaction.atomic():
        GuideClause.objects.drafted(page.pk, list(found.values()))
        rows = GuideClause.objects.select_for_update(no_key=True).filter(guide=page.pk)
        held = list(rows.order_by("pk"))
        dropped = [row for row in held if row.number is not None and row.key not in found]
        changed = [row for row in held if _follow(row, found.get(row.key), at)]
        GuideClause.objects.bulk_update(changed, FIELDS, batch_size=TOGETHER)
        told = tell(page, at=at)
    return Published(tuple(dropped), told)


def _follow(row: GuideClause, clause: Clause | None, at: dt.datetime) -> bool:
    """Bring one row to what the text says; whether anything has changed."""
    before = [getattr(row, name) for name in FIELDS]
    if clause is None and row.number is not None:
        row.dropped_at, row.dropped_number, row.number = at, row.number, None
    elif clause is not None:
        row.number, row.heading, row.text = clause.number, clause.heading, clause.text
        row.chapter = clause.chapter
        row.first_public_at = row.first_public_at or at
        row.dropped_at, row.dropped_number, row.dropped_reason = None, None, ""
    return before != [getattr(row, name) for name in FIELDS]


def named(guide: GuidePage, at: dt.datetime) -> str:
    """《充电指南》; what is not adopted yet says so."""
    draft = "" if guide.stage(at) == GuideStage.FINAL else "（征求意见稿）"
    return f"《{guide.title}》{draft}"


def row_of(
    link: ClauseLink, verb: Verb, guide: GuidePage, clause: GuideClause, *, at: dt.datetime, **facts
) -> Event:
    """The row of the history by which the author of a link hears of it."""
    data = {
        "guide": guide.pk,
        "clause": clause.pk,
        "text": named(guide, at),
        "place": clause.label,
        "relation": link.relation,
    }
    return event(verb, author_of(link), at=at, public=True, data=data, **facts)


def author_of(link: ClauseLink) -> Suggestion:
    """Whose history a row belongs to; who asks has left out what was deleted."""
    if link.suggestion is None:
        raise LookupError("the suggestion of this link was deleted")
    return link.suggestion


def said_by(link: ClauseLink) -> Verb:
    return Verb.WRITTEN_IN if link.is_written else Verb.WEIGHED


def tell(guide: GuidePage, *, at: dt.datetime, links: Iterable[int] | None = None) -> int:
    """Tell the authors of what can be read now and was not told before; each once."""
    rows = ClauseLink.objects.standing().filter(
        clause__guide=guide.pk, clause__number__isnull=False, told_at=None
    )
    if links is not None:
        rows = rows.filter(pk__in=list(links))
    waiting = list(
        rows.select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .select_related("clause", "suggestion", "by")
    )
    keys = [link.pk for link in waiting]
    for start in range(0, len(keys), 500):
        ClauseLink.objects.filter(pk__in=keys[start : start + 500]).update(told_at=at)
    record_all(
        row_of(link, said_by(link), guide, link.clause, at=at, by=link.by, reason=link.reason)
        for link in waiting
    )
    return len(waiting)
