"""How large each topic is, for the desk's lists of a large city; the worker counts it a minute
apart. A topic's own page counts by itself."""

from django.db.models import Count, Q

from suggestions.models import Placement, Suggestion, TopicCount

KEPT = "topic-counts"  # says when the rows were last true (`kept.py`)
FIELDS = ("size", "fresh", "people")
Row = tuple[int, int, int]


def counted() -> dict[int, Row]:
    """`{topic key: (accepted suggestions, of these unconfirmed, distinct people)}`."""
    named = ~Q(suggestion__author_key="")
    rows = (
        Placement.objects.filter(topic__isnull=False, suggestion__status__in=Suggestion.ACTIVE)
        .order_by()
        .values_list("topic")
        .annotate(
            size=Count("*"),
            fresh=Count("pk", filter=Q(by__isnull=True)),
            authors=Count("suggestion__author_key", filter=named, distinct=True),
            nameless=Count("pk", filter=~named),
        )
    )
    return {topic: (size, fresh, known + others) for topic, size, fresh, known, others in rows}


def write() -> int:
    """Bring the rows up to date; only what has changed is written. Says how many that were."""
    now = counted()
    then = {key: tuple(row) for key, *row in TopicCount.objects.values_list("topic", *FIELDS)}
    gone = dict.fromkeys(then.keys() - now.keys(), (0, 0, 0))
    changed = {key: row for key, row in {**now, **gone}.items() if then.get(key) != row}
    TopicCount.objects.bulk_create(
        [
            TopicCount(topic_id=key, **dict(zip(FIELDS, row, strict=True)))
            for key, row in sorted(changed.items())
        ],
        update_conflicts=True,
        unique_fields=["topic"],
        update_fields=FIELDS,
        batch_size=1_000,
    )
    return len(changed)
