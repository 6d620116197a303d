"""开放回答归入问题: read the answers against confirmed topics, and people's word on what fits.

A reading goes on in pieces, each with its own short transaction; broken off, it goes on behind the
last one. It touches neither suggestions nor their placements, and nothing that a person decided.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from suggestions.actions.rules import Overtaken, Refused, move, record
from suggestions.models import (
    AnswerPlace,
    AnswerRun,
    OpenAnswer,
    QuestionnairePage,
    Topic,
    User,
    Verb,
)
from suggestions.text.answer_topics import Topics
from suggestions.work.jobs import CUT

PIECE = 2_000
ALONE = "这份问卷不属于哪个征集，没有问题可以归入。请编辑先在问卷页面上选好征集。"
NO_TOPICS = "这个征集还没有确认过的问题，没有可以归入的地方。请先整理问题。"
NONE_LEFT = "这里没有等着确认的问卷意见了，可能同事刚刚办过。"


def queue_run(page: QuestionnairePage, *, by: User | None, at: dt.datetime) -> AnswerRun:
    """Ask for a reading. A questionnaire has one at a time; the database refuses the second."""
    if page.campaign_id is None:
        raise Refused(ALONE)
    if not Topic.objects.public().filter(campaign=page.campaign_id).exists():
        raise Refused(NO_TOPICS)
    try:
        with transaction.atomic():
            return AnswerRun.objects.create(questionnaire=page, started_by=by, queued_at=at)
    except IntegrityError as error:
        raise Refused("这份问卷的意见正在归入，请等它完成后再开始。") from error


def run(reading: AnswerRun, *, at: dt.datetime) -> None:
    """Read every answer behind the last one that was read."""
    with running(reading, heartbeat_at=at):
        campaign = reading.questionnaire.campaign
        topics = Topics(campaign) if campaign else None
        while piece := list(_waiting(reading)[:PIECE]):
            _read(reading, piece, topics, at=at)
        done = {"progress": 100, "stage": "已完成", "finished_at": timezone.now()}
        move(reading, AnswerRun.Status.DONE, **done)


@contextmanager
def running(reading: AnswerRun, **begun: Any) -> Iterator[None]:
    """Take a reading up; what breaks it off is noted on it, or left to the next worker."""
    move(reading, AnswerRun.Status.RUNNING, **begun)
    try:
        yield
    except CUT:  # not its fault: the worker puts it back
        raise
    except Overtaken:  # taken for dead: another worker goes on where this one stands
        return
    except Exception as error:
        why = f"{type(error).__name__}：{error}"[:2000]
        move(reading, AnswerRun.Status.FAILED, error=why, finished_at=timezone.now())
        raise


def _waiting(reading: AnswerRun) -> QuerySet:
    rows = OpenAnswer.objects.said_in(reading.questionnaire_id).filter(pk__gt=reading.after)
    return rows.order_by("pk").values_list("pk", "text")


def _read(
    reading: AnswerRun, piece: Sequence[tuple[int, str]], topics: Topics | None, *, at: dt.datetime
) -> None:
    texts = [text for _, text in piece]
    fits = topics.fits(texts) if topics else [None] * len(texts)
    found = {
        pk: AnswerPlace(
            answer_id=pk,
            questionnaire_id=reading.questionnaire_id,
            topic_id=fit[0],
            score=round(fit[1], 4),
            at=at,
        )  # fmt: skip
        for (pk, _), fit in zip(piece, fits, strict=True)
        if fit
    }
    last, number = piece[-1][0], reading.answers + len(piece)
    left = _waiting(reading).filter(pk__gt=last).count()
    percent = number * 100 // (number + left)
    with transaction.atomic():
        _write([pk for pk, _ in piece], found)
        mine = AnswerRun.objects.filter(pk=reading.pk, status=reading.status, after=reading.after)
        if not mine.update(
            after=last, answers=F("answers") + len(piece), progress=percent,
            stage=f"读过 {number} 条", heartbeat_at=timezone.now(),
        ):  # fmt: skip
            raise Overtaken("这次归入已经由另一个处理程序接着做了。")
    reading.after, reading.answers = last, number


def _write(pks: list[int], found: dict[int, AnswerPlace]) -> None:
    """What people decided stays, also what they decide at this very moment."""
    known = AnswerPlace.objects.filter(pk__in=pks)
    same, gone = set(), []
    columns = ("pk", "topic_id", "theme_id", "score", "by_id")
    for pk, topic, theme, score, by in known.values_list(*columns):
        alike = (found[pk].topic_id, found[pk].score) == (topic, score) if pk in found else theme
        if by or alike:  # what fits no topic stays in the theme that was proposed for it
            same.add(pk)
        else:
            gone.append(pk)
    AnswerPlace.objects.proposed().filter(pk__in=gone).delete()
    fresh = [row for pk, row in found.items() if pk not in same]
    AnswerPlace.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)


# --- people -----------------------------------------------------------------------------------


def keep(topic: Topic, *, least: float = 0, by: User, at: dt.datetime) -> int:
    """What the machine proposes for a topic, from that likeness on, is about it."""
    if topic.status in Topic.HIDDEN:
        raise Refused("这个问题现在不对外，问卷意见不能归入。请先确认问题。")
    rows = AnswerPlace.objects.about(topic).proposed().filter(score__gte=least)
    with transaction.atomic():
        number = rows.update(by=by, at=at)
        _note(Verb.ANSWERS_KEPT, topic, number, by=by, at=at)
    return number


def refuse(topic: Topic, *, answers: Sequence[int], by: User, at: dt.datetime) -> int:
    """These are not about it: proposed or confirmed before, the machine proposes them no more."""
    return _refuse(topic, AnswerPlace.objects.about(topic).filter(pk__in=answers), by=by, at=at)


def refuse_rest(topic: Topic, *, by: User, at: dt.datetime) -> int:
    """Nothing of what is still proposed for a topic is about it."""
    return _refuse(topic, AnswerPlace.objects.about(topic).proposed(), by=by, at=at)


def _refuse(topic: Topic, rows: QuerySet[AnswerPlace], *, by: User, at: dt.datetime) -> int:
    with transaction.atomic():
        number = rows.update(topic=None, by=by, at=at)
        _note(Verb.ANSWERS_REFUSED, topic, number, by=by, at=at)
    return number


def _note(verb: Verb, topic: Topic, number: int, *, by: User, at: dt.datetime) -> None:
    if not number:
        raise Overtaken(NONE_LEFT)
    record(verb, topic, by=by, at=at, reason=f"{number} 条", data={"answers": number})
