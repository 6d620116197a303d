"""How large each topic is, for the desk's lists of a large city; the worker counts it a minute
apart. A topic's own page counts by itself.

Of issues and themes only people are kept: sizes add up, but who speaks in two topics is one person.
"""

from django.db.models import Count, Q, QuerySet

from suggestions.models import Placement, Suggestion, Topic, TopicCount

KEPT = "topic-counts"  # says when the rows were last true (`kept.py`)
ABOVE, SHELVES = "desk-people-above", "desk-shelves"
FIELDS = ("size", "fresh", "people")
Row = tuple[int, int, int]


def people_above() -> dict[str, dict[int, int]]:
    """`{"issue" and "theme": {key: distinct people in its standing topics}}`."""
    standing = Topic.objects.standing().order_by().values("pk")
    inside = Placement.objects.filter(
        topic__in=standing, suggestion__status__in=Suggestion.ACTIVE
    ).order_by()
    return {name: _people(inside, f"topic__{name}") for name in ("issue", "theme")}


def _people(inside: QuerySet[Placement], above: str) -> dict[int, int]:
    named = ~Q(suggestion__author_key="")
    rows = inside.filter(**{f"{above}__isnull": False}).values_list(above)
    rows = rows.annotate(
        authors=Count("suggestion__author_key", filter=named, distinct=True),
        nameless=Count("pk", filter=~named),
    )
    return {key: known + others for key, known, others in rows}


def shelves() -> dict[int, int]:
    """`{campaign key: what stands on its shelf}`."""
    rows = Placement.objects.on_shelf().order_by().values_list("suggestion__campaign")
    return dict(rows.annotate(number=Count("pk")))


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
