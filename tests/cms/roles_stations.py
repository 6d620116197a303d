"""Who may open which address of 征集站, and press which of its buttons."""

from suggestions.actions import stationing
from suggestions.desk.stations.page import StationPage
from tests.cms.roles_row import Row
from tests.conftest import NOW

OFFICE = frozenset({"officer"})
DESK = frozenset({"officer", "supervisor"})
LOOK = DESK | {"secretary"}  # a keeper sees the own one

GETS = [
    Row("suggestions:stations"),
    Row("suggestions:station", "station"),
    Row("suggestions:station", "closed_station"),
    Row("suggestions:station_write", "station", status=302),
    Row("desk_stations:index", "", LOOK),
    Row("desk_stations:index_results", "", LOOK),
    Row("desk_stations:new", "", OFFICE),
    Row("desk_stations:page", "station", LOOK),
    Row("desk_stations:page", "closed_station", DESK, missing=frozenset({"secretary"})),
    Row("desk_stations:poster", "station", LOOK),
    Row("desk_stations:verb", "station close", LOOK, status=302),
]
POSTS = [Row("desk_stations:new", "", OFFICE, "taken")]
VERBS = {
    ("desk_stations:verb", "station"): {
        **dict.fromkeys(("revise", "close", "reopen"), OFFICE),
        "update": OFFICE | {"secretary"},
    },
}
PAGES = {"desk_stations:verb": StationPage}


def things(fixture):
    """A station that the secretary keeps, and one that is closed."""
    officer = fixture("officer")
    of = {"kind": "station", "area": fixture("area"), "hours": "工作日 9:00—17:00", "at": NOW}
    of |= {"by": officer, "address": "田林路 140 号"}
    station = stationing.set_up(
        name="田林街道征集站", keeper=fixture("secretary"), phone="021-55551234",
        position="31.17,121.42", **of,
    )  # fmt: skip
    closed = stationing.set_up(name="关掉的联络点", **of)
    stationing.close(closed, reason="搬走了", by=officer, at=NOW)
    return {"station": station, "closed_station": closed}
