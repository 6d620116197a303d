"""What the public pages of departments tell: their figures, their answers, what became of them.

The figures are counted for all departments at once and stand for a few minutes; every page that
shows one of them reads this one table.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse

from suggestions.models import Answer, Department, Referral, Topic
from suggestions.telling import kept
from suggestions.telling.handling import Handling, handling, share
from suggestions.telling.outcomes import Outcome, Stage, outcomes_of
from suggestions.telling.progress import answered_by

KEPT = "units"
COUNTED = 5 * 60  # seconds that a count stands
EXCERPT = 120


@dataclass(frozen=True)
class Unit:
    """One department: how it handles, and what residents say became of its answers."""

    pk: int
    handling: Handling
    answered: int = 0  # topics that it has answered as the lead
    adopted: int = 0  # of these, those whose answer adopts what was suggested
    done: int = 0  # of these, those that residents call done and none calls not done

    @property
    def name(self) -> str:
        return self.handling.name

    @property
    def url(self) -> str:
        return reverse("suggestions:unit", args=[self.pk])

    @property
    def confirmed(self) -> str:
        return share(self.done, self.answered)

    @property
    def taken_up(self) -> str:
        return share(self.adopted, self.answered)


def table(*, at: dt.datetime) -> dict[int, Unit]:
    """`{department key: Unit}` of those that work or have worked, in the order of names."""
    found: Any = kept.known(KEPT, lambda: counted(at), at=at)
    found = found or cache.get_or_set("units", lambda: counted(at), COUNTED)
    return found


def counted(at: dt.datetime) -> dict[int, Unit]:
    departments = list(Department.objects.order_by("name").only("name", "active"))
    rows = handling(departments, Referral.objects.all(), at)
    answered = _answered(at)
    units = {}
    for department, row in zip(departments, rows, strict=True):
        if department.active or row.received:
            own = answered.get(department.pk, [])
            adopted = sum(adopts for adopts, _ in own)
            done = sum(stage == Stage.DONE for _, stage in own)
            units[department.pk] = Unit(department.pk, row, len(own), adopted, done)
    return units


def _answered(at: dt.datetime) -> dict[int, list[tuple[bool, Stage]]]:
    """`{department key: whether it adopts and the true stage, of each topic it has answered}`."""
    rows = answers().order_by("decided_at", "pk")
    last = {
        (department, topic): adoption
        for department, topic, adoption in rows.values_list(
            "referral__department", "topic", "adoption"
        )
    }
    topics = Topic.objects.filter(pk__in={topic for _, topic in last}).only("status")
    became = outcomes_of(topics, at=at)
    found: dict[int, list[tuple[bool, Stage]]] = {}
    for (department, topic), adoption in last.items():
        adopts = adoption != Answer.Adoption.NOT_ADOPTED
        found.setdefault(department, []).append((adopts, became[topic].stage))
    return found


def answers() -> QuerySet[Answer]:
    """Answers of leading departments that residents got, of topics anybody may see."""
    return Answer.objects.leading().filter(
        decided_at__isnull=False,
        referral__role=Referral.Role.LEAD,
        topic__in=Topic.objects.public().values("pk"),
    )


def answer_cards(rows: list[Answer], *, at: dt.datetime) -> list[dict]:
    """What `cms/answer_card.html` shows of each, with the true stage of its topic."""
    became = outcomes_of([answer.topic for answer in rows], at=at)
    return [card(answer, became[answer.topic_id]) for answer in rows]


def card(answer: Answer, became: Outcome) -> dict:
    """One answer with what became of it."""
    text = " ".join(answer.text.split())
    return {
        "title": answer.topic.name,
        "url": reverse("suggestions:topic", args=[answer.topic_id]),
        "answer_excerpt": text[:EXCERPT] + ("……" if len(text) > EXCERPT else ""),
        "department_name": answered_by(answer),
        "answered_at": answer.decided_at,
        "adoption": answer.get_adoption_display(),
        "status": became.stage.word,
        "status_label": became.stage.label,
        "succeeded": became.succeeded,
        "confirmed": became.done,
    }
