"""The members of one topic into another and back, whichever campaigns the two are at home in."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from suggestions.models import Placement, Topic, TopicMerge, User


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
    stands = {p.suggestion_id: p for p in target.placements.all()}
    back = []
    for pk, owner in note.members:
        if placement := stands.get(pk):
            campaign = placement.comes_from_id or target.campaign_id
            placement.topic, placement.by_id = source, owner
            placement.comes_from_id = origin(campaign, source)
            back.append(placement)
    Placement.objects.bulk_update(back, ["topic", "by", "comes_from"], batch_size=200)
    return len(back)
