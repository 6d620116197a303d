"""Adopted texts in public: their list, a clause with all its words, versions, files, 赞成."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from suggestions.actions import consulting, rules
from suggestions.documents.files import TYPES
from suggestions.documents.keeping import printed
from suggestions.models import ClauseLink, GuideClause
from suggestions.papers import guides as papers
from suggestions.residents import limits, visitors
from suggestions.residents.doors import posted_from
from suggestions.telling import clause_answers, clause_opinions, guide_versions, guides, whose_words

PER_PAGE = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What opinions are asked for first, then what was adopted last."""
    at = timezone.now()
    context = {
        "section": "list",
        "crumbs": [{"title": guides.NAME}],
        "lines": guides.lines(guides.public(), request, at=at),
    }
    return render(request, "suggestions/guides.html", context)


@require_safe
def clause(request: HttpRequest, pk: int) -> HttpResponse:
    """One clause with everything that went into it, or was weighed against it."""
    row = _clause(pk)
    links = ClauseLink.objects.standing().filter(clause=row)
    written = links.written().exclude(suggestion__published_at=None)
    order = ("-suggestion__support_count", "pk")
    shown = Paginator(written.order_by(*order).values_list("pk", flat=True), PER_PAGE)
    page: Page[Any] = shown.get_page(request.GET.get("page"))
    said = whose_words.quotes(page.object_list)
    page.object_list = whose_words.merged(said[key] for key in page.object_list if key in said)
    opinions, leaf = _opinions(row, request.GET.get("opinions"))
    others = links.exclude(relation__in=ClauseLink.WRITTEN).order_by(*order)[:PER_PAGE]
    at = timezone.now()
    context = {
        "section": "list",
        "crumbs": [
            {"title": guides.NAME, "url": reverse("suggestions:guides")},
            {"title": row.guide.title, "url": row.guide.get_url(request)},
            {"title": row.label},
        ],
        "clause": row,
        "guide": row.guide,
        "paragraphs": [line for line in row.text.splitlines() if line.strip()],
        "source": whose_words.sources(row.guide_id, only=row.pk)[row.pk],
        "answers": clause_answers.of_guide(row.guide_id, only=row.pk).get(row.pk),
        "told_answers": clause_answers.of_clause(row.pk),
        "page_obj": page,
        "query": "",
        "opinions": opinions,
        "opinion_page": leaf,
        "others": whose_words.merged(whose_words.quotes([link.pk for link in others]).values()),
        "agree": row.supports.count(),
        "submit_url": guides.submit_url(row.guide, at) if row.number else "",
        **guides.stage_facts(row.guide, at),
    }
    return render(request, "suggestions/guide_clause.html", context)


def _opinions(row: GuideClause, asked: str | None) -> tuple[clause_opinions.Opinions, Page[int]]:
    """What was said about it while it was a draft, leaf by leaf."""
    found = clause_opinions.by_clause(row.guide_id, only=row.pk)[row.pk]
    leaf: Page[int] = Paginator(found.keys, PER_PAGE).get_page(asked)
    said = clause_opinions.texts(leaf.object_list)
    found.shown = [said[key] for key in leaf.object_list if key in said]
    return found, leaf


def _clause(pk: int) -> GuideClause:
    """One that is public, or was: then it says since when it is gone and why."""
    seen = Q(number__isnull=False) | Q(dropped_at__isnull=False)
    rows = GuideClause.objects.filter(seen, guide__in=guides.public()).select_related("guide")
    return get_object_or_404(rows, pk=pk)


@require_safe
def versions(request: HttpRequest, pk: int, revision: int | None = None) -> HttpResponse:
    """Every version that was public; one of them compared with the one before."""
    page = get_object_or_404(guides.public(), pk=pk)
    found = guide_versions.published(page)
    shown = revision or (found[0].key if found else None)
    place = next((n for n, one in enumerate(found) if one.key == shown), None)
    if place is None:
        raise Http404("a version that was never public")
    before = found[place + 1] if place + 1 < len(found) else None
    context = {
        "section": "list",
        "crumbs": [
            {"title": page.title, "url": page.get_url(request)},
            {"title": "各版对照"},
        ],
        "guide": page,
        "versions": found,
        "shown": found[place],
        "before": before,
        "changes": guide_versions.changes(before.page if before else None, found[place].page),
    }
    return render(request, "suggestions/guide_versions.html", context)


@require_safe
def text_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The text as it stands in public, after GB/T 9704."""
    if kind not in TYPES:
        raise Http404
    page = get_object_or_404(guides.public(), pk=pk)
    data = printed(papers.printed_as(page, kind, timezone.now()))
    response = HttpResponse(data, content_type=TYPES[kind])
    name = content_disposition_header(True, papers.file_name(page, kind))
    response["Content-Disposition"] = name
    return response


@posted_from("suggestions:clause")
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """赞成这一条, while opinions are asked for."""
    at = timezone.now()
    if limits.count(request, "support", at=at) > settings.LOOKUPS_PER_HOUR:
        return limits.refuse(request, at=at)
    row = _clause(pk)
    response = HttpResponseRedirect(f"{row.guide.get_url(request)}#{row.anchor}")
    key = visitors.supporter_key(request) or visitors.new_supporter(response)
    _agree(request, row, key, at)
    return response


def _agree(request: HttpRequest, row: GuideClause, key: str, at: dt.datetime) -> None:
    try:
        new = consulting.agree(row, supporter_key=key, at=at)
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
        return
    said = f"记下了：您赞成{row.label}，谢谢！"
    messages.success(request, said if new else f"您已经赞成过{row.label}了，谢谢！")
