"""Letters that could go into a clause: of the guide's own campaign first, then of all others."""

from collections.abc import Callable

from django.db.models import QuerySet

from suggestions.models import ClauseComment, GuideClause, Suggestion
from suggestions.text import asking, search
from suggestions.text.nearest import nearest

SHOWN = 8
# A clause speaks the language of offices: most of its words stand in no letter, so that even a
# letter on the very matter covers little of it and `nearest` rates it low. Within the campaign
# that the guide grew out of much speaks for the same matter already, and an editor decides: there
# the best are shown from here on. Elsewhere the measure of letters stays.
LEAST_HERE = 0.03

Find = Callable[[QuerySet[Suggestion], int, bool], list[int]]


def like(clause: GuideClause, heading: str, text: str) -> list[int]:
    """The public letters most like a clause; what is tied to it, or said about it, is left out."""

    def find(rows: QuerySet[Suggestion], top: int, here: bool) -> list[int]:
        least = {"least": LEAST_HERE} if here else {}
        return [near.pk for near in nearest(rows, title=heading, body=text, top=top, **least)]

    return _own_first(clause, find)


def asked_for(clause: GuideClause, words: str) -> list[int]:
    """The same for words that an editor typed."""
    read = asking.read(words)

    def find(rows: QuerySet[Suggestion], top: int, here: bool) -> list[int]:
        return list(search.ranked(read, limit=top, within=rows).keys)

    return _own_first(clause, find)


def _own_first(clause: GuideClause, find: Find) -> list[int]:
    rows, campaign = free(clause), clause.guide.campaign_id
    if campaign is None:
        return find(rows, SHOWN, False)
    own = find(rows.filter(campaign=campaign), SHOWN, True)
    left = SHOWN - len(own)
    return own + (find(rows.exclude(campaign=campaign), left, False) if left else [])


def free(clause: GuideClause) -> QuerySet[Suggestion]:
    """What anybody may read, and nobody has tied to this clause or written about it."""
    said = ClauseComment.objects.filter(clause=clause).values("suggestion")
    return Suggestion.objects.public().exclude(clause_links__clause=clause).exclude(pk__in=said)
