"""What is spoken of most in a campaign, or in all: which topics, how many, folded how."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from suggestions.models import Topic
from suggestions.telling import figures, issues, kept

FIRST = 50  # lines of a page


@dataclass(frozen=True)
class Heard:
    """The topics of the first lines, largest first, as `(key, size, {campaign: voices})`."""

    first: list[tuple[int, int, dict[int, int]]] = field(default_factory=list)
    topics: int = 0
    places: dict[int, int] = field(default_factory=dict)  # of each issue that is told, its topics

    @property
    def lines(self) -> int:
        """How many lines all of it would make."""
        return self.topics - sum(self.places.values()) + len(self.places)


def heard(campaign: int | None, *, at: dt.datetime) -> Heard:
    found: Heard = kept.read(name(campaign), lambda: counted(campaign), at=at)
    return found


def name(campaign: int | None) -> str:
    return f"heard:{campaign or 'all'}"


def counted(campaign: int | None) -> Heard:
    """Issues fold within a campaign alone."""
    topics = figures.by_size(campaign)
    several = campaign is not None and len(topics) > 1
    kinds = issues.issue_of(campaign, [topic.pk for topic in topics]) if several else {}
    first = issues.leading(topics, kinds, FIRST)
    return Heard(
        [(topic.pk, topic.size, dict(topic.said_in)) for topic in first],
        len(topics),
        dict(Counter(issue for issue, _ in kinds.values())),
    )


def topics_of(found: Heard, limit: int | None = None) -> list[Topic]:
    """These topics as they stand now, with their `size` and `said_in`; what is no longer public
    is not among them."""
    rows = {key: (size, said_in) for key, size, said_in in found.first[:limit]}
    shown = Topic.objects.public().filter(pk__in=rows).only("name", "status").in_bulk()
    for key, topic in shown.items():
        topic.size, topic.said_in = rows[key]
    return [shown[key] for key in rows if key in shown]
