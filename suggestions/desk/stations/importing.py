"""征集站 from a sheet, pasted or uploaded: many at once, all of them or none."""

from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse

from suggestions.actions import stationing
from suggestions.actions.station_list import StationList
from suggestions.desk import rights
from suggestions.desk.stations.forms import may_keep
from suggestions.models import ListFile
from suggestions.staff.lists import (
    ListCheck,
    ListFaults,
    ListScreen,
    ListTemplate,
    ListUpload,
    PastedListForm,
)


class StationListMixin(ListScreen):
    permission = rights.RUN_STATIONS
    for_areas = True

    def about(self) -> int:
        """Nobody else opens the file: it may name places of another's areas."""
        return self.request.user.pk

    def list_kind(self, choices: dict[str, Any]) -> StationList:
        return StationList(self.request.user, may_keep())

    def list_url(self, name: str, *args: Any) -> str:
        if name == "back":
            return reverse("desk_stations:index")
        return reverse(f"desk_stations:list_{name}", args=args)

    def write(self, sent: ListFile, items: list[Any]) -> tuple[str, str]:
        number = stationing.set_up_all(items, by=self.request.user, at=self.request.at)
        return f"设立了 {number} 个站点。", self.list_url("back")


class Upload(StationListMixin, ListUpload):
    def make_form(self, data: Any = None, files: Any = None) -> forms.Form:
        return PastedListForm(data, files)


class Check(StationListMixin, ListCheck):
    pass


class Faults(StationListMixin, ListFaults):
    pass


class Template(StationListMixin, ListTemplate):
    pass


def list_urls(at: str) -> list[URLPattern]:
    return [
        path(at, Upload.as_view(), name="list_upload"),
        path(f"{at}template.xlsx", Template.as_view(), name="list_template"),
        path(f"{at}<int:pk>/", Check.as_view(), name="list_check"),
        path(f"{at}<int:pk>/faults.xlsx", Faults.as_view(), name="list_faults"),
    ]
