"""同一件事吗: a person answers for two topics; 是 merges them, and neither is asked again."""

import datetime as dt

from django.db import IntegrityError, transaction

from suggestions.actions import curating
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Topic, TopicMerge, TopicPair, User


def answer(one: Topic, other: Topic, *, same: bool, by: User, at: dt.datetime) -> TopicMerge | None:
    """Remember the answer; for 是 the smaller topic goes into the larger, and can be taken out."""
    if one.pk == other.pk:
        raise Refused("请选择两个不同的问题。")
    first, second = sorted((one, other), key=lambda topic: topic.pk)
    try:
        with transaction.atomic():
            TopicPair.objects.create(first=first, second=second, same=same, by=by, at=at)
            return _merge(first, second, by=by, at=at) if same else None
    except IntegrityError as error:
        raise Overtaken("同事刚刚回答过这一对，请看下一对。") from error


def _merge(first: Topic, second: Topic, *, by: User, at: dt.datetime) -> TopicMerge:
    sizes = {topic: topic.placements.count() for topic in (first, second)}
    movable = [topic for topic in sizes if topic.status in Topic.CURATABLE]
    if not movable:
        raise Refused("两个问题都已经转办，不能再合并。")
    source = min(movable, key=lambda topic: (sizes[topic], -topic.number, -topic.pk))
    into = second if source is first else first
    return curating.merge(source, into=into, by=by, at=at)


def answered() -> set[tuple[int, int]]:
    """Pairs that need not be asked: answered, also where one of the two has been merged since,
    be it into another campaign."""
    pairs = TopicPair.objects.all()
    poured = Topic.objects.filter(merged_into__isnull=False).order_by()
    merged = dict(poured.values_list("pk", "merged_into_id"))

    def stands(pk: int) -> int:
        while pk in merged:
            pk = merged[pk]
        return pk

    found = set()
    for first, second in pairs.values_list("first_id", "second_id"):
        one, other = stands(first), stands(second)
        found |= {(first, second), (min(one, other), max(one, other))}
    return found
