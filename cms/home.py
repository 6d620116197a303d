"""What the home page tells: who is listening now, what became of earlier suggestions."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cms.models import ArticlePage
from suggestions import figures, progress
from suggestions.models import Answer
from suggestions.views.campaigns import all_campaigns, series_with_campaigns, topic_bars

CAMPAIGNS_SHOWN, ANSWERS_SHOWN, TOPICS_SHOWN, EXCERPT = 6, 4, 8, 120
GUIDE_SLUG = "zenyang-xie"  # the demo's, and what editors are asked to keep


def home_context(request: HttpRequest) -> dict:
    """Everything on the home page, in a number of queries that does not grow with the data."""
    at = timezone.now()
    cards = all_campaigns(request, at=at)
    listening = [card for card in cards if card["state"] != "closed"]
    topics = figures.by_size()[:TOPICS_SHOWN]
    return {
        "campaigns": listening[:CAMPAIGNS_SHOWN],
        "series": series_with_campaigns(request, cards),
        "stats": _stats(),
        "answers": [_answer(answer) for answer in figures.latest_answers(ANSWERS_SHOWN)],
        "topics": topic_bars(topics),
        "guide_url": _guide(request),
    }


def _stats() -> list[dict]:
    counts = sum(figures.counts_by_campaign().values(), figures.Counts())
    return figures.stats(counts, figures.satisfaction()) if counts.received else []


def _answer(answer: Answer) -> dict:
    """What `components/answer_card.html` shows."""
    text = " ".join(answer.text.split())
    return {
        "title": answer.topic.name,
        "url": reverse("suggestions:topic", args=[answer.topic_id]),
        "answer_excerpt": text[:EXCERPT] + ("……" if len(text) > EXCERPT else ""),
        "department_name": progress.answered_by(answer),
        "answered_at": answer.decided_at,
        "adoption": answer.get_adoption_display(),
        "adopted": answer.adoption != Answer.Adoption.NOT_ADOPTED,
    }


def _guide(request: HttpRequest) -> str:
    """The guide to writing, where the editors have published one."""
    page = ArticlePage.objects.live().public().filter(slug=GUIDE_SLUG).only("url_path").first()
    return (page.get_url(request) or "") if page else ""
