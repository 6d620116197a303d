"""One answer reaches every author: submit, accept, return, deliver, rate, reopen, close."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from suggestions.actions.rules import (
    Overtaken,
    Refused,
    event,
    move,
    move_all,
    needed,
    record,
    record_all,
    step,
)
from suggestions.models import (
    Answer,
    Delivery,
    Placement,
    Rating,
    Referral,
    Suggestion,
    Topic,
    User,
    Verb,
)
from suggestions.models.history import RESIDENT
from suggestions.models.suggestions import SuggestionQuerySet
from suggestions.text.language import clean_text

ANSWER_LIMIT = 10_000


def members(topic: Topic) -> QuerySet[Suggestion]:
    """The suggestions that people have put into a topic: the machine's guesses get no answer."""
    return Suggestion.objects.accepted().filter(
        pk__in=Placement.objects.by_people().filter(topic=topic).values("suggestion_id")
    )


def check_answer(text: str, adoption: str, done_on: dt.date | None, *, at: dt.datetime) -> str:
    """Whether an answer may stand; gives its text cleaned."""
    text = needed(text, "答复内容", ANSWER_LIMIT)
    if adoption not in Answer.Adoption.values:
        raise Refused("请选择采纳情况。")
    if done_on and done_on < localdate(at):
        raise Refused("计划完成时间不能早于今天；已经完成的可以不填。")
    return text


def _written(
    text: str, adoption: str, done_on: dt.date | None, by: User, at: dt.datetime
) -> dict[str, Any]:
    """The fields of an answer that may stand."""
    text = check_answer(text, adoption, done_on, at=at)
    return {
        "text": text,
        "adoption": adoption,
        "done_on": done_on,
        "written_by": by,
        "written_at": at,
    }


def submit_answer(
    referral: Referral,
    *,
    text: str,
    adoption: str,
    by: User,
    at: dt.datetime,
    done_on: dt.date | None = None,
    part: str = "",
    signed: int = 0,
) -> Answer:
    """A department writes what it did, does or will not do; an officer reads it first.

    `part`: what of the topic it answers, where it does not answer all of it.
    `signed`: the signatures of its own that it has, where the department wants them.
    """
    if part and not referral.is_lead:
        raise Refused("只有主办单位可以先答复一部分。")
    if signed < referral.department.sign_off:
        raise Refused("本单位的答复要先审签，请打开这个问题，逐个提交。")
    fields = _written(text, adoption, done_on, by, at)
    with transaction.atomic():
        step(referral, Referral.Status.ANSWERED, Verb.ANSWER_SUBMITTED, at=at, by=by)
        written = Answer.objects.create(
            topic=referral.topic, referral=referral, part=part, **fields
        )
        referral.files.waiting().update(answer=written)
    return written


def return_answer(answer: Answer, *, reason: str, by: User, at: dt.datetime) -> None:
    """Send an answer back to be written again."""
    reason = needed(reason, "退回的理由", 1000)
    back = Referral.Status.SIGNED
    with transaction.atomic():
        move(answer, Answer.Status.RETURNED, decided_by=by, decided_at=at, return_reason=reason)
        if answer.referral:
            answer.files.update(answer=None)  # they lie with what is written again
            step(answer.referral, back, Verb.ANSWER_RETURNED, at=at, by=by, reason=reason)


def accept_answer(answer: Answer, *, by: User, at: dt.datetime) -> int:
    """Accept an answer; the lead's reaches every author at once. Gives how many it reached."""
    referral, topic = answer.referral, answer.topic
    if answer.part:
        return _accept_part(answer, by=by, at=at)
    with transaction.atomic():
        move(answer, Answer.Status.ACCEPTED, decided_by=by, decided_at=at)
        if referral:
            move(referral, Referral.Status.DONE)
        if referral and not referral.is_lead:
            record(Verb.ANSWERED, referral, topic, at=at, by=by, reason="协办意见已采用")
            return 0
        _release_supporting(topic, by=by, at=at)
        left = move(topic, Topic.Status.ANSWERED)
        subjects = (topic, referral) if referral else (topic,)
        reached = _deliver(answer, members(topic), by=by, at=at)
        record(
            Verb.ANSWERED,
            *subjects,
            at=at,
            by=by,
            moved=(left, topic.status),
            data={"answer": answer.pk, "reached": reached},
        )
    return reached


def _accept_part(answer: Answer, *, by: User, at: dt.datetime) -> int:
    """Every author is told of it and reads it; the topic stays with the department, its clock runs
    on, and nobody is asked yet whether it was done."""
    with transaction.atomic():
        move(answer, Answer.Status.ACCEPTED, decided_by=by, decided_at=at)
        subjects = [subject for subject in (answer.topic, answer.referral) if subject]
        if answer.referral:
            move(answer.referral, Referral.Status.SIGNED)
        told = {"at": at, "by": by, "reason": answer.part, "data": {"answer": answer.pk}}
        record(Verb.PART_ANSWERED, *subjects, public=True, **told)
        return members(answer.topic).count()


def _release_supporting(topic: Topic, *, by: User, at: dt.datetime) -> None:
    """The lead has answered for all: who supported and wrote nothing has nothing left to do."""
    open_still = topic.referrals.filter(
        role=Referral.Role.SUPPORTING, status__in=Referral.WITH_DEPARTMENT
    )
    for referral in open_still:
        reason = "主办单位的答复已采用，协办随之结束"
        step(referral, Referral.Status.DONE, Verb.CLOSED, at=at, by=by, reason=reason)


def answer(
    topic: Topic,
    *,
    text: str,
    adoption: str,
    by: User,
    at: dt.datetime,
    done_on: dt.date | None = None,
) -> Answer:
    """Answer a topic directly, without a department: what the office or a meeting decided."""
    fields = _written(text, adoption, done_on, by, at)
    if topic.status not in (Topic.Status.CONFIRMED, Topic.Status.REOPENED):
        raise Refused("只有已确认、还没有转办的问题可以直接答复；已转办的请等承办单位答复。")
    with transaction.atomic():
        if topic.status == Topic.Status.CONFIRMED:
            move(topic, Topic.Status.FORWARDED)
        written = Answer.objects.create(topic=topic, **fields)
        accept_answer(written, by=by, at=at)
    return written


def _deliver(
    answer: Answer, suggestions: QuerySet[Suggestion], *, by: User, at: dt.datetime
) -> int:
    """Write the answer beside each suggestion, once; the history's rows bring the news of it.

    Moved first: what its author takes back at this moment is told nothing any more.
    """
    reached = Delivery.objects.filter(answer=answer).values("suggestion_id")
    moved = move_all(suggestions.exclude(pk__in=reached), Suggestion.Status.ANSWERED)
    deliveries = [Delivery(answer=answer, suggestion=s, at=at) for s, _ in moved]
    Delivery.objects.bulk_create(deliveries, batch_size=500)
    record_all(
        event(
            Verb.ANSWERED,
            s,
            at=at,
            by=by,
            moved=(left, s.status),
            public=True,
            data={"answer": answer.pk},
        )
        for s, left in moved
    )
    return len(moved)


def catch_up(topic: Topic, newcomers: SuggestionQuerySet, *, by: User, at: dt.datetime) -> None:
    """Bring suggestions that joined late to where their topic already is."""
    newcomers = newcomers.accepted()
    if topic.status == Topic.Status.FORWARDED or topic.status == Topic.Status.REOPENED:
        set_forwarded(newcomers, topic, by=by, at=at)
    elif topic.status in (Topic.Status.ANSWERED, Topic.Status.CLOSED):
        standing = topic.answers.filter(status=Answer.Status.ACCEPTED).exclude(
            referral__role=Referral.Role.SUPPORTING
        )
        if last := standing.order_by("-decided_at", "-pk").first():
            _deliver(last, newcomers, by=by, at=at)


def set_forwarded(
    suggestions: QuerySet[Suggestion],
    topic: Topic,
    *,
    by: User | None,
    at: dt.datetime,
    verb: Verb = Verb.REFERRED,
    reason: str = "",
) -> None:
    """Mark suggestions as being worked on, each with a row its author can read."""
    waiting = suggestions.exclude(status=Suggestion.Status.FORWARDED)
    record_all(
        event(
            verb,
            s,
            at=at,
            by=by,
            moved=(left, s.status),
            public=True,
            reason=reason,
            data={"topic": topic.pk},
        )
        for s, left in move_all(waiting, Suggestion.Status.FORWARDED)
    )


def rate(
    delivery: Delivery, *, satisfaction: str, done: str, at: dt.datetime, comment: str = ""
) -> Rating:
    """满意度 and whether it was really done. A bad word reopens the topic's file."""
    if satisfaction not in Rating.Satisfaction.values or done not in Rating.Done.values:
        raise Refused("请选择是否满意，以及事情办好了没有。")
    if delivery.suggestion.status != Suggestion.Status.ANSWERED:
        raise Refused("这条建议正在重新办理，等有了新的答复再请您评价。")
    comment = clean_text(comment, limit=1000)
    bad = satisfaction == Rating.Satisfaction.BAD or done == Rating.Done.NO
    if bad and not comment:
        raise Refused("请写一两句哪里不满意、哪里没有办好，方便我们重新办理。")
    try:
        with transaction.atomic():
            rating = Rating.objects.create(
                delivery=delivery,
                satisfaction=satisfaction,
                done=done,
                comment=comment,
                round=2 if delivery.asked_again_at else 1,
                at=at,
            )
            record(
                Verb.RATED,
                delivery.suggestion,
                at=at,
                actor=RESIDENT,
                reason=comment,
                public=True,
                data={"satisfaction": satisfaction, "done": done, "round": rating.round},
            )
            if bad:
                _reopen(delivery, comment, at)
    except IntegrityError as error:
        raise Overtaken("您已经评价过这次答复了，谢谢！") from error
    return rating


def _reopen(delivery: Delivery, comment: str, at: dt.datetime) -> None:
    """Back to work: the topic to the officers' desk, this author's suggestion with it."""
    topic = delivery.answer.topic
    # Of several bad words at once the first reopens, all are noted.
    settled = Topic.objects.filter(
        pk=topic.pk, status__in=[Topic.Status.ANSWERED, Topic.Status.CLOSED]
    )
    reopened = move_all(settled, Topic.Status.REOPENED)
    record(
        Verb.REOPENED,
        topic,
        at=at,
        actor=RESIDENT,
        reason=comment,
        moved=(reopened[0][1], Topic.Status.REOPENED) if reopened else ("", ""),
        data={"suggestion": delivery.suggestion_id, "delivery": delivery.pk},
    )
    author = Suggestion.objects.filter(pk=delivery.suggestion_id).accepted()
    set_forwarded(author, topic, by=None, at=at, verb=Verb.REOPENED)


def close(topic: Topic, *, by: User, at: dt.datetime) -> None:
    """办结: answered, and nobody has said otherwise."""
    with transaction.atomic():
        left = move(topic, Topic.Status.CLOSED)
        record(Verb.CLOSED, topic, at=at, by=by, moved=(left, topic.status))


def keep_answer(topic: Topic, *, reason: str, by: User, at: dt.datetime) -> None:
    """After a complaint: the officer looked again and the answer stands, with the reason told."""
    reason = needed(reason, "维持原答复的理由", 1000)
    with transaction.atomic():
        left = move(topic, Topic.Status.ANSWERED)
        record(Verb.CLOSED, topic, at=at, by=by, moved=(left, topic.status), reason=reason)
        waiting = members(topic).filter(status=Suggestion.Status.FORWARDED)
        record_all(
            event(
                Verb.CLOSED,
                s,
                at=at,
                by=by,
                moved=(left, s.status),
                public=True,
                reason=reason,
            )
            for s, left in move_all(waiting, Suggestion.Status.ANSWERED)
        )
