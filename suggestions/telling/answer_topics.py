"""问卷意见: what answers in own words are about. Counted beside suggestions, never among them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from suggestions.models import (
    AnswerPlace,
    AnswerTheme,
    OpenAnswer,
    QuestionnairePage,
    Tally,
    Topic,
)
from suggestions.models.answer_sheets import IN_WORDS
from suggestions.telling.small_cells import FLOOR

TOPICS_SHOWN = 50
SHOWN = (AnswerTheme.Status.CONFIRMED, AnswerTheme.Status.PROPOSED, AnswerTheme.Status.SET_ASIDE)


def of_topic(topic: Topic) -> int:
    """How many people have found to be about a topic; none where they are few."""
    number = AnswerPlace.objects.about(topic).confirmed().count()
    return number if number >= FLOOR else 0


def of_questionnaires(pages: Iterable[QuestionnairePage]) -> int:
    """How many answers in own words they have, from the kept counts; none where they are few."""
    whole = {"row": 0, "code": 0, "area": 0, "group": 0}
    rows = Tally.objects.filter(
        question__questionnaire__in=list(pages), question__kind__in=IN_WORDS, **whole
    )
    number: int = rows.aggregate(number=Sum("count"))["number"] or 0
    return number if number >= FLOOR else 0


@dataclass(frozen=True)
class Theme:
    """What many said and no topic is about."""

    name: str
    number: int


def themes_of(page: QuestionnairePage) -> list[Theme]:
    """The confirmed themes of a questionnaire that are large enough to be told, largest first."""
    rows = AnswerTheme.objects.filter(questionnaire=page, status=AnswerTheme.Status.CONFIRMED)
    counted = rows.annotate(said=Count("places")).order_by("pk").values_list("name", "said")
    found = [Theme(name, said) for name, said in counted if said >= FLOOR]
    return sorted(found, key=lambda one: -one.number)


@dataclass
class Said:
    """One topic, with how many answers a person confirmed and how many wait."""

    topic: Topic
    kept: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Themed:
    """One theme of answers alone, with how many it holds."""

    theme: AnswerTheme
    number: int


@dataclass(frozen=True)
class Standing:
    """Where the answers of a questionnaire stand; the topics of which most is said first."""

    answers: int
    kept: int
    waiting: int
    topics: list[Said]
    themes: list["Themed"]

    @property
    def themed(self) -> int:
        """What is confirmed of themes that hold answers alone."""
        known = AnswerTheme.Status.CONFIRMED
        return sum(one.number for one in self.themes if one.theme.status == known)

    @property
    def nowhere(self) -> int:
        """What fits no topic and no confirmed theme, by the machine or by people."""
        return self.answers - self.kept - self.waiting - self.themed


def standing(page: QuestionnairePage) -> Standing:
    """From two narrow indexes; no text is read."""
    rows = AnswerPlace.objects.filter(questionnaire=page, topic__isnull=False).order_by()
    waits = Q(by=None)
    numbers = rows.values_list("topic").annotate(
        kept=Count("topic", filter=~waits), waiting=Count("topic", filter=waits)
    )
    found = sorted(numbers, key=lambda row: (-row[1] - row[2], row[0]))
    shown = Topic.objects.in_bulk([pk for pk, _, _ in found[:TOPICS_SHOWN]])
    return Standing(
        OpenAnswer.objects.said_in(page).count(),
        sum(kept for _, kept, _ in found),
        sum(waiting for _, _, waiting in found),
        [Said(shown[pk], kept, waiting) for pk, kept, waiting in found[:TOPICS_SHOWN]],
        _themes(page),
    )


def _themes(page: QuestionnairePage) -> list[Themed]:
    """All but what a run is taking back, the confirmed ones first, the largest of them first."""
    places = AnswerPlace.objects.filter(questionnaire=page, theme__isnull=False).order_by()
    numbers = dict(places.values_list("theme").annotate(number=Count("pk")))
    rows = AnswerTheme.objects.filter(questionnaire=page, status__in=SHOWN)
    found = [Themed(one, numbers.get(one.pk, 0)) for one in rows]
    order = {str(status): place for place, status in enumerate(SHOWN)}
    return sorted(found, key=lambda one: (order[one.theme.status], -one.number, one.theme.pk))
