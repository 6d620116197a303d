"""The demo's 征集站 and 联络点: invented addresses in streets from which people write."""

from zlib import crc32

from cms.demo import Days, content
from suggestions.actions import stationing
from suggestions.models import Area, Station, User

MOVED = "并入街道社区事务中心，地方更大，坐轮椅也进得来。"
SET_UP, SHUT = 240, 30  # days ago
PART = 3  # of so many who wrote in a street with a station, one wrote there


def load_stations(days: Days, people: dict[str, User]) -> None:
    """Ten that are open, and one that has moved in with another."""
    rows = content("stations")
    areas = {area.code: area for area in Area.objects.filter(code__in=[r["area"] for r in rows])}
    for row in rows:
        name, by = row["name"], people["officer"]
        kind = Station.Kind.CONTACT if "联络点" in name else Station.Kind.STATION
        station = stationing.set_up(
            kind=kind, name=name, area=areas[row["area"]], address=row["address"],
            hours=row["hours"], position=row["position"], keeper=people.get(row["keeper"]),
            phone=f"021-5555{crc32(name.encode()) % 9000 + 1000}", by=by, at=days.ago(SET_UP),
        )  # fmt: skip
    stationing.close(station, reason=MOVED, by=by, at=days.ago(SHUT))


def by_street() -> dict[str, Station]:
    rows = Station.objects.standing().select_related("area")
    return {station.area.code: station for station in rows}


def written_at(row: dict, stations: dict[str, Station]) -> Station | None:
    """The station at which somebody of the content wrote, told from the key alone."""
    station = stations.get(row["area_code"][:9])
    return station if crc32(row["id"].encode()) % PART == 0 else None
