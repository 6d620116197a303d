"""The page of a questionnaire: the editors' words, and what has come in."""

from django import template
from django.db.models import F
from django.template.context import RequestContext
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from suggestions.models import CampaignPage, QuestionnairePage, SheetCount
from suggestions.questionnaires.forms import SheetForm
from suggestions.questionnaires.frozen import frozen, read
from suggestions.telling import answer_topics, questionnaires
from suggestions.telling.showing import show

register = template.Library()


@register.simple_tag
def questionnaires_of(page: CampaignPage) -> list[QuestionnairePage]:
    """A campaign's public questionnaires, newest first, each with how many sheets it has."""
    if not page.pk:
        return []
    rows = QuestionnairePage.objects.live().public().filter(campaign=page)
    return list(rows.annotate(taken=F("count__taken")).order_by("-opens_at", "pk"))


@register.simple_tag
def answers_in_words(pages: list[QuestionnairePage]) -> int:
    """How many answers to open questions these questionnaires have; none where they are few."""
    return answer_topics.of_questionnaires(pages)


@register.simple_tag(takes_context=True)
def questionnaire_page(context: RequestContext, page: QuestionnairePage) -> SafeString:
    """Works for a preview, also of a page that was never saved."""
    at = timezone.now()
    counts = SheetCount.objects.filter(questionnaire=page.pk).first() or SheetCount()
    results = page.shows_results and page.pk and page.live
    facts = {
        "crumbs": [{"title": page.title}],
        "parts": SheetForm(read(frozen(page.questions.get_prep_value()))).parts(),
        "levels": [],
        "preview": getattr(context["request"], "is_preview", False),
        "taken": counts.taken,
        "open": page.accepts(at) and not questionnaires.is_full(page),
        "upcoming": at < page.opens_at,
        "fill_url": reverse("suggestions:questionnaire", args=[page.pk]) if page.pk else "",
        "results_url": reverse("suggestions:questionnaire_results", args=[page.pk])
        if results
        else "",
    }
    return show(context, "suggestions/questionnaire_intro.html", facts)
