"""缺项清单 from a sheet: its columns, its faults by the cell, written all or none."""

from typing import Any

from django.urls import URLPattern, path, reverse

from deliberation.actions.gap_list import GapList
from deliberation.actions.gaps import write_gaps
from deliberation.desk.rights import RUN
from deliberation.models import Council
from suggestions.models import ListFile
from suggestions.staff.lists import ListCheck, ListFaults, ListScreen, ListTemplate, ListUpload


class GapListMixin(ListScreen):
    """A secretary's own: the rows name councils that they run, and nobody else opens the file."""

    permission = RUN

    def about(self) -> int:
        return self.request.user.pk

    def list_kind(self, choices: dict[str, Any]) -> GapList:
        return GapList(Council.objects.run_by(self.request.user))

    def list_url(self, name: str, *args: Any) -> str:
        return reverse(f"desk_gaps:{'index' if name == 'back' else name}", args=args)

    def write(self, sent: ListFile, items: list[Any]) -> tuple[str, str]:
        number = write_gaps(items, by=self.request.user, at=self.request.at)
        return f"登记了 {number} 项。", self.list_url("back")


class Upload(GapListMixin, ListUpload):
    pass


class Check(GapListMixin, ListCheck):
    pass


class Faults(GapListMixin, ListFaults):
    pass


class Template(GapListMixin, ListTemplate):
    pass


def urls(at: str) -> list[URLPattern]:
    return [
        path(at, Upload.as_view(), name="upload"),
        path(f"{at}template.xlsx", Template.as_view(), name="template"),
        path(f"{at}<int:pk>/", Check.as_view(), name="check"),
        path(f"{at}<int:pk>/faults.xlsx", Faults.as_view(), name="faults"),
    ]
