"""Reports by Wagtail's report views: filters, CSV and XLSX. No contact data anywhere."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.reports import ReportView

from suggestions.models import User
from suggestions.models.scope import whole_city
from suggestions.staff.access import DeskRequest, allowed, enter
from suggestions.staff.columns import DeskTable
from suggestions.staff.exporting import Exported, taken
from suggestions.staff.kept import Kept

READERS = ("supervise", "view_desk")


def may_read(user: User | AnonymousUser, permissions: Iterable[str]) -> bool:
    return any(allowed(user, permission) for permission in permissions)


class DeskReport(Kept, Exported, ReportView):
    """A report of ours: our door, and files that no spreadsheet program runs or garbles.

    `export` names each column of the file and what stands in it; the rows are what the filters
    leave, all of them, in the order of the list.
    """

    request: DeskRequest
    for_areas = False  # as with every screen of the desk
    permissions: tuple[str, ...] = READERS
    template_name = "suggestions/desk/listing.html"
    results_template_name = "suggestions/desk/report_results.html"
    search_backend_name = None
    is_searchable = True
    table_class = DeskTable
    export: tuple[tuple[str, str], ...] = ()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        enter(request)
        if not may_read(request.user, self.permissions):
            raise PermissionDenied
        if not (self.for_areas or whole_city(request.user)):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)

    def get_filtered_queryset(self) -> QuerySet:
        # Wagtail filters here a second time what `get_queryset` has already filtered.
        return self.get_queryset()

    @cached_property
    def show_export_buttons(self) -> bool:
        return False  # ours instead: a long list becomes a job

    def get_table(self, object_list: Iterable[Any]) -> Table:
        return super().get_table(list(self.prepare(object_list)))

    def sheet_columns(self) -> list[tuple[str, Any]]:
        if not self.export:
            return super().sheet_columns()
        return [(label, taken(name)) for name, label in self.export]
