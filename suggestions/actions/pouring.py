"""The members of one topic into another and back, whichever campaigns the two are at home in."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from suggestions.models import Placement, Suggestion, Topic, TopicMerge, User

BATCH = 500


def hold(*topics: Topic) -> None:
    """Hold these until the transaction ends, always in one order, and read anew how they stand:
    who answers or forwards one of them meanwhile comes before this or after it, never between."""
    pks = {topic.pk for topic in topics}
    rows = Topic.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks)
    stand = rows.order_by("pk").values_list("pk", "status", "merged_into_id")
    held = {pk: (status, into) for pk, status, into in stand}
    for topic in topics:
        topic.status, into = held[topic.pk]
        if topic.merged_into_id != into:
            topic.merged_into_id = into


def origin(campaign: int, topic: Topic | None) -> int | None:
    """`Placement.comes_from` of a suggestion of this campaign in that topic."""
    return campaign if topic and topic.campaign_id != campaign else None


def places_held(suggestions: Iterable[int]) -> dict[int, Placement]:
    """Where these suggestions lie, held until the transaction ends, by their keys."""
    rows = Placement.objects.select_for_update(of=("self",)).select_related("topic")
    found = rows.filter(suggestion_id__in=list(suggestions)).order_by("pk")
    return {placement.suggestion_id: placement for placement in found}


def put(
    suggestions: Iterable[Suggestion],
    places: Mapping[int, Placement],
    topic: Topic | None,
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """Suggestions into a topic or onto the shelf by a person's word: one write a campaign for those
    that had a place (`places`), one for all that had none, however many they are."""
    fresh: list[Placement] = []
    standing: dict[int | None, list[int]] = {}
    for suggestion in suggestions:
        comes_from = origin(suggestion.campaign_id, topic)
        if before := places.get(suggestion.pk):
            standing.setdefault(comes_from, []).append(before.pk)
        else:
            fresh.append(Placement(suggestion=suggestion, comes_from_id=comes_from))
    for comes_from, pks in standing.items():
        # Themes are a campaign's own: away from home a suggestion keeps the one that it had.
        theme = {"theme": topic.theme_id} if topic and not comes_from else {}
        rows = Placement.objects.filter(pk__in=pks)
        rows.update(topic=topic, comes_from=comes_from, by=by, at=at, **theme)
    for placement in fresh:
        placement.topic, placement.by, placement.at = topic, by, at
        if topic and not placement.comes_from_id:
            placement.theme_id = topic.theme_id
    _create(fresh)


def _create(placements: list[Placement]) -> None:
    """A run that gives one of them a place at this very moment is overruled: a person has said."""
    Placement.objects.bulk_create(
        placements,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["suggestion"],
        update_fields=["topic", "theme", "comes_from", "by", "at"],
    )


def pour(source: Topic, into: Topic, *, by: User) -> list[Placement]:
    """Every member of one topic into the other, by a person's word; gives them as they stood."""
    members = list(source.placements.order_by("suggestion_id"))
    source.placements.update(topic=into, by=by, comes_from=_seen_from(source, into))
    return members


def _seen_from(left: Topic, into: Topic) -> NullIf:
    """Whose voice a member of `left` is, as it is told in `into`: at home there of none other."""
    return NullIf(Coalesce(F("comes_from"), Value(left.campaign_id)), Value(into.campaign_id))


def pour_back(note: TopicMerge) -> int:
    """The members that still lie in the target as they stood in the source; gives how many."""
    source, target = note.source, note.target
    owners = dict(note.members)
    stood: dict[tuple[int | None, int | None], list[int]] = {}
    for placement in target.placements.filter(suggestion_id__in=list(owners)):
        campaign = placement.comes_from_id or target.campaign_id
        stood.setdefault((owners[placement.suggestion_id], origin(campaign, source)), []).append(
            placement.pk
        )
    # One write for all whom the same person had put there, from the same campaign.
    rows = Placement.objects.filter(topic=target)
    return sum(
        rows.filter(pk__in=pks).update(topic=source, by=owner, comes_from=comes_from)
        for (owner, comes_from), pks in stood.items()
    )
