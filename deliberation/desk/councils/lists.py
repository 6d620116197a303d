"""议事会 from a sheet: founded all or none by whoever may found one by hand."""

from typing import Any, cast

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from wagtail.admin.widgets.button import HeaderButton

from deliberation.actions.council_list import CouncilList
from deliberation.actions.council_rows import write_councils
from suggestions.models import ListFile
from suggestions.staff.lists import ListCheck, ListFaults, ListScreen, ListTemplate, ListUpload
from suggestions.staff.viewsets import DeskViewSet

FOUND = "deliberation.add_council"


class CouncilListMixin(ListScreen):
    permission = FOUND

    def list_kind(self, choices: dict[str, Any]) -> CouncilList:
        return CouncilList()

    def list_url(self, name: str, *args: Any) -> str:
        if name == "back":
            return reverse("councils:index")
        return reverse(f"desk_council_lists:{name}", args=args)


class Upload(CouncilListMixin, ListUpload):
    pass


class Check(CouncilListMixin, ListCheck):
    def write(self, sent: ListFile, items: list[Any]) -> tuple[str, str]:
        placed = cast(CouncilList, self.kind).placed
        write_councils(items, by=self.request.user, at=self.request.at, placed=placed)
        return f"设立了 {len(items)} 个议事会。", self.list_url("back")


class Faults(CouncilListMixin, ListFaults):
    pass


class Template(CouncilListMixin, ListTemplate):
    pass


class CouncilListViewSet(DeskViewSet):
    """Reached from the list of councils in the settings; no line in the menu."""

    name = "council_lists"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", Upload.as_view(), name="upload"),
            path("template.xlsx", Template.as_view(), name="template"),
            path("<int:pk>/", Check.as_view(), name="check"),
            path("<int:pk>/faults.xlsx", Faults.as_view(), name="faults"),
        ]


class WithImport:
    """A list of councils with the button that leads here."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("desk_council_lists:upload")
        button = HeaderButton("从表格导入", url=url, icon_name="upload")
        return [*super().header_buttons, button]  # type: ignore[misc]
