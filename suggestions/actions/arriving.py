"""A suggestion is placed as it is accepted: into the nearest topic, else onto the shelf.

An import of thousands is not placed row by row: a run over all of them takes seconds, sees them
together, and finds what nobody has said before; the suggestions wait for it without a place.
"""

import datetime as dt
from dataclasses import dataclass

from suggestions.models import Issue, Placement, Suggestion, Topic
from suggestions.text.nearest import NEIGHBOURS, SURE, elected, nearest


@dataclass(frozen=True)
class Guess:
    """Where the machine would put a suggestion; without a topic: on the shelf, nearest `issue`."""

    topic: Topic | None = None
    issue: int | None = None
    score: float = 0.0
    words: tuple[str, ...] = ()


def guess(suggestion: Suggestion) -> Guess | None:
    """The topic of the nearest neighbours; nothing while the campaign has no topics at all."""
    if not Topic.objects.standing().filter(campaign=suggestion.campaign_id).exists():
        return None
    rows = Suggestion.objects.public().filter(
        campaign=suggestion.campaign_id, placement__topic__isnull=False
    )
    hits = nearest(
        rows.exclude(pk=suggestion.pk),
        title=suggestion.title,
        body=f"{suggestion.body}\n{suggestion.solution}",
        top=NEIGHBOURS,
    )
    topic_of = dict(
        Placement.objects.filter(
            suggestion_id__in=[hit.pk for hit in hits],
            topic__in=Topic.objects.standing().filter(campaign=suggestion.campaign_id),
        ).values_list("suggestion_id", "topic_id")
    )
    if said := elected([(hit.pk, hit.score) for hit in hits], topic_of):
        topic, first = said[0], hits[said[1]]
        if first.score >= SURE:
            return Guess(Topic(pk=topic), None, first.score, first.words[:8])
        near = Issue.objects.standing().filter(topics=topic).values_list("pk", flat=True)
        return Guess(issue=near.first())
    return Guess()


def settle(suggestion: Suggestion, found: Guess | None, *, at: dt.datetime) -> None:
    """Write the guess down, within the caller's transaction, where nobody has placed it before."""
    if found is None:
        return
    topic = None
    if found.topic:
        standing = Topic.objects.standing().filter(campaign=suggestion.campaign_id)
        topic = standing.filter(pk=found.topic.pk).only("theme").first()
    near = Issue.objects.standing().filter(campaign=suggestion.campaign_id, pk=found.issue)
    Placement.objects.get_or_create(
        suggestion=suggestion,
        defaults={
            "topic": topic,
            "theme_id": topic.theme_id if topic else None,
            "issue": near.only("pk").first() if found.issue else None,
            "score": round(found.score, 4) if topic else 0,
            "words": list(found.words) if topic else [],
            "at": at,
        },
    )
