"""席位 of one council from a sheet: its columns, its faults by the cell, written all or none."""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from deliberation.actions.seat_list import SeatList
from deliberation.actions.terms import write_seats
from deliberation.desk.access import CouncilScreen
from suggestions.models import ListFile
from suggestions.staff.lists import ListCheck, ListFaults, ListScreen, ListTemplate, ListUpload


class SeatListMixin(CouncilScreen, ListScreen):
    header_icon = "upload"

    def about(self) -> int:
        return self.council.pk

    def list_kind(self, choices: dict[str, Any]) -> SeatList:
        return SeatList(self.council, on=localdate(self.request.at))

    def list_url(self, name: str, *args: Any) -> str:
        found = "seats" if name == "back" else f"seats_{name}"
        return reverse(f"desk_councils:{found}", args=[self.council.pk, *args])

    def write(self, sent: ListFile, items: list[Any]) -> tuple[str, str]:
        by, at = self.request.user, self.request.at
        number = write_seats(self.council, items, by=by, at=at)
        return f"登记了 {number} 个席位。", self.list_url("back")


class Upload(SeatListMixin, ListUpload):
    pass


class Check(SeatListMixin, ListCheck):
    pass


class Faults(SeatListMixin, ListFaults):
    pass


class Template(SeatListMixin, ListTemplate):
    pass


def urls(at: str) -> list[URLPattern]:
    return [
        path(f"{at}import/", Upload.as_view(), name="seats_upload"),
        path(f"{at}import/template.xlsx", Template.as_view(), name="seats_template"),
        path(f"{at}import/<int:pk>/", Check.as_view(), name="seats_check"),
        path(f"{at}import/<int:pk>/faults.xlsx", Faults.as_view(), name="seats_faults"),
    ]
