"""How many visitors said 我也遇到了 of a topic; those of topics merged into it count with it."""

from collections.abc import Collection

from django.db.models import BigIntegerField, Case, Count, F, QuerySet, Value, When

from suggestions.models import TopicSupport
from suggestions.models.traces import poured_into


def _of_topics(inside: dict[int, list[int]]) -> QuerySet[TopicSupport]:
    return TopicSupport.objects.filter(topic__in=[pk for pks in inside.values() for pk in pks])


def counts(topics: Collection[int]) -> dict[int, int]:
    """`{topic key: distinct visitors}`; a visitor of merged ones counts once."""
    inside = poured_into(topics)
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
    return _of_topics(poured_into([topic])).filter(supporter_key=supporter_key).exists()
