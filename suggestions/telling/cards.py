"""Suggestions as cards: one page of them, whatever list asked."""

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from suggestions.models import Photo, Suggestion, Topic
from suggestions.text import highlighting

# All that a card shows; the originals and the long texts of campaigns stay in the database.
FIELDS = (
    "status",
    "public_title",
    "public_body",
    "published_at",
    "support_count",
    "area__name",
    "area__full_name",
    "placement__by_id",
    "placement__topic__name",
    "placement__topic__status",
)


def of(keys: list[int], *, marked: Sequence[str] = ()) -> list[Suggestion]:
    """The public suggestions among `keys`, in their order, with photos: three queries.

    Where words are to be `marked`, the text begins near the first of them.
    """
    photos = Prefetch("photos", Photo.objects.only("pk", "suggestion_id").order_by("pk"))
    rows = Suggestion.objects.public().filter(pk__in=keys).prefetch_related(photos)
    found = {row.pk: row for row in plain(rows)}
    for suggestion in found.values():
        if pictures := suggestion.photos.all():
            suggestion.photo_url = reverse("suggestions:photo_thumb", args=[pictures[0].pk])
        if marked:
            suggestion.marked_title = highlighting.marked(suggestion.public_title, marked)
            suggestion.marked_text = highlighting.excerpt(suggestion.public_body, marked)
    return [found[key] for key in keys if key in found]


def plain(rows: QuerySet[Suggestion]) -> list[Suggestion]:
    """A few suggestions without their photos: one query."""
    shown = list(rows.select_related("area", "placement__topic").only(*FIELDS))
    for suggestion in shown:
        suggestion.url = reverse("suggestions:detail", args=[suggestion.pk])
        if topic := public_topic(suggestion):
            suggestion.topic_name = topic.name
    return shown


def public_topic(suggestion: Suggestion) -> Topic | None:
    """Its topic, where a person has put it there and the topic is confirmed."""
    placement = getattr(suggestion, "placement", None)
    if placement is None or placement.by_id is None or placement.topic is None:
        return None
    return None if placement.topic.status in Topic.HIDDEN else placement.topic
