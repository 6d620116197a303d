"""What is kept (`kept.py`), and the clock by which the worker counts it anew."""

import datetime as dt
from typing import Any

from django.db.models import Max

from suggestions.models import Event, KeptFigure
from suggestions.telling import (
    figures,
    funnel,
    heard,
    hot,
    kept,
    map_spots,
    periods,
    speaking,
    tag_use,
    theme_names,
    topic_counts,
    units,
)

# Counted anew when so old; the clock comes once a minute and is never quite punctual.
OFTEN, SELDOM = dt.timedelta(seconds=50), dt.timedelta(minutes=4, seconds=50)
RANKED = dt.timedelta(minutes=9, seconds=50)
SMALL = 5_000  # suggestions of a campaign that pages count by themselves
SINCE = "last-event"  # what was the last event when what is counted often was counted


def keep(*, at: dt.datetime) -> None:
    """A clock: count what is due in a large city, forget it all in one that is not."""
    if not kept.is_large():
        KeptFigure.objects.all().delete()
        return
    age = OFTEN if kept.standing(SINCE, at=at) != _last_event() else SELDOM
    if _due("statuses", age, at):
        often(at=at)
    if _due("figures", SELDOM, at):
        seldom(at=at)
    if _due(hot.name(None, public=True), RANKED, at):
        ranked(at=at)


def recount(*, at: dt.datetime) -> None:
    """Everything anew."""
    often(at=at)
    seldom(at=at)
    ranked(at=at)


def _due(name: str, age: dt.timedelta, at: dt.datetime) -> bool:
    return not KeptFigure.objects.filter(name=name, reckoned_at__gt=at - age).exists()


def _last_event() -> int:
    """Every verb writes its event, so nothing has changed where this has not."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def _scopes() -> list[int | None]:
    """The whole city, and each large campaign."""
    sizes = figures.statuses()
    return [None, *sorted(key for key, by_status in sizes.items() if by_status.total() >= SMALL)]


def often(*, at: dt.datetime) -> None:
    """What changes with each verb."""
    values: dict[str, Any] = {
        SINCE: _last_event(),
        "statuses": figures.statuses(),
        "public": figures.public_counts(),
        "themes": theme_names.table(),
        tag_use.KEPT: tag_use.counted(),
        tag_use.NUMBERS: tag_use.numbers(),
        topic_counts.KEPT: topic_counts.write(),
        topic_counts.ABOVE: topic_counts.people_above(),
        topic_counts.SHELVES: topic_counts.shelves(),
    }
    for campaign in _scopes():
        values[heard.name(campaign)] = heard.counted(campaign)
        values[figures.satisfaction_name(campaign)] = figures.satisfaction(campaign)
    kept.write(values, at=at)


def seldom(*, at: dt.datetime) -> None:
    """Who speaks of what, the page of figures, the departments, the months; the maps of these."""
    values: dict[str, Any] = {"figures": funnel.counted(at), units.KEPT: units.counted(at)}
    for campaign in _scopes():
        values[speaking.name("topic", campaign)] = speaking.people_by_topic(campaign)
        values[speaking.name("issue", campaign)] = speaking.people_by_issue(campaign)
    kept.write(values | periods.of_these_months(at), at=at)
    for campaign in _scopes():
        spots, _ = map_spots.spots_of(campaign, at=at)
        kept.write(map_spots.Picture(spots, campaign).to_keep(), at=at)


def ranked(*, at: dt.datetime) -> None:
    """What is hottest: the public table, and the desk's two, whose texts are read."""
    for campaign in _scopes():
        for public, by_issue in ((True, False), (False, False), (False, True)):
            kind = {"public": public, "by_issue": by_issue}
            found = hot.reckoned(campaign, at=at, **kind)
            kept.write({hot.name(campaign, **kind): found}, at=at)
