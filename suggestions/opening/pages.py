"""What is said of a public page to those who do not read it: searchers, readers, chat programs.

Asked by the frame of all pages, by the name of their address. Of a page that nobody describes
here nothing is said: it may be somebody's own. Other packages bring `PAGES`, `PICTURES`,
`SECTIONS`, `LISTS` and `HIDDEN` of their own, named by `settings.OPEN_PAGES`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from suggestions.models import (
    CampaignPage,
    GuideClause,
    GuidePage,
    MonthlyProblem,
    Station,
    Suggestion,
    Topic,
)
from suggestions.telling import figures
from suggestions.telling.filters import SuggestionFilter

# What of an address tells one page from another; anything else follows people about.
KEPT = (*SuggestionFilter.base_filters, "page", "month")
TEXT_SHOWN = 120


class Feed(NamedTuple):
    title: str
    url: str


@dataclass(frozen=True)
class About:
    """`picture`: kind and key of the drawing that goes with it; only what has one is shared."""

    title: str = ""
    text: str = ""
    picture: tuple[str, int] | None = None
    feeds: tuple[Feed, ...] = ()
    calendar: str = ""


class Drawn(NamedTuple):
    """The words of a picture."""

    label: str
    title: str


class Section(NamedTuple):
    """A part of the site map: public records, each with a page named by `address`."""

    name: str
    rows: Callable[[], QuerySet]
    address: str
    moment: str = ""
    named_by: str = "pk"


@cache
def _modules() -> tuple[Any, ...]:
    return tuple(import_module(path) for path in settings.OPEN_PAGES)


def pictures() -> dict[str, Callable[[int], Drawn | None]]:
    return {kind: draw for module in _modules() for kind, draw in module.PICTURES.items()}


def sections() -> dict[str, Section]:
    return {one.name: one for module in _modules() for one in module.SECTIONS}


def lists() -> list[About]:
    """What is said of each list that can be subscribed to as a whole."""
    return [module.PAGES[name]({}) for module in _modules() for name in module.LISTS]


def hidden_addresses() -> list[str]:
    """What begins so is nobody's business who searches: own matters, desks, programs."""
    names = [name for module in _modules() for name in module.HIDDEN]
    return sorted({reverse(name) for name in names})


def about(facts: Mapping[str, Any]) -> About | None:
    """What is said of the page that is drawn with these facts; None for what is not public."""
    name = _name(facts)
    for module in _modules():
        if name in module.PAGES:
            return module.PAGES[name](facts)
    page = facts.get("page")
    return About() if isinstance(page, Page) and page.live else None


def is_everybodys(facts: Mapping[str, Any]) -> bool:
    """Whether it is named here as public, and is: such a page is the same for all who come."""
    known = any(_name(facts) in module.PAGES for module in _modules())
    return known and about(facts) is not None


def _name(facts: Mapping[str, Any]) -> str:
    page = facts.get("page")
    if isinstance(page, Page):
        return page._meta.label
    match = getattr(facts.get("request"), "resolver_match", None)
    return match.view_name if match else ""


def plain(facts: Mapping[str, Any]) -> About:
    """Public, and there is no more to say."""
    return About()


def canonical(request: HttpRequest) -> str:
    """The one address of a public page, without what followed the reader there."""
    asked = {name: request.GET[name] for name in sorted(KEPT) if request.GET.get(name)}
    if asked.get("page") == "1":
        del asked["page"]
    return settings.SITE_URL + request.path + (f"?{urlencode(asked)}" if asked else "")


def page_link(page: Page) -> str:
    """A Wagtail page's absolute address."""
    url = page.url or ""
    return settings.SITE_URL + url if url.startswith("/") else url


# --- pages of 人民建议征集 ------------------------------------------------------------------------


def _campaign(facts: Mapping[str, Any]) -> About | None:
    page = facts["page"]
    if not page.pk or not page.live:
        return None
    listed = reverse("suggestions:feed_suggestions", query={"campaign": page.slug})
    calendar = reverse("suggestions:campaign_calendar", args=[page.slug])
    feeds = (Feed(f"{page.title}：新公开的建议", listed),)
    return About(page.title, page.summary, ("campaign", page.pk), feeds, calendar)


def _topic(facts: Mapping[str, Any]) -> About | None:
    topic = facts.get("topic")
    if not isinstance(topic, Topic):
        return None
    text = f"{facts.get('size', 0)} 条建议说的是这件事。{facts.get('sentence', '')}"
    feed = Feed(f"{topic.name}：答复和新建议", reverse("suggestions:feed_topic", args=[topic.pk]))
    return About(topic.name, text, ("topic", topic.pk), (feed,))


def _suggestion(facts: Mapping[str, Any]) -> About | None:
    one = facts.get("suggestion")
    if not isinstance(one, Suggestion):
        return None
    return About(one.public_title, one.public_body[:TEXT_SHOWN], ("suggestion", one.pk))


def _station(facts: Mapping[str, Any]) -> About | None:
    one = facts.get("station")
    if not isinstance(one, Station):
        return None
    return About(one.name, f"{one.area.full_name}，{one.address}。开放时间：{one.hours}")


def _list(facts: Mapping[str, Any]) -> About:
    chosen = facts.get("filter")
    asked = chosen.without("sort") if isinstance(chosen, SuggestionFilter) else ""
    url = reverse("suggestions:feed_suggestions") + (f"?{asked}" if asked else "")
    named = "、".join(chip["label"] for chip in facts.get("active") or ())
    return About(feeds=(Feed(f"新公开的建议{f'：{named}' if named else ''}", url),))


def _campaigns(facts: Mapping[str, Any]) -> About:
    feeds = (Feed("专项征集", reverse("suggestions:feed_campaigns")), _answers())
    return About(feeds=feeds, calendar=reverse("suggestions:campaigns_calendar"))


def _answers() -> Feed:
    return Feed("部门的答复", reverse("suggestions:feed_answers"))


def home(facts: Mapping[str, Any]) -> About:
    """The first page has what is new everywhere."""
    return About(feeds=(_answers(), *_list({}).feeds))


def _guide(facts: Mapping[str, Any]) -> About | None:
    page = facts["page"]
    return About(page.title, page.summary, ("guide", page.pk)) if page.pk and page.live else None


PAGES: dict[str, Callable[[Mapping[str, Any]], About | None]] = {
    "suggestions.CampaignPage": _campaign,
    "suggestions.QuestionnairePage": plain,
    "suggestions:questionnaire_results": plain,
    "suggestions.GuidePage": _guide,
    "suggestions:guides": plain,
    "suggestions:questionnaires": plain,
    "suggestions:clause": plain,
    "suggestions:guide_versions": plain,
    "suggestions:guide_version": plain,
    "suggestions:topic": _topic,
    "suggestions:detail": _suggestion,
    "suggestions:list": _list,
    "suggestions:campaigns": _campaigns,
    "suggestions:topic_map": plain,
    "suggestions:city_map": plain,
    "suggestions:issue": plain,
    "suggestions:monthly": plain,
    "suggestions:monthly_year": plain,
    "suggestions:monthly_problem": plain,
    "suggestions:heard": plain,
    "suggestions:recognitions": plain,
    "suggestions:stations": plain,
    "suggestions:station": _station,
    "suggestions:data": plain,
    "suggestions:api_docs": plain,
}


# --- their pictures -----------------------------------------------------------------------------


def _draw_campaign(key: int) -> Drawn | None:
    titles = CampaignPage.objects.live().public().filter(pk=key).values_list("title", flat=True)
    return next((Drawn("专项征集", title) for title in titles), None)


def _draw_guide(key: int) -> Drawn | None:
    rows = GuidePage.objects.live().public().filter(pk=key).values_list("title", flat=True)
    return next((Drawn("写进居民的话", title) for title in rows), None)


def _draw_topic(key: int) -> Drawn | None:
    names = public_topics().filter(pk=key).values_list("name", flat=True)
    return next((Drawn("大家在说", name) for name in names), None)


def _draw_suggestion(key: int) -> Drawn | None:
    rows = Suggestion.objects.public().filter(pk=key).values_list("public_title", flat=True)
    return next((Drawn("居民建议", title) for title in rows), None)


PICTURES: dict[str, Callable[[int], Drawn | None]] = {
    "campaign": _draw_campaign,
    "guide": _draw_guide,
    "topic": _draw_topic,
    "suggestion": _draw_suggestion,
}


# --- the site map -------------------------------------------------------------------------------


def public_topics() -> QuerySet[Topic]:
    """Those that have a page: people put at least one suggestion there."""
    return Topic.objects.public().filter(Exists(figures.members().filter(topic=OuterRef("pk"))))


SECTIONS = (
    Section("suggestions", Suggestion.objects.public, "suggestions:detail", "published_at"),
    Section("stations", Station.objects.standing, "suggestions:station"),
    Section("topics", public_topics, "suggestions:topic"),
    Section("clauses", GuideClause.objects.public, "suggestions:clause"),
    Section(
        "monthly", MonthlyProblem.objects.public, "suggestions:monthly_problem", "published_at"
    ),
)
LISTS = ("suggestions:list", "suggestions:campaigns")
HIDDEN = (
    "suggestions:track",
    "suggestions:receipt",
    "suggestions:similar",
    "suggestions:places",
    "open-data:api-root",
)
