"""The numbers of the public pages, each from one grouped query over narrow indexes.

No text is read here. Denominators travel with their shares, because a percentage without one
says nothing.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet
from django.utils.timezone import localdate

from suggestions.models import Answer, CampaignPage, Placement, Rating, Suggestion, Topic
from suggestions.telling import endings, kept, voices
from suggestions.telling.shares import percent, share

WEEK = dt.timedelta(weeks=1)
PLACES_SHOWN = 10
# Statuses that leave a placement behind although the suggestion is no longer in the process.
GONE = (Suggestion.Status.DECLINED, Suggestion.Status.WITHDRAWN)


@dataclass(frozen=True)
class Counts:
    """How far the suggestions of a campaign, or of all, have come."""

    received: int = 0
    accepted: int = 0
    answered: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.received + other.received,
            self.accepted + other.accepted,
            self.answered + other.answered,
        )


@dataclass(frozen=True)
class Satisfaction:
    """满意 and 基本满意 among all ratings given."""

    rated: int = 0
    good: int = 0
    fair: int = 0


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart; `percent` is of the longest line."""

    name: str
    count: int
    percent: int
    url: str = ""
    status: str = ""
    status_label: str = ""
    note: str = ""


@dataclass(frozen=True)
class Week:
    """The suggestions of one week, by its Monday, in the city's own time."""

    monday: dt.date
    count: int

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)


# --- how many ---------------------------------------------------------------------------------


def counts_by_campaign(campaign: int | None = None) -> dict[int, Counts]:
    """`{campaign key: Counts}`, of one campaign or of all."""
    return {key: counts(by_status) for key, by_status in statuses(campaign).items()}


def counts_kept(*, at: dt.datetime) -> dict[int, Counts]:
    """The same of all campaigns, a minute old where the city is large."""
    table: dict[int, Counter] = kept.read("statuses", statuses, at=at)
    return {key: counts(by_status) for key, by_status in table.items()}


def statuses(campaign: int | None = None) -> dict[int, Counter]:
    """`{campaign key: {status: how many}}`, of one campaign or of all."""
    rows = Suggestion.objects.order_by().values_list("campaign_id", "status")
    if campaign is not None:
        rows = rows.filter(campaign_id=campaign)
    table: dict[int, Counter] = {}
    for key, status, number in rows.annotate(held=Count("*")):
        table.setdefault(key, Counter())[status] = number
    return table


def public_counts() -> dict[int, int]:
    """`{campaign key: public suggestions}`."""
    rows = Suggestion.objects.public().order_by().values_list("campaign_id")
    return dict(rows.annotate(number=Count("*")))


def counts(by_status: Mapping[str, int]) -> Counts:
    """How far suggestions have come, from how many stand in each status."""
    return Counts(
        received=sum(by_status.values()),
        accepted=sum(by_status.get(status, 0) for status in Suggestion.ACTIVE),
        answered=by_status.get(Suggestion.Status.ANSWERED, 0),
    )


def satisfaction_kept(campaign: int | None = None, *, at: dt.datetime) -> Satisfaction:
    name = satisfaction_name(campaign)
    found: Satisfaction = kept.read(name, lambda: satisfaction(campaign), at=at)
    return found


def satisfaction_name(campaign: int | None) -> str:
    return f"satisfaction:{campaign or 'all'}"


def satisfaction(campaign: int | None = None) -> Satisfaction:
    """What residents said of the answers they got."""
    ratings = Rating.objects.all()
    if campaign is not None:
        ratings = ratings.filter(delivery__suggestion__campaign_id=campaign)
    rows = ratings.order_by().values_list("satisfaction").annotate(number=Count("*"))
    said = Counter(dict(rows))
    return Satisfaction(
        rated=said.total(),
        good=said[Rating.Satisfaction.GOOD],
        fair=said[Rating.Satisfaction.FAIR],
    )


def stats(counts: Counts, said: Satisfaction) -> list[dict]:
    """The row of numbers (`components/stats.html`), each share with its whole."""
    items = [
        {"label": "收到建议", "value": counts.received, "unit": "条"},
        {
            "label": f"正式受理，占收到的 {share(counts.accepted, counts.received)}",
            "value": counts.accepted,
            "unit": "条",
        },
        {
            "label": f"已经答复，占受理的 {share(counts.answered, counts.accepted)}",
            "value": counts.answered,
            "unit": "条",
        },
    ]
    if said.rated:
        items.append(
            {
                "label": f"满意或基本满意，共 {said.rated:,} 次评价",
                "value": percent(said.good + said.fair, said.rated),
                "unit": "%",
            }
        )
    return items


# --- topics -----------------------------------------------------------------------------------


def members(topic: int | None = None) -> QuerySet[Placement]:
    """Placements that count in public: made by people, of suggestions still in the process."""
    gone = Suggestion.objects.filter(status__in=GONE).values("pk")
    rows = Placement.objects.by_people().exclude(suggestion__in=gone).order_by()
    return rows if topic is None else rows.filter(topic=topic)


def by_size(campaign: int | None = None) -> list[Topic]:
    """Public topics with their `size`, largest first; only name and standing are filled in.

    Of one campaign: those at home there or with voices of it, sized by its own voices; `said_in`
    has those of the others. One pass over the placements in the order of their index; asking topic
    by topic takes PostgreSQL ten times as long.
    """
    shown = Topic.objects.public().order_by()
    if campaign is not None:
        shown = shown.heard_in(campaign)
    rows = voices.grouped(members().filter(topic__in=shown.values("pk")))
    rows = rows.annotate(name=Max("topic__name"), status=Max("topic__status"))
    found: dict[int, Topic] = {}
    for key, said_in, number, name, status in rows:
        topic = found.setdefault(key, Topic(pk=key, name=name, status=status))
        topic.said_in = {**topic.said_in, said_in: number}
    for topic in found.values():
        own = topic.said_in
        topic.size = sum(own.values()) if campaign is None else own.get(campaign, 0)
    return sorted(found.values(), key=lambda topic: (-topic.size, topic.pk))


def bars(named: Iterable[tuple[str, int]]) -> list[Bar]:
    """Bars for plain names and numbers, in the order given."""
    rows = list(named)
    longest = max((count for _, count in rows), default=0)
    return [Bar(name, count, max(1, percent(count, longest))) for name, count in rows]


def public_answers() -> QuerySet[Answer]:
    """Answers that residents got and anybody may read: accepted, of the lead, of public topics."""
    standing = Answer.objects.leading().filter(decided_at__isnull=False)
    shown = standing.filter(topic__in=Topic.objects.public().values("pk"))
    return shown.select_related("topic", "referral__department").order_by("-decided_at", "-pk")


def latest_answers(limit: int) -> list[Answer]:
    """The newest of them, to choose from: only whose they are, and how their topic stands."""
    rows = public_answers().select_related(None).select_related("topic")
    return list(rows.only("topic__status")[:limit])


def people(authors: Iterable[str]) -> int:
    """Distinct authors; whoever left no contact counts as one person each."""
    numbers = Counter(authors)
    nameless = numbers.pop("", 0)
    return len(numbers) + nameless


# --- one topic --------------------------------------------------------------------------------


def by_week(moments: Iterable[dt.datetime]) -> list[Week]:
    """Suggestions a week, without gaps, from the first week to the last."""
    numbers = Counter(_monday(localdate(moment)) for moment in moments)
    if not numbers:
        return []
    day, last, weeks = min(numbers), max(numbers), []
    while day <= last:
        weeks.append(Week(day, numbers[day]))
        day += WEEK
    return weeks


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def by_place(full_names: Iterable[str]) -> list[tuple[str, int]]:
    """Streets where a topic is spoken of; districts when it is spoken of in many."""
    names = [tuple(name.split(" · ")) for name in full_names if name]
    for depth in (2, 1):
        found = Counter("".join(name[:depth]) for name in names)
        if len(found) <= PLACES_SHOWN or depth == 1:
            break
    return found.most_common(PLACES_SHOWN)


# --- campaigns --------------------------------------------------------------------------------


def last_moment(page: CampaignPage) -> dt.datetime | None:
    """The last moment that still counts (`endings.py`); the everyday door has none."""
    return page.closes_at and endings.last_moment(page.closes_at)


def days_left(page: CampaignPage, at: dt.datetime) -> int | None:
    """Calendar days until it opens, or until its last day; 0 is today."""
    target = page.opens_at if at < page.opens_at else last_moment(page)
    return None if target is None else max(0, (localdate(target) - localdate(at)).days)


def sort_for_visitors(pages: Iterable[CampaignPage], at: dt.datetime) -> list[CampaignPage]:
    """Those that still listen first, the most urgent of them on top; the closed ones last."""

    def key(page: CampaignPage) -> tuple:
        if at < page.opens_at:
            return (1, page.opens_at.timestamp())
        if page.closes_at is None:
            return (0, math.inf)
        if at < page.closes_at:
            return (0, page.closes_at.timestamp())
        return (2, -page.closes_at.timestamp())

    return sorted(pages, key=key)


def scale(longest: int) -> int:
    """Where an axis ends: the next round even number, so that its half is a number too."""
    if longest <= 2:
        return 2
    unit = 10 ** (len(str(longest)) - 1)
    steps = (unit, 2 * unit, 4 * unit, 6 * unit, 8 * unit, 10 * unit)
    return next(step for step in steps if step >= longest and step % 2 == 0)


def chart(weeks: Sequence[Week], *, height: int = 60, gap: int = 2) -> dict:
    """Geometry of the weekly columns: plain numbers for an SVG that the server draws."""
    top = scale(max((week.count for week in weeks), default=0))
    width = 12
    columns = [
        {
            "x": place * (width + gap),
            "y": height - round(week.count * height / top),
            "width": width,
            "height": round(week.count * height / top),
        }
        for place, week in enumerate(weeks)
    ]
    return {
        "columns": columns,
        "width": max(1, len(weeks) * (width + gap) - gap),
        "height": height,
        "top": top,
        "half": top // 2,
        "middle": height / 2,
    }
