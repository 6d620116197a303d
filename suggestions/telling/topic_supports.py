"""How many visitors said 我也遇到了 of a topic; those of topics merged into it count with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import BigIntegerField, Case, Count, F, QuerySet, Value, When

from suggestions.models import Topic, TopicSupport


def _inside(topics: Iterable[int]) -> dict[int, list[int]]:
    """`{topic key: every topic that was merged into it, itself too}`, however often on."""
    found = {topic: [topic] for topic in topics}
    # Of these campaigns alone: a topic is merged only within its own.
    campaigns = Topic.objects.filter(pk__in=list(found)).order_by().values("campaign")
    near = Topic.objects.filter(campaign__in=campaigns, merged_into__isnull=False)
    merged: dict[int, list[int]] = defaultdict(list)
    for pk, into in near.order_by().values_list("pk", "merged_into_id"):
        merged[into].append(pk)
    for inside in found.values():
        for topic in inside:  # grows while it is read: what was merged into those as well
            inside += merged.get(topic, ())
    return found


def _of_topics(inside: dict[int, list[int]]) -> QuerySet[TopicSupport]:
    return TopicSupport.objects.filter(topic__in=[pk for pks in inside.values() for pk in pks])


def counts(topics: Collection[int]) -> dict[int, int]:
    """`{topic key: distinct visitors}` in two queries; a visitor of merged ones counts once."""
    inside = _inside(topics)
    moved = [When(topic__in=pks[1:], then=Value(to)) for to, pks in inside.items() if pks[1:]]
    stands = Case(*moved, default=F("topic_id"), output_field=BigIntegerField())
    rows = _of_topics(inside).order_by().annotate(stands=stands).values_list("stands")
    return dict(rows.annotate(number=Count("supporter_key", distinct=True)))


def of(topic: int) -> int:
    return counts([topic]).get(topic, 0)


def said_by(topic: int, supporter_key: str) -> bool:
    """Whether this visitor has said so."""
    if not supporter_key:
        return False
    return _of_topics(_inside([topic])).filter(supporter_key=supporter_key).exists()
