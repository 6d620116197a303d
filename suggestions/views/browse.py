"""What anybody may read: campaigns, suggestions with search and filters, topics."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from suggestions.models import Suggestion, Support, Topic
from suggestions.news import followable
from suggestions.residents import visitors
from suggestions.telling import (
    adopted,
    answer_topics,
    cards,
    clause_opinions,
    continuation,
    figures,
    held,
    issues,
    kept,
    outcomes,
    progress,
    recognition,
    theme_names,
    topic_supports,
    voices,
)
from suggestions.telling.campaigns import all_campaigns, series_with_campaigns
from suggestions.telling.filters import ORDER, SORTS, SuggestionFilter
from suggestions.text import asking, search

PER_PAGE = 20
FOUND_LIMIT = 1000  # nobody reads on; ranking more costs every reader
NEIGHBOURS, EXAMPLES, WEEKS_SHOWN = 5, 5, 26


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """专项征集: those that listen now, the everyday door, those to come and over; the series."""
    at = timezone.now()
    shown = all_campaigns(request, at=at)
    context = {
        "section": "campaigns",
        "crumbs": [{"title": "专项征集"}],
        "groups": [
            ("正在征集", [c for c in shown if c["state"] in ("open", "closing")]),
            ("随时可以说", [c for c in shown if c["state"] == "standing"]),
            ("即将开始", [c for c in shown if c["state"] == "upcoming"]),
            ("已经截止", [c for c in shown if c["state"] == "closed"]),
        ],
        "series": series_with_campaigns(request, shown),
        "empty": not shown,
    }
    return render(request, "suggestions/campaigns.html", context)


# --- the list ---------------------------------------------------------------------------------


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """看建议: words, filters, order; works with a plain address."""
    frame = {"section": "list", "crumbs": [{"title": "看建议"}]}
    if not request.GET:
        told = held.once("list", lambda: _told(_list_facts(request)), at=timezone.now())
        return render(request, "suggestions/list.html", {**frame, "told": told})
    facts = _list_facts(request)
    status = 400 if facts["filter"].form.errors else 200
    shown = {**frame, **facts, "told": _told(facts)}
    return render(request, "suggestions/list.html", shown, status=status)


def _told(facts: dict[str, Any]) -> SafeString:
    return held.drawn("suggestions/parts/list_content.html", facts)


def _list_facts(request: HttpRequest) -> dict[str, Any]:
    chosen = SuggestionFilter(request.GET, Suggestion.objects.public())
    asked = asking.read(chosen.chosen.get("q", ""))
    found = _found(chosen, asked)
    page = Counted(found.keys, PER_PAGE, number=_number(chosen)).get_page(request.GET.get("page"))
    page.object_list = cards.of(list(page.object_list), marked=asked.words)
    return {
        "filter": chosen,
        "page_obj": page,
        "total": page.paginator.count,
        "capped": chosen.chosen.get("q")
        and not chosen.chosen.get("sort")
        and len(found.keys) >= FOUND_LIMIT,
        "active": chosen.active(),
        "folded": set(chosen.chosen) <= {"q"},
        "query": chosen.without("page"),
        "order": _order_in_words(chosen),
        "part": found.part,
        **_meant(chosen, found),
        "follow_search": followable.search_of(chosen),
        "follow_place": chosen.chosen.get("street") or chosen.chosen.get("area"),
    }


def _found(chosen: SuggestionFilter, asked: asking.Asked) -> search.Hits:
    """Keys only, so that counting and leafing read one narrow index and no texts."""
    rows, sort = chosen.narrowed(), chosen.chosen.get("sort")
    if not chosen.chosen.get("q"):
        return search.Hits(rows.order_by(*ORDER[sort or "new"]).values_list("pk", flat=True))
    if sort:
        found = search.ordered(asked, rows.order_by(*ORDER[sort]))
    else:
        within = rows if rows is not chosen.queryset else None  # the index holds public ones only
        found = search.ranked(asked, limit=FOUND_LIMIT, within=within)
    if (first := search.numbered(asked, rows)) is not None:
        return search.Hits([first] if asked.year else [first, *_but(found.keys, first)])
    return found


class Counted(Paginator):
    """Leafing through keys whose number may be known already."""

    def __init__(self, keys: Any, per_page: int, *, number: int | None) -> None:
        super().__init__(keys, per_page)
        if number is not None:
            self.count = number


def _number(chosen: SuggestionFilter) -> int | None:
    """How many there are, where that is kept: of all, or of a campaign."""
    asked = chosen.chosen
    if set(asked) - {"campaign", "sort"}:
        return None
    counts = kept.known("public", figures.public_counts, at=timezone.now())
    if counts is None:
        return None
    return counts.get(chosen.choices.campaign, 0) if "campaign" in asked else sum(counts.values())


def _but(keys: Sequence[int], first: int) -> list[int]:
    return [key for key in keys if key != first]


def _meant(chosen: SuggestionFilter, found: search.Hits) -> dict[str, str]:
    """What to search instead, where little holds all that was asked for."""
    if not chosen.chosen.get("q") or (len(found.keys) > PER_PAGE and not found.part):
        return {}
    better = search.meant(chosen.chosen["q"])
    return {"meant": better, "meant_url": f"?{chosen.with_words(better)}"} if better else {}


def _order_in_words(chosen: SuggestionFilter) -> str:
    sort = chosen.chosen.get("sort")
    if chosen.chosen.get("q") and not sort:
        return "最相关的在前"
    return SORTS[sort or "new"]


# --- one suggestion ---------------------------------------------------------------------------


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One suggestion in its public words. What is not public is unknown here."""
    suggestion = get_object_or_404(
        Suggestion.objects.public()
        .select_related(
            "campaign",
            "area",
            "audience",
            "placement__topic__campaign",
            "closed_elsewhere__source",
        )
        .defer("title", "body", "solution")
        .defer(*_campaign_texts("campaign"), *_campaign_texts("placement__topic__campaign")),
        pk=pk,
    )
    topic, at = cards.public_topic(suggestion), timezone.now()
    context = {
        "section": "list",
        "crumbs": [
            {"title": "看建议", "url": reverse("suggestions:list")},
            {"title": suggestion.public_title},
        ],
        "suggestion": suggestion,
        "photos": _photos(suggestion),
        "about": clause_opinions.about(suggestion, at),
        "written_in": adopted.in_public(suggestion, at),
        "recognised": recognition.in_public(suggestion),
        "supported": _supported(request, suggestion),
        "campaign_url": _campaign_url(request, suggestion),
        "topic": topic,
        **(_topic_beside(suggestion, topic, at) if topic else {}),
    }
    return render(request, "suggestions/detail.html", context)


def _campaign_texts(prefix: str) -> list[str]:
    return [f"{prefix}__{name}" for name in ("body", "ways", "result", "gate_text")]


def _photos(suggestion: Suggestion) -> list[dict]:
    return [
        {
            "thumb_url": reverse("suggestions:photo_thumb", args=[key]),
            "full_url": reverse("suggestions:photo", args=[key]),
        }
        for key in suggestion.photos.values_list("pk", flat=True)
    ]


def _supported(request: HttpRequest, suggestion: Suggestion) -> bool:
    key = visitors.supporter_key(request)
    return bool(key) and Support.objects.filter(suggestion=suggestion, supporter_key=key).exists()


def _campaign_url(request: HttpRequest, suggestion: Suggestion) -> str:
    return (suggestion.campaign.get_url(request) or "") if suggestion.campaign.live else ""


def _topic_beside(suggestion: Suggestion, topic: Topic, at: dt.datetime) -> dict:
    """What stands beside a suggestion about its topic: the way, the answer, the neighbours."""
    members = figures.members(topic.pk)
    told, became = progress.read(topic), outcomes.outcome_of(topic, at=at)
    near = Suggestion.objects.public().filter(pk__in=members.values("suggestion_id"))
    near = near.exclude(pk=suggestion.pk).order_by("-support_count", "-pk")
    size = members.count()
    return {
        "size": size,
        "others": size - 1,
        "sentence": progress.sentence(told, became, at=at),
        "steps": progress.steps(told, size=size, first=None),
        "answer": progress.answer_parts(told),
        "parts": progress.parts_of(told.topic),
        "journeys": continuation.of_topics([topic.pk]).get(topic.pk, []),
        "neighbours": near.only("public_title", "support_count")[:NEIGHBOURS],
    }


# --- one topic --------------------------------------------------------------------------------


@require_safe
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """What many said about one thing, how it grew, where, and who has it now."""
    rows = Topic.objects.public().select_related("campaign", "theme", "issue")
    found = rows.defer(*_campaign_texts("campaign")).filter(pk=pk).first()
    if found is None:
        return _where_it_is_now(pk)
    facts = list(
        figures.members(found.pk).values_list(
            "suggestion__submitted_at",
            "suggestion__area__full_name",
            "suggestion__author_key",
            "suggestion__support_count",
        )
    )
    if not facts:
        raise Http404("a topic without members has nothing to show")
    return render(request, "suggestions/topic.html", _topic_context(request, found, facts))


def _where_it_is_now(pk: int) -> HttpResponse:
    """Links of before a merge lead on; the merge may be undone, so nobody shall remember it."""
    merged = Topic.objects.filter(pk=pk, merged_into__isnull=False).first()
    if merged is None or merged.stands_in().status in Topic.HIDDEN:
        raise Http404("a topic that nobody has confirmed is not for visitors")
    return redirect("suggestions:topic", pk=merged.stands_in().pk)


def _topic_context(request: HttpRequest, found: Topic, facts: list[tuple]) -> dict:
    told, at = progress.read(found), timezone.now()
    moments, places, authors, supports = zip(*facts, strict=True)
    weeks = figures.by_week(moments)
    said_in = voices.by_campaign(figures.members(found.pk))
    became = outcomes.outcome_of(found, at=at)
    campaign_url = found.campaign.get_url(request) if found.campaign.live else ""
    return {
        "section": "list",
        "crumbs": [
            {"title": found.campaign.title, "url": campaign_url},
            {"title": found.name},
        ],
        "topic": found,
        "theme": theme_names.beside(found),
        "issue": issues.public_issue(found),
        "status": became.stage.word,
        "status_label": became.stage.label,
        "campaign_url": campaign_url,
        "size": len(facts),
        "elsewhere": voices.elsewhere(said_in, here=found.campaign_id).get(found.pk, ""),
        "people": figures.people(authors),
        "supports": sum(supports),
        "said": answer_topics.of_topic(found),
        "met": topic_supports.of(found.pk),
        "supported": topic_supports.said_by(found.pk, visitors.supporter_key(request)),
        "lead": told.lead,
        "map_url": reverse("suggestions:topic_map", args=[found.campaign.slug]),
        "sentence": progress.sentence(told, became, at=at),
        "steps": progress.steps(told, size=len(facts), first=min(moments)),
        "answer": progress.answer_parts(told),
        "parts": progress.parts_of(told.topic),
        "opinions": list(found.opinions.public().select_related("adviser")),
        "journeys": continuation.of_topics([found.pk]).get(found.pk, []),
        "places_written": adopted.of_topic(found.pk),
        "weeks": weeks,
        "chart": figures.chart(weeks[-WEEKS_SHOWN:]),
        "chart_weeks": weeks[-WEEKS_SHOWN:],
        "places": figures.bars(figures.by_place(places)),
        "examples": _examples(found),
    }


def _examples(found: Topic) -> list[Suggestion]:
    """Published ones, those first that most people support."""
    inside = figures.members(found.pk).values("suggestion_id")
    rows = Suggestion.objects.public().filter(pk__in=inside)
    keys = rows.order_by("-support_count", "-pk").values_list("pk", flat=True)
    shown = cards.of(list(keys[:EXAMPLES]))
    for suggestion in shown:
        suggestion.topic_name = ""  # this page is about it
    return shown
