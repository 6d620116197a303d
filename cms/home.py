"""What the home page tells: who is listening now, what became of earlier suggestions."""

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone

from cms.models import ArticlePage
from suggestions.models import Answer
from suggestions.telling import figures, guides, heard, units
from suggestions.telling.campaigns import all_campaigns, series_with_campaigns, topic_bars
from suggestions.telling.outcomes import outcomes_of

CAMPAIGNS_SHOWN, ANSWERS_SHOWN, TOPICS_SHOWN = 6, 4, 5
TOPICS_FOLDED, UNFINISHED_SHOWN, GUIDES_SHOWN = 5, 2, 3
ANSWERS_READ = 80  # among so many of the newest those that became deeds are looked for
GUIDE_SLUG = "zenyang-xie"  # the demo's, and what editors are asked to keep


def home_context(request: HttpRequest) -> dict:
    """Everything on the home page, in a number of queries that does not grow with the data."""
    at = timezone.now()
    cards = all_campaigns(request, at=at)
    listening = [card for card in cards if card["state"] not in ("closed", "standing")]
    most = heard.topics_of(heard.heard(None, at=at), TOPICS_SHOWN + TOPICS_FOLDED)
    topics = topic_bars(most, at=at)
    return {
        "campaigns": listening[:CAMPAIGNS_SHOWN],
        "everyday": next((card for card in cards if card["submit_url"] and card["everyday"]), None),
        "series": series_with_campaigns(request, cards),
        "stats": _stats(at),
        **_answers(at),
        "topics": topics[:TOPICS_SHOWN],
        "folded_topics": topics[TOPICS_SHOWN:],
        "topics_next": TOPICS_SHOWN + 1,
        "guide_url": _guide(request),
        "guides": guides.lines(guides.public(), request, at=at)[:GUIDES_SHOWN],
    }


def _stats(at: dt.datetime) -> list[dict]:
    counts = sum(figures.counts_kept(at=at).values(), figures.Counts())
    said = figures.satisfaction_kept(at=at) if counts.received else figures.Satisfaction()
    return figures.stats(counts, said) if counts.received else []


def _answers(at: dt.datetime) -> dict:
    """说了，办了: what became a deed, and beside it the newest answers with their true stage."""
    newest: dict[int, Answer] = {}  # the last answer of each topic, in the order they came
    for answer in figures.latest_answers(ANSWERS_READ):
        newest.setdefault(answer.topic_id, answer)
    became = outcomes_of([answer.topic for answer in newest.values()], at=at)
    done = [pk for pk in newest if became[pk].succeeded][:ANSWERS_SHOWN]
    others = [pk for pk in newest if not became[pk].succeeded][:UNFINISHED_SHOWN]
    chosen = [newest[pk].pk for pk in (*done, *others)]
    shown = {answer.topic_id: answer for answer in figures.public_answers().filter(pk__in=chosen)}
    cards = {pk: units.card(answer, became[pk]) for pk, answer in shown.items()}
    return {
        "done": [cards[pk] for pk in done if pk in cards],
        "answers": [cards[pk] for pk in others if pk in cards],
    }


def _guide(request: HttpRequest) -> str:
    """The guide to writing, where the editors have published one."""
    page = ArticlePage.objects.live().public().filter(slug=GUIDE_SLUG).only("url_path").first()
    return (page.get_url(request) or "") if page else ""
