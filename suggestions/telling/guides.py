"""A guide in public: its chapters and clauses, and under each whose words are in it.

Seven questions, however many clauses and links: their rows, the links and the opinions as narrow
tuples, the counts of answers, the texts of the few that are shown, and how many have said that
they agree.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from suggestions.models import (
    AnswerTie,
    CampaignPage,
    ClauseComment,
    ClauseLink,
    ClauseSupport,
    GuideClause,
    GuidePage,
    GuideStage,
    TiedAnswer,
)
from suggestions.models.campaigns import NEVER_CLOSES
from suggestions.models.guide_blocks import Clause, clauses_of
from suggestions.telling import clause_answers, clause_opinions, held
from suggestions.telling.campaigns import cover
from suggestions.telling.clause_answers import Said
from suggestions.telling.clause_opinions import Opinions
from suggestions.telling.showing import once_for_all
from suggestions.telling.whose_words import Numbers, Quote, Source, few, sources

LONG = 50  # chapters and clauses from which on a page is held in a small city as well
NAME = "工作指南和规划"  # what residents look for, whatever the kind of text
PILLS = {
    GuideStage.DRAFTING: "upcoming",
    GuideStage.CONSULTING: "open",
    GuideStage.REVISING: "forwarded",
    GuideStage.FINAL: "done",
}


@dataclass(frozen=True)
class ClauseWords:
    """All that is drawn of a clause for everybody: what is equal is drawn once."""

    number: int
    heading: str
    paragraphs: tuple[str, ...]
    key: int | None
    source: Numbers
    quotes: tuple[Quote, ...]
    answers: Said


@dataclass(frozen=True)
class ShownClause:
    number: int
    heading: str
    paragraphs: tuple[str, ...]
    anchor: str
    row: GuideClause | None
    source: Source
    quotes: tuple[Quote, ...]
    opinions: Opinions
    agree: int = 0
    answers: Said = Said()  # of questionnaires, counted apart

    @property
    def words(self) -> ClauseWords:
        key, numbers = self.row.pk if self.row else None, self.source.numbers
        facts = (self.number, self.heading, self.paragraphs, key, numbers)
        return ClauseWords(*facts, self.quotes, self.answers)

    @property
    def more(self) -> int:
        """How many are read on the clause's own page alone."""
        return self.source.written - self.source.hidden - sum(one.same for one in self.quotes)


@dataclass(frozen=True)
class Chapter:
    number: int
    title: str
    clauses: tuple[ShownClause, ...]


def chapters(page: GuidePage) -> list[Chapter]:
    """The whole text with what stands under each clause; nothing of who asks, and not how many
    agree: whoever has just said so wants to see it."""
    key = page.alias_of_id or page.pk
    rows = {row.key: row for row in GuideClause.objects.filter(guide=key)} if key else {}
    found = sources(key) if key else {}
    said = few(found)
    opinions = clause_opinions.of_guide(key) if key else {}
    answers = clause_answers.of_guide(key) if key else {}
    parts: list[tuple[str, list[ShownClause]]] = []
    for clause in clauses_of(page.body):
        row = rows.get(clause.key)
        source = found.get(row.pk, Source()) if row else Source()
        own = opinions.get(row.pk, Opinions()) if row else Opinions()
        quotes = said.get(row.pk, ()) if row else ()
        shown = _shown(clause, row, source, quotes, own)
        if row and row.pk in answers:
            shown = replace(shown, answers=answers[row.pk])
        if not parts or parts[-1][0] != clause.chapter:
            parts.append((clause.chapter, []))
        parts[-1][1].append(shown)
    return [Chapter(n, title, tuple(own)) for n, (title, own) in enumerate(parts, 1)]


def _shown(
    clause: Clause,
    row: GuideClause | None,
    source: Source,
    quotes: tuple[Quote, ...],
    opinions: Opinions,
) -> ShownClause:
    lines = tuple(line.strip() for line in clause.text.splitlines() if line.strip())
    anchor = row.anchor if row else f"c-{clause.key.hex[:12]}"
    return ShownClause(
        clause.number, clause.heading, lines, anchor, row, source, quotes, opinions
    )  # fmt: skip


def _with_agreed(parts: list[Chapter], guide: int) -> list[Chapter]:
    """The same with how many agree, as of now."""
    agreed = _agreed(guide)
    return [
        replace(
            part,
            clauses=tuple(
                replace(one, agree=agreed[one.row.pk]) if one.row and one.row.pk in agreed else one
                for one in part.clauses
            ),
        )
        for part in parts
    ]


def _agreed(guide: int) -> dict[int, int]:
    rows = ClauseSupport.objects.filter(clause__guide=guide).order_by()
    return dict(rows.values_list("clause").annotate(number=Count("pk")))


# --- around it ----------------------------------------------------------------------------------


def guide_context(page: GuidePage, request: HttpRequest) -> dict[str, Any]:
    """Everything for one guide's page, as of now; works for an unsaved preview as well."""
    at = timezone.now()
    asks, key = page.takes_comments(at), page.alias_of_id or page.pk
    told = once_for_all(page, request, lambda: _told(page, asks), costly=len(page.body) >= LONG)
    parts = _with_agreed(told.chapters, key) if asks and key else told.chapters
    shown = [clause for chapter in parts for clause in chapter.clauses]
    return {
        "section": "list",
        "crumbs": [
            {"title": NAME, "url": reverse("suggestions:guides")},
            {"title": page.title},
        ],
        "guide": page,
        "cover": cover(page),
        "chapters": parts,
        "drawn": told.drawn,
        "clause_count": len(shown),
        "with_words": sum(1 for clause in shown if clause.source.written),
        "written": told.written,
        "submit_url": submit_url(page, at),
        "days": (page.comment_until - localdate(at)).days if asks and page.comment_until else None,
        "campaign_url": page.campaign.get_url(request)
        if page.campaign and page.campaign.live
        else "",
        **stage_facts(page, at),
    }


@dataclass(frozen=True)
class Told:
    """What is everybody's of a guide's page; `drawn` where nobody is asked for anything on it."""

    chapters: list[Chapter]
    written: int
    drawn: str


def _told(page: GuidePage, asks: bool) -> Told:
    key = page.alias_of_id or page.pk
    parts = chapters(page)
    written = written_by_guide([key]).get(key, 0) if key else 0
    facts = {"chapters": parts, "submit_url": ""}
    # Forms under each clause hold something of who sends them.
    drawn = "" if asks else held.drawn("suggestions/parts/guide_chapters.html", facts)
    return Told(parts, written, drawn)


def submit_url(page: GuidePage, at: dt.datetime) -> str:
    """Where one says something about a clause; empty while nothing is asked."""
    door = comment_campaign(page, at) if page.takes_comments(at) else None
    return reverse("suggestions:submit", args=[door.slug]) if door else ""


def comment_campaign(page: GuidePage, at: dt.datetime) -> CampaignPage | None:
    """Where comments come in: the campaign it grew out of, else the everyday door."""
    rows = CampaignPage.objects.live().accepting(at).only("slug")
    own = Q(pk=page.campaign_id or 0)
    # The two databases disagree on where an empty closing time sorts.
    return rows.filter(own | NEVER_CLOSES).order_by(F("closes_at").asc(nulls_last=True)).first()


def stage_facts(page: GuidePage, at: dt.datetime) -> dict[str, Any]:
    stage = page.stage(at)
    return {"stage": stage.value, "stage_label": stage.label, "stage_pill": PILLS[stage]}


def public() -> QuerySet[GuidePage]:
    found: QuerySet[GuidePage] = GuidePage.objects.live().public()
    return found


def lines(pages: QuerySet[GuidePage], request: HttpRequest, *, at: dt.datetime) -> list[dict]:
    """Guides as a list: those first that ask for opinions, then the last adopted."""
    order = [GuideStage.CONSULTING, GuideStage.FINAL, GuideStage.REVISING, GuideStage.DRAFTING]
    found = list(pages.defer("body", "changes").order_by("-adopted_on", "title"))
    found.sort(key=lambda page: order.index(page.stage(at)))
    written = written_by_guide([page.pk for page in found])
    return [
        {
            "title": page.title,
            "url": page.get_url(request),
            "kind": page.get_kind_display(),
            "organ": page.organ,
            "summary": page.summary,
            "written": written.get(page.pk, 0),
            **stage_facts(page, at),
        }
        for page in found
    ]


def written_by_guide(guides: list[int]) -> dict[int, int]:
    """How many different suggestions each guide has words of: on its page and in every list."""
    rows = ClauseLink.objects.words_by_guide().filter(clause__guide__in=guides)
    return dict(rows.values_list("clause__guide", "number"))


# --- for who writes it --------------------------------------------------------------------------


@dataclass(frozen=True)
class Tied:
    """A clause of the newest version, or one that is gone: what hangs on it."""

    clause: GuideClause
    tied: int
    comments: int
    gone: bool
    answers: int = 0
    written: int = 0  # of those tied: what the public page counts

    @property
    def any(self) -> bool:
        return bool(self.tied or self.answers)


def tied(guide: int) -> list[Tied]:
    rows = GuideClause.objects.filter(guide=guide).filter(
        Q(draft_number__isnull=False) | Q(links__isnull=False) | Q(pk__in=_answered(guide))
    )
    found = sources(guide)  # as the public page counts them
    comments = dict(_per_clause(ClauseComment.objects.filter(clause__guide=guide)))
    answers = dict(_per_clause(TiedAnswer.objects.filter(clause__guide=guide)))
    clauses = [
        Tied(
            row,
            (source := found.get(row.pk, Source())).tied,
            comments.get(row.pk, 0),
            row.dropped_at is not None,
            answers.get(row.pk, 0),
            source.written,
        )
        for row in rows.distinct().defer("text")
    ]
    return sorted(clauses, key=lambda one: (one.clause.draft_number or 10**6, one.clause.pk))


def _answered(guide: int) -> QuerySet:
    return AnswerTie.objects.standing().filter(clause__guide=guide).order_by().values("clause")


def _per_clause(rows: QuerySet) -> QuerySet:
    return rows.order_by().values_list("clause").annotate(number=Count("pk"))
