"""Changes of a run that people were quicker than: nothing of them is left to be accepted."""

from collections.abc import Iterable

from suggestions.models import Placement, TopicChange

READ = 50  # suggestions; of a larger change people hardly place all by hand


def overtaken(changes: Iterable[TopicChange]) -> set[int]:
    """The keys of those that wait though people have placed each of their suggestions."""
    waiting = [
        change
        for change in changes
        if change.status == TopicChange.Status.PROPOSED
        and change.kind != TopicChange.Kind.ISSUE
        and 0 < len(change.moves) <= READ
    ]
    asked = {m[0] for change in waiting for m in change.moves}
    placed = Placement.objects.filter(suggestion__in=asked, by__isnull=False)
    by_hand = set(placed.values_list("suggestion_id", flat=True)) if asked else set()
    return {change.pk for change in waiting if all(m[0] in by_hand for m in change.moves)}
