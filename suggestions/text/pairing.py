"""Topics that may be one and the same, likeliest first: pairs for a person to say yes or no to.

Keywords that two topics share propose; what is proposed is rated by the words of their names and
of the letters that stand for them, as any two texts are.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from math import log

from django.db.models.functions import Substr

from suggestions.models import Suggestion, Topic
from suggestions.text.language import comparison
from suggestions.text.nearest import READ
from suggestions.text.search import word_counts

LEAST = 0.3
WORDS = 10  # keywords of a topic that are looked at
COMMON = 40  # topics that may share a keyword before it says nothing any more
ROUND, ROUNDS = 40, 12  # pairs that are rated together, and how often
STAND_FOR = 2  # letters of a topic that are read

Key = tuple[int, int]


@dataclass(frozen=True)
class Pair:
    """Two topics, the smaller key first, with how likely they are the same, and by which words."""

    first: int
    second: int
    score: float
    words: tuple[str, ...]


def proposed(
    topics: Sequence[Topic], known: Container[Key] = (), *, crossing: bool = False
) -> list[Key]:
    """Pairs that share telling keywords, the heaviest first, without those answered already."""
    home = {topic.pk: topic.campaign_id for topic in topics} if crossing else {}
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for topic in topics:
        for word, weight in topic.keywords[:WORDS]:
            holders[word].append((topic.pk, weight))
    weights: dict[Key, float] = defaultdict(float)
    for found in holders.values():
        if not 1 < len(found) <= COMMON:
            continue
        telling = log(1 + len(topics) / len(found))
        for at, (one, own) in enumerate(found):
            for other, theirs in found[at + 1 :]:
                if crossing and home[one] == home[other]:
                    continue
                weights[min(one, other), max(one, other)] += telling * min(own, theirs)
    fresh = [key for key in weights if key not in known]
    return sorted(fresh, key=lambda key: (-weights[key], key))


def likely(
    topics: Sequence[Topic],
    known: Container[Key] = (),
    *,
    top: int = 10,
    crossing: bool = False,
) -> list[Pair]:
    """The likeliest pairs among these topics; `known` have been answered. `crossing`: of two
    campaigns each."""
    waiting = proposed(topics, known, crossing=crossing)
    named = {topic.pk: topic for topic in topics}
    found: list[Pair] = []
    for start in range(0, ROUND * ROUNDS, ROUND):
        some = waiting[start : start + ROUND]
        found += _rated(some, named)
        if len(found) >= top or not some:
            break
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))[:top]


def _rated(keys: Sequence[Key], named: Mapping[int, Topic]) -> list[Pair]:
    texts = _texts({named[pk] for key in keys for pk in key})
    partners: dict[int, list[int]] = defaultdict(list)
    for first, second in keys:
        partners[first].append(second)
    asked = {pk: comparison(*texts[pk]) for pk in partners}
    total, counts = word_counts(sorted({name for one in asked.values() for name in one.names}))
    found = []
    for first, others in partners.items():
        one = asked[first]
        if not one.names:
            continue
        one.weigh(total, counts)
        rated = one.rate([texts[pk] for pk in others])
        found += [
            Pair(first, second, near.score, near.words)
            for second, near in zip(others, rated, strict=True)
            if near.score >= LEAST
        ]
    return found


def _texts(topics: set[Topic]) -> dict[int, tuple[str, str]]:
    """`(letters, name)` of each topic."""
    wanted = {pk for topic in topics for pk in topic.representatives[:STAND_FOR]}
    rows = Suggestion.objects.accepted().filter(pk__in=wanted)
    begins = Substr("public_body", 1, READ // STAND_FOR)
    words = {
        pk: f"{title}\n{body}" for pk, title, body in rows.values_list("pk", "public_title", begins)
    }
    return {
        topic.pk: (
            "\n".join(words.get(pk, "") for pk in topic.representatives[:STAND_FOR]),
            topic.name,
        )
        for topic in topics
    }
