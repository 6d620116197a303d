"""名单导入: departments, places, accounts and working days from a sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse

from suggestions.actions import settings_lists
from suggestions.desk.settings.invitations import write_and_invite
from suggestions.intake.people_lists import StaffList, WorkdayList
from suggestions.intake.place_lists import AreaList, DepartmentList
from suggestions.models import ListFile
from suggestions.staff.lists import ListCheck, ListFaults, ListScreen, ListTemplate, ListUpload
from suggestions.staff.viewsets import DeskViewSet
from suggestions.tabular.lists import ListKind


@dataclass(frozen=True)
class SettingsList:
    """A kind of list, the verb that writes it, who may, and where it shows afterwards."""

    kind: type[ListKind]
    write: Callable[..., str]
    permission: str
    index: str


LISTS = {
    made.kind.kind: made
    for made in (
        SettingsList(
            DepartmentList, settings_lists.write_departments, "add_department", "departments:index"
        ),
        SettingsList(AreaList, settings_lists.write_areas, "add_area", "areas:index"),
        SettingsList(StaffList, write_and_invite, "add_user", "wagtailusers_users:index"),
        SettingsList(WorkdayList, settings_lists.write_workdays, "add_workday", "workdays:index"),
    )
}


class SettingsListMixin(ListScreen):
    """A page of the list named in its address, for those who may add to it by hand."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if kwargs["kind"] not in LISTS:
            raise Http404
        self.list = LISTS[kwargs["kind"]]
        self.permission = self.list.permission
        super().setup(request, *args, **kwargs)

    def list_kind(self, choices: dict[str, Any]) -> ListKind:
        return self.list.kind()

    def list_url(self, name: str, *args: Any) -> str:
        if name == "back":
            return reverse(self.list.index)
        return reverse(f"desk_lists:{name}", args=[self.list.kind.kind, *args])

    def write(self, sent: ListFile, items: list[Any]) -> tuple[str, str]:
        words = self.list.write(items, by=self.request.user, at=self.request.at)
        return words, self.list_url("back")


class Upload(SettingsListMixin, ListUpload):
    pass


class Check(SettingsListMixin, ListCheck):
    pass


class Faults(SettingsListMixin, ListFaults):
    pass


class Template(SettingsListMixin, ListTemplate):
    pass


class ListViewSet(DeskViewSet):
    """Reached from the lists themselves; no line in the menu."""

    name = "lists"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("<slug:kind>/", Upload.as_view(), name="upload"),
            path("<slug:kind>/template.xlsx", Template.as_view(), name="template"),
            path("<slug:kind>/<int:pk>/", Check.as_view(), name="check"),
            path("<slug:kind>/<int:pk>/faults.xlsx", Faults.as_view(), name="faults"),
        ]
