"""Feeds and calendars to subscribe to; a filtered list has the feed of its filters."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.models import Answer, CampaignPage, Suggestion
from suggestions.opening import calendars, feeds
from suggestions.opening.datasets import link
from suggestions.opening.feeds import ENTRIES, Entry
from suggestions.opening.pages import page_link, public_topics
from suggestions.telling import figures
from suggestions.telling.filters import ORDER, SuggestionFilter
from suggestions.telling.progress import answered_by
from suggestions.text import search

PAST = dt.timedelta(days=400)
SHOWN = ("public_title", "public_body", "published_at")


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Newly published ones, under the same filters as the list."""
    chosen = SuggestionFilter(request.GET, Suggestion.objects.public())
    if chosen.form.errors:
        return HttpResponse(
            "有的条件已经没有了，请回到列表重新选。", status=400, content_type="text/plain"
        )
    rows, words = chosen.narrowed().order_by(*ORDER["new"]), chosen.chosen.get("q", "")
    if words:
        rows = search.holding(rows, words)
    named = "、".join(chip["label"] for chip in chosen.active())
    title = f"新公开的建议：{named}" if named else "新公开的建议"
    asked = chosen.without("sort")
    page = reverse("suggestions:list") + (f"?{asked}" if asked else "")
    return feeds.answer(request, title, page, _suggestions(rows))


def _suggestions(rows) -> list[Entry]:
    return [
        Entry(one.public_title, link("suggestions:detail", one.pk), one.public_body, at)
        for one in rows.only(*SHOWN)[:ENTRIES]
        if (at := one.published_at)
    ]


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """What departments answered, as residents got it."""
    entries = [_answer(one) for one in figures.public_answers()[:ENTRIES]]
    return feeds.answer(request, "部门的答复", reverse("suggestions:campaigns"), entries)


def _answer(one: Answer) -> Entry:
    page = link("suggestions:topic", one.topic_id)
    title = f"{answered_by(one)}答复：{one.topic.name}"
    text = f"{one.get_adoption_display()}。{one.text}"
    return Entry(title, f"{page}#answer-{one.pk}", text, one.decided_at or one.written_at)


@require_safe
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Its answers and the suggestions newly published under it."""
    found = get_object_or_404(public_topics(), pk=pk)
    inside = figures.members(found.pk).values("suggestion_id")
    rows = Suggestion.objects.public().filter(pk__in=inside).order_by(*ORDER["new"])
    told = figures.public_answers().filter(topic=found)[:ENTRIES]
    entries = [*(_answer(one) for one in told), *_suggestions(rows)]
    newest = sorted(entries, key=lambda entry: entry.at, reverse=True)[:ENTRIES]
    return feeds.answer(request, found.name, reverse("suggestions:topic", args=[pk]), newest)


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    rows = _campaigns().filter(opens_at__lte=timezone.now()).order_by("-opens_at", "-pk")[:ENTRIES]
    entries = [Entry(one.title, page_link(one), one.summary, one.opens_at) for one in rows]
    return feeds.answer(request, "专项征集", reverse("suggestions:campaigns"), entries)


def _campaigns():
    return CampaignPage.objects.live().public().defer("body", "ways", "result", "gate_text")


@require_safe
def campaigns_calendar(request: HttpRequest) -> HttpResponse:
    """When campaigns open and close: last year's and all to come."""
    since = timezone.now() - PAST
    rows = _campaigns().filter(closes_at__gte=since).order_by("opens_at", "pk")
    return feeds.conditional(request, calendars.of_campaigns("专项征集", rows), calendars.TYPE)


@require_safe
def campaign_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    if "\0" in slug:
        raise Http404
    page = get_object_or_404(_campaigns(), slug=slug)
    content = calendars.of_campaigns(page.title, [page])
    response = feeds.conditional(request, content, calendars.TYPE)
    response["Content-Disposition"] = f'attachment; filename="campaign-{page.pk}.ics"'
    return response
