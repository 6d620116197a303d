"""Answers of questionnaires become clauses: one by one, or all that was confirmed of a topic.

Beside the suggestions of a clause and counted apart. Nobody's name stands on an answer, so nobody
is told; it is quoted only where its author allowed that, by sentences that a person chose. Who
ties holds the clause's row, as with suggestions.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from suggestions.actions import adopting
from suggestions.actions.rules import Overtaken, Refused, needed, record
from suggestions.models import (
    AnswerPlace,
    AnswerTheme,
    AnswerTie,
    GuideClause,
    OpenAnswer,
    TiedAnswer,
    Topic,
    User,
    Verb,
)
from suggestions.text.quoting import fingerprint, sentences

TWICE = "这条问卷意见已经对上这一条了，可能是同事刚刚选的。请刷新页面后再看。"
NO_NEW = "这里没有新的问卷意见：已确认的都对上这一条了，或者还没有确认。"
NOT_ASKED = "填这份答卷的人没有同意引用原话，只能计数，不能选句子。"
CHANGED = "选中的句子已经改过了，请刷新页面后再选。"
MEANWHILE = "同事刚刚改过或者取消了，请刷新页面后再看。"


def tie(
    answer: OpenAnswer,
    *,
    clause: GuideClause,
    relation: str,
    reason: str = "",
    quotes: Sequence[str] = (),
    by: User,
    at: dt.datetime,
) -> AnswerTie:
    """One answer, with the sentences of it that are quoted."""
    reason = adopting.why(relation, reason)
    if quotes and not answer.sheet.quotable:
        raise Refused(NOT_ASKED)
    if not set(quotes) <= {fingerprint(one) for one in sentences(answer.text)}:
        raise Refused(CHANGED)
    place = AnswerPlace.objects.confirmed().filter(answer=answer).select_related("topic").first()
    made = AnswerTie(
        clause=clause,
        topic=place.topic if place else None,
        relation=relation,
        reason=reason,
        sentences=sorted(set(quotes)),
        by=by,
        at=at,
    )
    if not _write(made, OpenAnswer.objects.filter(pk=answer.pk)):
        raise Overtaken(TWICE)
    return made


def tie_topic(
    topic: Topic,
    *,
    clause: GuideClause,
    relation: str,
    picked: Sequence[int] = (),
    reason: str = "",
    by: User,
    at: dt.datetime,
) -> int:
    """What was picked of a topic's confirmed answers, else all of them; what is tied already
    stays as it was. Gives how many."""
    reason = adopting.why(relation, reason)
    if topic.status in Topic.HIDDEN:
        raise Refused("这个问题还没有确认，或者已经搁置、并入别的问题，不能写进条文。")
    made = AnswerTie(
        clause=clause, topic=topic, relation=relation, reason=reason, by=by, at=at
    )  # fmt: skip
    number = _write(made, to_tie(topic, clause=clause, picked=picked))
    if not number:
        raise Refused(NO_NEW)
    return number


def tie_theme(
    theme: AnswerTheme,
    *,
    clause: GuideClause,
    relation: str,
    reason: str = "",
    by: User,
    at: dt.datetime,
) -> int:
    """All answers of a confirmed theme; what is tied already stays as it was. Gives how many."""
    reason = adopting.why(relation, reason)
    if theme.status != AnswerTheme.Status.CONFIRMED:
        raise Refused("这个主题还没有确认，或者已经搁置，不能写进条文。")
    made = AnswerTie(
        clause=clause, theme=theme, relation=relation, reason=reason, by=by, at=at
    )  # fmt: skip
    number = _write(made, OpenAnswer.objects.filter(place__theme=theme))
    if not number:
        raise Refused("这个主题的意见都已经对上这一条了。")
    return number


def to_tie(
    topic: Topic, *, clause: GuideClause, picked: Sequence[int] = ()
) -> QuerySet[OpenAnswer]:
    """Those of a topic that would be tied to a clause now: what people have confirmed."""
    places = AnswerPlace.objects.about(topic).confirmed()
    if picked:
        places = places.filter(pk__in=picked)
    found = OpenAnswer.objects.filter(pk__in=places.values("pk"))
    return found.exclude(ties__clause=clause)


def _write(made: AnswerTie, answers: QuerySet[OpenAnswer]) -> int:
    """The tie and its answers, which nobody deletes meanwhile; none where all are tied already."""
    with transaction.atomic():
        made.clause = adopting.hold(made.clause)
        free = answers.exclude(ties__clause=made.clause).order_by("pk")
        keys = list(free.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
        if not keys:
            return 0
        made.number = len(keys)
        made.save(force_insert=True)
        rows = [TiedAnswer(tie=made, clause=made.clause, answer_id=key) for key in keys]
        try:
            with transaction.atomic():
                TiedAnswer.objects.bulk_create(rows, batch_size=1_000)
        except IntegrityError as error:
            raise Overtaken(TWICE) from error
        _note(Verb.TIED, made, by=made.by, at=made.at)
    return len(keys)


def _note(verb: Verb, tie: AnswerTie, *, by: User, at: dt.datetime, reason: str = "") -> None:
    """In the history of its topic, for the staff: an answer has no author who could hear of it."""
    if tie.topic is None:  # a theme's stand on its own page
        return
    where = f"《{tie.clause.guide.title}》{tie.clause.label}"
    words = f"{tie.number} 条问卷意见：{where}：{tie.get_relation_display()}"
    data = {"clause": tie.clause_id, "tie": tie.pk, "answers": tie.number}
    record(verb, tie.topic, by=by, at=at, reason=f"{words}。{reason}".strip("。"), data=data)


# --- changing -----------------------------------------------------------------------------------


def retie(tie: AnswerTie, *, relation: str, reason: str = "", by: User, at: dt.datetime) -> None:
    """改定怎样采纳, of all answers of a tie."""
    reason = adopting.why(relation, reason)
    if (relation, reason) == (tie.relation, tie.reason):
        raise Refused("没有改动：怎样采纳和理由都和原来一样。")
    with transaction.atomic():
        same = AnswerTie.objects.standing().filter(
            pk=tie.pk, relation=tie.relation, reason=tie.reason
        )
        if not same.update(relation=relation, reason=reason, by=by, at=at):
            raise Overtaken(MEANWHILE)
        tie.relation, tie.reason = relation, reason
        _note(Verb.TIED, tie, by=by, at=at)


def untie(tie: AnswerTie, *, reason: str, by: User, at: dt.datetime) -> None:
    """取消: the row stays as history; its answers may be tied anew."""
    reason = needed(reason, "取消的理由", adopting.REASON_LIMIT)
    with transaction.atomic():
        there = AnswerTie.objects.standing().filter(pk=tie.pk)
        if not there.update(undone_by=by, undone_at=at, undone_reason=reason):
            raise Overtaken(MEANWHILE)
        TiedAnswer.objects.filter(tie=tie).delete()
        _note(Verb.TAKEN_OUT, tie, by=by, at=at, reason=reason)


def hand_on(ties: Sequence[AnswerTie], *, to: GuideClause, by: User, at: dt.datetime) -> int:
    """改到别的条: what stands there already is not counted there twice. Gives how many answers."""
    moved = 0
    with transaction.atomic():
        held = adopting.hold(to)
        if any(tie.clause.guide_id != held.guide_id for tie in ties):
            raise Refused("只能改到同一份文本的别的条。")
        keys = [tie.pk for tie in ties]
        standing = AnswerTie.objects.standing().filter(pk__in=keys).exclude(clause=held)
        rows = standing.select_for_update(no_key=True, of=("self",)).select_related("topic")
        for tie in rows.order_by("pk"):
            there = TiedAnswer.objects.filter(clause=held).values("answer")
            TiedAnswer.objects.filter(tie=tie, answer__in=there).delete()
            number = TiedAnswer.objects.filter(tie=tie).update(clause=held)
            AnswerTie.objects.filter(pk=tie.pk).update(clause=held, by=by, at=at)
            tie.clause = held
            _note(Verb.TIED, tie, by=by, at=at)
            moved += number
        if not moved:
            raise Refused("没有可以改过去的：它们已经在那一条里了，或者刚刚取消了。")
    return moved


def hand_on_all(
    clause: GuideClause, *, to: GuideClause, by: User, at: dt.datetime
) -> tuple[int, int]:
    """全部改到别的条: suggestions and answers together. Gives how many of both."""
    links = list(clause.links.all())
    ties = list(clause.answer_ties.standing())
    with transaction.atomic():
        suggestions = adopting.hand_on(links, to=to, by=by, at=at) if links or not ties else 0
        answers = hand_on(ties, to=to, by=by, at=at) if ties else 0
    return suggestions, answers
