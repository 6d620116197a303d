"""Which confirmed topic an answer in own words is about, by the letters nearest to it.

The same likeness and the same vote that place a suggestion as it is accepted (`nearest.py`); but
280,000 answers cannot each ask the database, so the letters are held in memory while they last.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from suggestions.models import CampaignPage, Placement, Suggestion, Topic
from suggestions.text.language import each_on_all_cores, index_of
from suggestions.text.nearest import LEAST, NEIGHBOURS, READ, SURE, elected

if TYPE_CHECKING:
    from suggestions.text.language import SimilarIndex

EACH = 50  # letters of a topic that speak for it, those nearest to its centre
AT_ONCE = 5_000  # texts read in one query

Fit = tuple[int, float]  # a topic, and how likely the nearest letter of it is the same matter


class Topics:
    """The confirmed topics of a campaign, as their letters say them."""

    def __init__(self, campaign: CampaignPage) -> None:
        self.topic_of = _letters(campaign)
        self._index: SimilarIndex = index_of(_texts(list(self.topic_of)))

    def __bool__(self) -> bool:
        return bool(self.topic_of)

    def fits(self, texts: Sequence[str]) -> list[Fit | None]:
        """The topic of each text; nothing where none is sure. Equal texts are asked once."""
        apart = list(dict.fromkeys(texts))
        found = dict(zip(apart, each_on_all_cores(self.fit, apart), strict=True))
        return [found[text] for text in texts]

    def fit(self, text: str) -> Fit | None:
        hits = [
            (int(hit.id), hit.score)
            for hit in self._index.query(text[:READ], NEIGHBOURS)
            if hit.score >= LEAST
        ]
        said = elected(hits, self.topic_of)
        if said is None or hits[said[1]][1] < SURE:
            return None
        return said[0], hits[said[1]][1]


def _letters(campaign: CampaignPage) -> dict[int, int]:
    """Public suggestions that people put into a topic visitors see, with that topic."""
    topics = Topic.objects.public().filter(campaign=campaign)
    rows = Placement.objects.by_people().filter(
        topic__in=topics.values("pk"), suggestion__in=Suggestion.objects.public().values("pk")
    )
    found: dict[int, int] = {}
    held: dict[int, int] = defaultdict(int)
    inside = rows.order_by("topic", "-score", "suggestion")
    for pk, topic in inside.values_list("suggestion_id", "topic_id").iterator():
        held[topic] += 1
        if held[topic] <= EACH:
            found[pk] = topic
    return found


def _texts(pks: list[int]) -> list[tuple[str, str, str]]:
    """(key, text, title) in the order of the keys, so that equal scores fall alike."""
    found = []
    for start in range(0, len(pks), AT_ONCE):
        rows = Suggestion.objects.filter(pk__in=pks[start : start + AT_ONCE]).order_by("pk")
        columns = ("pk", "public_title", "public_body", "public_solution")
        for pk, title, body, solution in rows.values_list(*columns):
            found.append((str(pk), f"{body}\n{solution}"[:READ], title))
    return found
