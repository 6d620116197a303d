"""Which 征集站 a member of staff sees: a keeper the own ones, others those of their areas."""

from typing import Any

from suggestions.models import Station
from suggestions.models.scope import narrowed
from suggestions.models.stations import StationQuerySet
from suggestions.staff.access import allowed

VIEW, RUN = "view_station", "change_station"
ALL_OF_THEM = (RUN, "supervise")


def seen_by(user: Any) -> StationQuerySet:
    rows = narrowed(Station.objects.all(), user)
    if any(allowed(user, permission) for permission in ALL_OF_THEM):
        return rows
    return rows.filter(keeper=user.stead)


def keeps(user: Any, station: Station) -> bool:
    """Whoever runs the stations, and each one's keeper."""
    return allowed(user, RUN) or station.keeper_id == user.stead.pk
