"""What became of a topic: the one place that decides it, for every page that says so.

An answer is not yet a deed. A topic counts as done when residents said so and none says the
opposite, or when the office closed it and nobody objects; a promise stays a promise until then.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from django.db.models import Count, Exists, OuterRef
from django.utils.timezone import localdate

from suggestions.models import Answer, Rating, Topic
from suggestions.telling import continuation
from suggestions.telling.continuation import Journey

Status = Topic.Status


class Stage(Enum):
    """The stages residents read: colour word (`components/status.html`) and label."""

    PREPARING = ("accepted", "准备转办")
    HANDLING = ("forwarded", "办理中")
    ANSWERED = ("answered", "已答复")
    NOT_ADOPTED = ("closed", "已答复，暂未采纳")
    CARRYING_OUT = ("carried", "正在落实")
    OVERDUE = ("overdue", "到期还没确认办好")
    CONTRADICTED = ("reopened", "居民说没办好")
    CLOSED = ("closed", "已办结")
    DONE = ("done", "办成了")

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def label(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class Outcome:
    """What became of one topic: its stage, who among its residents said what, what is promised."""

    stage: Stage
    done: int = 0  # residents whose last word is that it was really done
    not_done: int = 0
    promised: dt.date | None = None

    @property
    def pill(self) -> tuple[str, str]:
        """(colour word, label)."""
        return self.stage.value

    @property
    def succeeded(self) -> bool:
        """Whether a page may show it as done: 说了，办了."""
        return self.stage in (Stage.DONE, Stage.CLOSED)


def outcome_of(topic: Topic, *, at: dt.datetime) -> Outcome:
    """What became of one public topic."""
    return outcomes_of([topic], at=at)[topic.pk]


def outcomes_of(topics: Iterable[Topic], *, at: dt.datetime) -> dict[int, Outcome]:
    """`{topic key: Outcome}`; the number of queries does not grow with the topics.

    Of the topics only `status` is looked at.
    """
    rows = list(topics)
    settled = [topic.pk for topic in rows if topic.status in (Status.ANSWERED, Status.CLOSED)]
    answers = _last_answers(settled)
    said = _last_words([answer.pk for answer in answers.values()])
    further = continuation.of_topics(settled)
    return {
        topic.pk: _outcome(
            topic, answers.get(topic.pk), said, further.get(topic.pk, []), localdate(at)
        )
        for topic in rows
    }


def _last_answers(topics: Collection[int]) -> dict[int, Answer]:
    """The answer that stands for each topic: the last one accepted from its lead."""
    if not topics:
        return {}
    leading = Answer.objects.leading().filter(topic__in=topics)
    rows = leading.order_by("decided_at", "pk").only("topic_id", "adoption", "done_on")
    return {answer.topic_id: answer for answer in rows}


def _last_words(answers: Collection[int]) -> dict[int, Counter]:
    """`{answer key: how many residents' last word is what}`: a later rating replaces the first."""
    if not answers:
        return {}
    later = Rating.objects.filter(delivery=OuterRef("delivery"), round__gt=OuterRef("round"))
    ratings = Rating.objects.filter(~Exists(later), delivery__answer__in=answers).order_by()
    rows = ratings.values_list("delivery__answer_id", "done").annotate(number=Count("*"))
    said: dict[int, Counter] = {}
    for answer, done, number in rows:
        said.setdefault(answer, Counter())[done] = number
    return said


def _outcome(
    topic: Topic,
    answer: Answer | None,
    said: dict[int, Counter],
    further: list[Journey],
    today: dt.date,
) -> Outcome:
    if topic.status not in (Status.ANSWERED, Status.CLOSED):
        return Outcome(_UNSETTLED[Status(topic.status)])
    words = said.get(answer.pk, Counter()) if answer else Counter()
    promised = answer.done_on if answer else None
    done, not_done = words[Rating.Done.YES], words[Rating.Done.NO]
    return Outcome(
        _settled(topic, answer, done, not_done, further, today), done, not_done, promised
    )


_UNSETTLED = {
    Status.PROPOSED: Stage.PREPARING,
    Status.CONFIRMED: Stage.PREPARING,
    Status.FORWARDED: Stage.HANDLING,
    Status.REOPENED: Stage.CONTRADICTED,
    Status.SET_ASIDE: Stage.PREPARING,
    Status.MERGED: Stage.PREPARING,
}


def _settled(
    topic: Topic,
    answer: Answer | None,
    done: int,
    not_done: int,
    further: list[Journey],
    today: dt.date,
) -> Stage:
    """What an answer has come to: contradictions weigh most, then what is still open."""
    if not_done:
        return Stage.CONTRADICTED
    if any(journey.open for journey in further):
        return Stage.CARRYING_OUT
    if done:
        return Stage.DONE
    if answer and answer.adoption == Answer.Adoption.NOT_ADOPTED:
        return Stage.NOT_ADOPTED
    if answer and answer.done_on:
        return Stage.CARRYING_OUT if today <= answer.done_on else Stage.OVERDUE
    return Stage.CLOSED if topic.status == Status.CLOSED else Stage.ANSWERED
