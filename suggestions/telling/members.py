"""The suggestions of a topic in the words that may be read outside the office, and their number."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from suggestions.models import Placement, Suggestion, Topic
from suggestions.telling import figures

EXAMPLES = 5


def masked_members(topic: Topic) -> QuerySet[Suggestion]:
    """The members in the words that residents may read: the originals are not even loaded."""
    placed = figures.members(topic.pk).values("suggestion_id")
    rows = Suggestion.objects.accepted().filter(pk__in=placed).select_related("area")
    return rows.only(
        "public_title",
        "public_body",
        "public_solution",
        "submitted_at",
        "support_count",
        "channel",
        "area__full_name",
        "area__name",
    )


def examples(topic: Topic, number: int = EXAMPLES) -> list[Suggestion]:
    """The representative ones, else those that most people support."""
    rows = masked_members(topic)
    chosen = {s.pk: s for s in rows.filter(pk__in=topic.representatives[:number])}
    found = [chosen[pk] for pk in topic.representatives if pk in chosen]
    if len(found) < number:
        rest = rows.exclude(pk__in=chosen).order_by("-support_count", "pk")
        found += rest[: number - len(found)]
    return found


def people_of(topics: Iterable[int]) -> dict[int, tuple[int, int]]:
    """`{topic key: (suggestions, people)}`; who left no trace counts as one person each."""
    placed = Placement.objects.by_people().filter(
        topic__in=list(topics), suggestion__status__in=Suggestion.ACTIVE
    )
    known = ~Q(suggestion__author_key="")
    rows = (
        placed.order_by()
        .values_list("topic_id")
        .annotate(
            size=Count("pk"),
            authors=Count("suggestion__author_key", filter=known, distinct=True),
            unknown=Count("pk", filter=~known),
        )
    )
    return {topic: (size, authors + unknown) for topic, size, authors, unknown in rows}
