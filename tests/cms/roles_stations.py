"""Who may open which address of 征集站, and press which of its buttons."""

from django.core.files.base import ContentFile

from suggestions.actions import lists, stationing
from suggestions.actions.station_list import StationList
from suggestions.desk.stations.forms import may_keep
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
    Row("suggestions:station_poster", "station"),
    Row("suggestions:station_poster", "closed_station", status=404),
    Row("suggestions:station_write", "station", status=302),
    Row("desk_stations:index", "", LOOK),
    Row("desk_stations:index_results", "", LOOK),
    Row("desk_stations:new", "", OFFICE),
    Row("desk_stations:list_upload", "", OFFICE),
    Row("desk_stations:list_template", "", OFFICE),
    Row("desk_stations:list_check", "station_file", OFFICE),
    Row("desk_stations:list_faults", "station_file", OFFICE, status=405),
    Row("desk_stations:page", "station", LOOK),
    Row("desk_stations:page", "closed_station", DESK, missing=frozenset({"secretary"})),
    Row("desk_stations:poster", "station", LOOK),
    Row("desk_stations:verb", "station close", LOOK, status=302),
]
POSTS = [
    Row("desk_stations:new", "", OFFICE, "taken"),
    Row("desk_stations:list_upload", "", OFFICE, "taken"),
    Row("desk_stations:list_check", "station_file", OFFICE, "taken"),
    Row("desk_stations:list_faults", "station_file", OFFICE, "taken"),
]
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
    file = ContentFile("名称,所在区域,地址,开放时间\n二号站,田林街道,x,y\n".encode(), "list.csv")
    kind = StationList(officer, may_keep())
    sent = lists.receive(kind, file=file, about=officer.pk, by=officer, at=NOW)
    return {"station": station, "closed_station": closed, "station_file": sent}
