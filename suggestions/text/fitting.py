"""Which open campaign fits what somebody wants to speak about, told in a few words.

What a campaign says of itself (title, summary, wished-for directions) and the names of its public
topics are one source, the suggestions it has already got the other.
"""

from collections import defaultdict
from collections.abc import Sequence

from suggestions.models import CampaignPage, Suggestion, ThemeOfInterest, Topic
from suggestions.text.language import most_alike
from suggestions.text.nearest import nearest

SHORTEST, LONGEST = 2, 100
TOP = 3
TOPICS = 30  # of each campaign; the names repeat themselves further on
LEAST = 0.15  # below it a campaign shares words with the text, not its matter
BEHIND = 0.6  # a campaign that reaches less than this part of the best one's score is no choice
NEIGHBOURS, NEAR = 8, 0.3
LITERALLY = 0.3  # the very words, however a machine would cut them


def fitting(about: str, campaigns: Sequence[CampaignPage]) -> list[int]:
    """Keys of the campaigns that fit, best first; none where nothing speaks for one."""
    about = about.strip()[:LONGEST]
    if len(about) < SHORTEST or not campaigns:
        return []
    score: dict[int, float] = defaultdict(float)
    rows = _rows(campaigns)
    for hit in most_alike(rows, text="", title=about, top=len(rows)):
        score[int(hit.id)] = hit.score
    for campaign, said, title in rows:
        if about in said or about in title:
            score[int(campaign)] += LITERALLY
    for key, near in _neighbours(about, [campaign.pk for campaign in campaigns]):
        score[key] += near / 2
    best = max(score.values(), default=0)
    fit = [key for key in score if score[key] >= max(LEAST, BEHIND * best)]
    return sorted(fit, key=lambda key: -score[key])[:TOP]


def _rows(campaigns: Sequence[CampaignPage]) -> list[tuple[str, str, str]]:
    said: dict[int, list[str]] = {campaign.pk: [campaign.summary] for campaign in campaigns}
    wished = ThemeOfInterest.objects.filter(campaign__in=said)
    for key, name in wished.values_list("campaign_id", "name"):
        said[key].append(name)
    topics: dict[int, int] = defaultdict(int)
    named = Topic.objects.public().filter(campaign__in=said).order_by("pk")
    for key, name in named.values_list("campaign_id", "name")[: TOPICS * len(said)]:
        topics[key] += 1
        if topics[key] <= TOPICS:
            said[key].append(name)
    return [(str(c.pk), "\n".join(said[c.pk]), c.title) for c in campaigns]


def _neighbours(about: str, campaigns: list[int]) -> list[tuple[int, float]]:
    """Campaigns of the public suggestions most like the text, each with the likeness."""
    rows = Suggestion.objects.public().filter(campaign__in=campaigns)
    near = {hit.pk: hit.score for hit in nearest(rows, title=about, top=NEIGHBOURS, least=NEAR)}
    homes = Suggestion.objects.filter(pk__in=near).values_list("pk", "campaign_id")
    return [(campaign, near[pk]) for pk, campaign in homes]
