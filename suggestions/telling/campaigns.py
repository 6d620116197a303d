"""What the campaign pages show beyond what editors wrote: state, numbers, topics, suggestions."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from wagtail.images.shortcuts import get_rendition_or_not_found, get_renditions_or_not_found

from suggestions.models import (
    CampaignPage,
    CampaignSeriesPage,
    CampaignState,
    GuidePage,
    Issue,
    Suggestion,
    Topic,
)
from suggestions.telling import (
    adopted,
    cards,
    figures,
    heard,
    hearing,
    hot,
    issues,
    outcomes,
    series,
    voices,
)
from suggestions.telling.shares import percent

TOPICS_SHOWN, TOPICS_FOLDED, LATEST, HOTTEST = 10, 40, 4, 5
NEWLY = dt.timedelta(days=7)
# A third of the weight of what the editor uploaded; a phone takes the small one.
WEBP = "format-webp|webpquality-70"
COVER, PHONE_COVER = f"fill-1280x488|{WEBP}", f"fill-720x274|{WEBP}"
CARD_COVER = f"fill-640x280|{WEBP}"


def campaign_context(page: CampaignPage, request: HttpRequest) -> dict:
    """Everything for one campaign's page, as of now; works for an unsaved preview as well."""
    at = timezone.now()
    state = page.state(at)
    context = {
        "section": "campaigns",
        "crumbs": _crumbs(page, request),
        "item": window(page, at),
        "interests": list(page.interests.all()),
        "audiences": list(page.audiences.all()),
        "cover": cover(page),
        "result_first": state == CampaignState.CLOSED and bool(page.result),
        "submit_url": submit_url(page) if page.accepts(at) else "",
    }
    return {**context, **_collected(page, at)} if page.pk else context


def _crumbs(page: CampaignPage, request: HttpRequest) -> list[dict]:
    crumbs = [{"title": "专项征集", "url": reverse("suggestions:campaigns")}]
    parent = page.get_parent() if page.pk else None
    if parent and issubclass(parent.specific_class or object, CampaignSeriesPage):
        crumbs.append({"title": parent.title, "url": parent.get_url(request)})
    return [*crumbs, {"title": page.title}]


def submit_url(page: CampaignPage) -> str:
    return reverse("suggestions:submit", args=[page.slug])


def _collected(page: CampaignPage, at: dt.datetime) -> dict:
    """What has come in so far and what people have made of it."""
    said_here = heard.heard(page.pk, at=at)
    first = heard.topics_of(said_here)
    kinds = issues.issue_of(page.pk, [t.pk for t in first]) if len(first) > 1 else {}
    bars = zip((topic.pk for topic in first), topic_bars(first, at=at, here=page.pk), strict=True)
    lines = issues.lines(list(bars), kinds, shown=TOPICS_SHOWN)
    counts = figures.counts_kept(at=at).get(page.pk, figures.Counts())
    latest = Suggestion.objects.public().filter(campaign=page).order_by("-published_at", "-pk")
    aims = hearing.totals([page.pk])
    said = figures.satisfaction_kept(page.pk, at=at) if counts.answered else figures.Satisfaction()
    return {
        "counts": counts,
        "read": aims.read,
        "participation": hearing.counts_of([page.pk]),
        "heard_url": reverse("suggestions:heard", args=[page.slug]) if aims.aimed else "",
        "stats": figures.stats(counts, said),
        "topics": lines[:TOPICS_SHOWN],
        "hottest": hottest(page.pk, said_here, at),
        "folded_topics": lines[TOPICS_SHOWN:],
        "written_in": adopted.of_campaign(page.pk),
        "topic_count": said_here.topics,
        "issue_count": len(said_here.places),
        "map_url": reverse("suggestions:topic_map", args=[page.slug]),
        "latest": cards.plain(latest[:LATEST]),
        "list_url": f"{reverse('suggestions:list')}?campaign={page.slug}",
    }


def hottest(campaign: int, said_here: heard.Heard, at: dt.datetime) -> list[dict]:
    """大家最关心: the first few of the table that still are public, in their names of now."""
    if said_here.lines < HOTTEST:
        return []  # among so few there is nothing to choose
    return hot_lines(campaign, said_here.places, HOTTEST, at)


def hot_lines(
    campaign: int | None, places: Mapping[int, int], most: int, at: dt.datetime
) -> list[dict]:
    """The first of the public table: name, address, places of each as it stands now."""
    rows = hot.table(campaign, public=True, at=at)
    named = {
        topic: (name, reverse("suggestions:topic", args=[topic]), 0)
        for topic, name in _public_names(row.topic for row in rows)
    }
    for issue, name in _issue_names(-row.topic for row in rows):
        named[hot.of_issue(issue)] = (name, issues.issue_url(issue), places.get(issue, 0))
    shown = [row for row in rows if row.topic in named]
    return [
        {
            "name": named[row.topic][0],
            "url": named[row.topic][1],
            "places": named[row.topic][2],
            "people": row.people,
            "supports": row.supports,
            "fresh": row.until and at - row.until < NEWLY,
        }
        for row in shown[:most]
    ]


def _public_names(keys: Iterable[int]) -> list[tuple[int, str]]:
    rows = Topic.objects.public().filter(pk__in=[key for key in keys if key > 0]).order_by()
    return list(rows.values_list("pk", "name"))


def _issue_names(keys: Iterable[int]) -> list[tuple[int, str]]:
    wanted = [key for key in keys if key > 0]
    rows = Issue.objects.filter(pk__in=wanted, status=Issue.Status.CONFIRMED).order_by()
    return list(rows.values_list("pk", "name")) if wanted else []


def topic_bars(
    topics: Iterable[Topic], *, at: dt.datetime, here: int | None = None
) -> list[figures.Bar]:
    """Bars of topics by size, each with its standing and its link; on the page of a campaign
    (`here`) with what was said of it elsewhere."""
    topics = list(topics)
    notes = {}
    if here is not None:
        said_in = {topic.pk: topic.said_in for topic in topics}
        notes = voices.elsewhere(said_in, here=here)
    longest = max((topic.size for topic in topics), default=0)
    became, lines = outcomes.outcomes_of(topics, at=at), []
    for topic in topics:
        status, label = became[topic.pk].pill
        share = max(1, percent(topic.size, longest))
        url = reverse("suggestions:topic", args=[topic.pk])
        note = f"另有 {notes[topic.pk]}" if topic.pk in notes else ""
        lines.append(figures.Bar(topic.name, topic.size, share, url, status, label, note))
    return lines


# --- one campaign in words --------------------------------------------------------------------


def window(page: CampaignPage, at: dt.datetime) -> dict:
    """The time limit (`components/window.html`), decided by the calendar."""
    state, last = page.state(at), figures.last_moment(page)
    first = localdate(page.opens_at)
    listening = state in (CampaignState.OPEN, CampaignState.CLOSING)
    return {
        "state": state.value,
        "state_label": state.label,
        "days": None if state == CampaignState.CLOSED else figures.days_left(page, at),
        "opens_at": page.opens_at,
        "closes_at": page.closes_at,
        "day_number": (localdate(at) - first).days + 1,
        "day_total": (localdate(last) - first).days + 1 if last and listening else None,
    }


def cover(page: CampaignPage | CampaignSeriesPage | GuidePage) -> dict | None:
    """The cover of a page's head in two sizes; a lost file leaves the page whole."""
    if page.cover is None:
        return None
    sizes = get_renditions_or_not_found(page.cover, (COVER, PHONE_COVER))
    return {
        "url": sizes[COVER].url,
        "phone_url": sizes[PHONE_COVER].url,
        "alt": page.cover.description or "",
    }


def card(page: CampaignPage, counts: figures.Counts, *, request: HttpRequest, at) -> dict:
    """What `components/campaign_card.html` shows."""
    shown = page.cover and get_rendition_or_not_found(page.cover, CARD_COVER)
    return {
        **window(page, at),
        "pk": page.pk,
        "title": page.title,
        "everyday": page.is_everyday,
        "url": page.get_url(request),
        "summary": page.summary,
        "suggestion_count": counts.received,
        "answered_count": counts.answered,
        "cover_url": shown and shown.url,
        "cover_alt": "",  # beside its own title a cover says nothing new
        "path": page.path,
        "submit_url": submit_url(page) if page.accepts(at) else "",
    }


# --- all campaigns ----------------------------------------------------------------------------


def all_campaigns(request: HttpRequest, *, at: dt.datetime) -> list[dict]:
    """Every campaign on show as a card, those that still listen first."""
    pages = (
        CampaignPage.objects.live()
        .public()
        .defer("body", "ways", "result", "gate_text")
        .select_related("cover")
        .prefetch_related("cover__renditions")
    )
    counts = figures.counts_kept(at=at)
    ordered = figures.sort_for_visitors(pages, at)
    none = figures.Counts()
    return [card(page, counts.get(page.pk, none), request=request, at=at) for page in ordered]


def series_with_campaigns(request: HttpRequest, campaign_cards: list[dict]) -> list[dict]:
    """The series on show, each with the cards of its campaigns."""
    pages = CampaignSeriesPage.objects.live().public().defer("body").order_by("path")
    found = [
        {
            "title": page.title,
            "summary": page.summary,
            "url": page.get_url(request),
            "campaigns": [c for c in campaign_cards if c["path"].startswith(page.path)],
        }
        for page in pages
    ]
    return [series for series in found if series["campaigns"]]


def series_context(page: CampaignSeriesPage, request: HttpRequest) -> dict:
    """One series: its campaigns as cards, and what else stands under it, such as a live event."""
    at = timezone.now()
    context = {
        "section": "campaigns",
        "crumbs": [
            {"title": "专项征集", "url": reverse("suggestions:campaigns")},
            {"title": page.title},
        ],
        "cover": cover(page),
    }
    if not page.pk:
        return context
    own = [c for c in all_campaigns(request, at=at) if c["path"].startswith(page.path)]
    others = page.get_children().live().public().not_type(CampaignPage)
    links = [{"title": other.title, "url": other.get_url(request)} for other in others]
    return {**context, "campaigns": own, "others": links, **series.context(page, own, request)}
