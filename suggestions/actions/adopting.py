"""Words become clauses: a person ties suggestions to a clause, and says how far it follows them.

Who ties holds the clause's row: of two editors who tie the same suggestion at once, one ties it
and the other hears about it. What was told to an author is told again when it is no longer so.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from suggestions.actions import guides
from suggestions.actions.rules import Overtaken, Refused, event, needed, record_all
from suggestions.models import (
    Answer,
    ClauseLink,
    Event,
    GuideClause,
    GuidePage,
    Suggestion,
    Topic,
    User,
    Verb,
)
from suggestions.text.quoting import fingerprint, sentences

Relation, Adoption, Kind = ClauseLink.Relation, Answer.Adoption, GuidePage.Kind
# Art. 13: what a suggestion becomes by standing in a text of this kind.
BECOMES = {
    Kind.GUIDE: Adoption.WORK,
    Kind.PLAN: Adoption.MEASURE,
    Kind.SCHEME: Adoption.MEASURE,
    Kind.PACT: Adoption.OTHER,
    Kind.MEASURES: Adoption.RULE,
}
TWICE = "这条建议已经对上这一条了，可能是同事刚刚选的。请刷新页面后再看。"
GONE = "这一条已经不在文本里了，请选别的条。"
NOT_NOW = "这条建议现在不能写进条文：还没有受理，或者已经撤回、删除。"
REASON_LIMIT = 500


def code_of(relation: str, kind: str) -> str:
    """The adoption code that answers have, for a relation to a text of this kind."""
    if relation == Relation.NOT_ADOPTED:
        return Adoption.NOT_ADOPTED
    return Adoption.DECISION if relation == Relation.KEPT else BECOMES[Kind(kind)]


def why(relation: str, reason: str) -> str:
    if relation not in Relation.values:
        raise Refused("请选择怎样采纳。")
    if relation != Relation.ADOPTED or reason.strip():
        return needed(reason, "理由", REASON_LIMIT)
    return ""


def hold(clause: GuideClause) -> GuideClause:
    """Lock a clause that stands in the text, or in its draft."""
    held = GuideClause.objects.select_for_update(no_key=True).filter(pk=clause.pk).first()
    if held is None or (held.number is None and held.draft_number is None):
        raise Overtaken(GONE)
    # Read after the lock: whoever published meanwhile has looked at no tie of ours.
    held.guide = GuidePage.objects.defer("body").get(pk=held.guide_id)
    return held


def _note(links: Sequence[ClauseLink], clause: GuideClause, by: User, at: dt.datetime) -> None:
    """In the history; publicly where the public can read the clause."""
    if clause.number is not None and clause.guide.live:
        guides.tell(clause.guide, at=at, links=[link.pk for link in links])
        return
    record_all(_staff_row(Verb.TIED, link, clause, by, at) for link in links if link.suggestion)


def _staff_row(
    verb: Verb, link: ClauseLink, clause: GuideClause, by: User, at: dt.datetime, reason: str = ""
) -> Event:
    data = {"clause": clause.pk, "place": clause.label, "relation": link.relation}
    words = reason or f"《{clause.guide.title}》{clause.label}：{link.get_relation_display()}"
    return event(verb, guides.author_of(link), at=at, by=by, reason=words, data=data)


# --- tying --------------------------------------------------------------------------------------


def tie(
    suggestion: Suggestion,
    *,
    clause: GuideClause,
    relation: str,
    reason: str = "",
    quotes: Sequence[str] = (),
    by: User,
    at: dt.datetime,
) -> ClauseLink:
    """One suggestion to one clause, with the sentences of its public text that went in."""
    reason = why(relation, reason)
    texts = (suggestion.public_title, suggestion.public_body, suggestion.public_solution)
    known = {fingerprint(one) for one in sentences(*texts)}
    if not set(quotes) <= known:
        raise Refused("选中的句子已经改过了，请刷新页面后再选。")
    with transaction.atomic():
        held = hold(clause)
        _still_active([suggestion])
        link = ClauseLink(
            clause=held,
            suggestion=suggestion,
            relation=relation,
            adoption=code_of(relation, held.guide.kind),
            reason=reason,
            sentences=sorted(set(quotes)),
            by=by,
            at=at,
        )
        try:
            with transaction.atomic():
                link.save(force_insert=True)
        except IntegrityError as error:
            raise Overtaken(TWICE) from error
        _note([link], held, by, at)
    return link


def _still_active(rows: Sequence[Suggestion]) -> None:
    keys = [row.pk for row in rows]
    standing = Suggestion.objects.accepted().filter(pk__in=keys, erased_at=None)
    if standing.count() < len(keys):
        raise Refused(NOT_NOW)


def tie_topic(
    topic: Topic,
    *,
    clause: GuideClause,
    relation: str,
    picked: Sequence[Suggestion] = (),
    reason: str = "",
    by: User,
    at: dt.datetime,
) -> int:
    """What was picked of a topic, else all that people have put into it; what is tied already
    stays as it was."""
    reason = why(relation, reason)
    if topic.status in Topic.HIDDEN:
        raise Refused("这个问题还没有确认，或者已经搁置、并入别的问题，不能写进条文。")
    with transaction.atomic():
        held = hold(clause)
        rows = list(to_tie(topic, clause=held, picked=picked).order_by("pk"))
        if not rows:
            raise Refused("这些建议都已经对上这一条了，没有新的。")
        answers = topic.answers.filter(status=Answer.Status.ACCEPTED, part="")
        facts = {
            "topic": topic,
            "answer": answers.order_by("-pk").first(),
            "relation": relation,
            "adoption": code_of(relation, held.guide.kind),
            "reason": reason,
        }
        links = [ClauseLink(clause=held, suggestion=row, by=by, at=at, **facts) for row in rows]
        try:
            with transaction.atomic():
                made = ClauseLink.objects.bulk_create(links, batch_size=500)
        except IntegrityError as error:
            raise Overtaken(TWICE) from error
        _note(made, held, by, at)
    return len(made)


def to_tie(
    topic: Topic, *, clause: GuideClause, picked: Sequence[Suggestion] = ()
) -> QuerySet[Suggestion]:
    """Those of a topic that would be tied to a clause now."""
    inside = Suggestion.objects.accepted().filter(placement__topic=topic, erased_at=None)
    if picked:
        inside = inside.filter(pk__in=[row.pk for row in picked])
    else:
        inside = inside.filter(placement__by__isnull=False)
    return inside.exclude(clause_links__clause=clause)


# --- changing -----------------------------------------------------------------------------------


def retie(link: ClauseLink, *, relation: str, reason: str = "", by: User, at: dt.datetime) -> None:
    """改定怎样采纳: the author of words that are public hears it."""
    reason = why(relation, reason)
    if (relation, reason) == (link.relation, link.reason):
        raise Refused("没有改动：怎样采纳和理由都和原来一样。")
    clause = link.clause
    with transaction.atomic():
        same = ClauseLink.objects.filter(pk=link.pk, relation=link.relation, reason=link.reason)
        code = code_of(relation, clause.guide.kind)
        if not same.update(
            relation=relation, adoption=code, reason=reason, by=by, at=at, told_at=None
        ):
            raise Overtaken("同事刚刚改过这一条，请刷新页面后再看。")
        link.relation, link.adoption, link.reason, link.by = relation, code, reason, by
        _note([link], clause, by, at)


def untie(link: ClauseLink, *, reason: str, by: User, at: dt.datetime) -> None:
    """取消: a slip; whoever was told is told why."""
    reason = needed(reason, "取消的理由", REASON_LIMIT)
    clause = link.clause
    with transaction.atomic():
        held = ClauseLink.objects.select_for_update(no_key=True, of=("self",))
        found = held.select_related("suggestion").filter(pk=link.pk).first()
        if found is None or not ClauseLink.objects.filter(pk=link.pk).delete()[0]:
            raise Overtaken("这一条已经取消了，请刷新页面后再看。")
        if found.suggestion is None:
            return
        if found.told_at:
            row = guides.row_of(
                found, Verb.TAKEN_OUT, clause.guide, clause, at=at, by=by, reason=reason
            )
        else:
            row = _staff_row(Verb.TAKEN_OUT, found, clause, by, at, reason)
        record_all([row])


def hand_on(links: Sequence[ClauseLink], *, to: GuideClause, by: User, at: dt.datetime) -> int:
    """改到别的条: after a split, the words go with the part that says them. Gives how many."""
    with transaction.atomic():
        held = hold(to)
        if any(link.clause.guide_id != held.guide_id for link in links):
            raise Refused("只能改到同一份文本的别的条。")
        rows = ClauseLink.objects.select_for_update(no_key=True, of=("self",))
        there = set(ClauseLink.objects.filter(clause=held).values_list("suggestion", flat=True))
        moving = [
            row
            for row in rows.filter(pk__in=[link.pk for link in links])
            .exclude(clause=held)
            .select_related("suggestion", "clause__guide")
            .order_by("pk")
            if row.suggestion_id is None or row.suggestion_id not in there
        ]
        if not moving:
            raise Refused("没有可以改过去的：它们已经在那一条里了。")
        public = held.number is not None and held.guide.live
        moved = ClauseLink.objects.filter(pk__in=[row.pk for row in moving])
        moved.update(clause=held, **({} if public else {"told_at": None}))
        record_all(_staff_row(Verb.TIED, row, held, by, at) for row in moving if row.suggestion)
        if public:
            guides.tell(held.guide, at=at, links=[row.pk for row in moving])
    return len(moving)


def explain(clause: GuideClause, *, reason: str, by: User, at: dt.datetime) -> int:
    """说明为什么去掉: its people hear it; should the clause come back, they hear that too."""
    reason = needed(reason, "去掉的理由", REASON_LIMIT)
    with transaction.atomic():
        silent = GuideClause.objects.filter(
            pk=clause.pk, dropped_at__isnull=False, dropped_reason=""
        )
        if not silent.update(dropped_reason=reason):
            raise Overtaken("理由已经写过了，或者这一条又回到了文本里。请刷新页面后再看。")
        clause.dropped_reason = reason
        told = ClauseLink.objects.standing().filter(clause=clause, told_at__isnull=False)
        links = list(told.select_related("suggestion").order_by("pk"))
        ClauseLink.objects.filter(clause=clause).update(told_at=None)
        record_all(
            guides.row_of(link, Verb.TAKEN_OUT, clause.guide, clause, at=at, by=by, reason=reason)
            for link in links
        )
    return len(links)
