"""报表 through Wagtail's report views: filters, pages, CSV and XLSX. No contact data anywhere."""

from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.reports import ReportView

from suggestions.desk.access import allowed
from suggestions.desk.handling import Handling, handling
from suggestions.desk.listing import campaign_choices
from suggestions.models import Department, Referral
from suggestions.tabular import csv_chunks, workbook_file

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS = ("supervise", "view_desk")


def may_read(user: Any, permissions: Iterable[str]) -> bool:
    return any(allowed(user, permission) for permission in permissions)


class ReportMenuItem(MenuItem):
    """A line of the reports menu for those who may read the report."""

    def __init__(self, report: type["DeskReport"], order: int) -> None:
        self.permissions = report.permissions
        url = reverse(report.index_url_name)
        name = report.index_url_name.rpartition(":")[2]
        super().__init__(
            report.page_title, url, name=name, icon_name=report.header_icon, order=order
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user, self.permissions)


class DeskReport(ReportView):
    """A report of ours: our door, and files that no spreadsheet program runs or garbles.

    `export` names each column of the file and what stands in it; the rows are what the filters
    leave, all of them, in the order of the list.
    """

    permissions: tuple[str, ...] = READERS
    template_name = "suggestions/desk/listing.html"
    results_template_name = "suggestions/desk/report_results.html"
    search_backend_name = None
    is_searchable = True
    export: tuple[tuple[str, str], ...] = ()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        request.at = timezone.now()
        if not may_read(request.user, self.permissions):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)

    def get_filtered_queryset(self) -> QuerySet:
        # Wagtail filters here a second time what `get_queryset` has already filtered.
        return self.get_queryset()

    @cached_property
    def show_export_buttons(self) -> bool:
        return bool(self.export)

    def get_filename(self) -> str:
        return f"{self.page_title}-{localdate(self.request.at):%Y%m%d}"

    def prepare(self, items: Iterable[Any]) -> Iterable[Any]:
        """What a row needs that the database does not give; for the page and for the file."""
        return items

    def get_table(self, object_list: Iterable[Any]) -> Table:
        return super().get_table(list(self.prepare(object_list)))

    def export_rows(self, items: Iterable[Any]) -> Iterator[list[Any]]:
        for item in items:
            yield [_cell(getattr(item, name)) for name, _ in self.export]

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        header = [label for _, label in self.export]
        rows = self.export_rows(self.prepare(stream(queryset)))
        name = f"{self.get_filename()}.{spreadsheet_format}"
        if spreadsheet_format == self.FORMAT_XLSX:
            book = workbook_file(header, rows, title=self.page_title)
            return FileResponse(book, as_attachment=True, filename=name, content_type=SHEET)
        response = StreamingHttpResponse(csv_chunks(header, rows), "text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response


def stream(items: Any) -> Iterable[Any]:
    return items.iterator(chunk_size=1000) if isinstance(items, QuerySet) else items


def _cell(value: Any) -> Any:
    """Moments in the city's own time; values of a call, such as a status in words."""
    value = value() if callable(value) else value
    if isinstance(value, timezone.datetime):
        return timezone.localtime(value)
    return value if isinstance(value, int | float | None) else _text(value)


def _text(value: Any) -> Any:
    return value if hasattr(value, "isoformat") else str(value)


# --- 办理情况 --------------------------------------------------------------------------------


class HandlingFilterSet(WagtailFilterSet):
    sent_at = django_filters.DateFromToRangeFilter(label="转办时间", widget=DateRangePickerWidget)
    campaign = django_filters.ModelChoiceFilter(
        field_name="topic__campaign", queryset=campaign_choices, label="专项征集"
    )
    role = django_filters.ChoiceFilter(
        choices=Referral.Role.choices, label="分工", empty_label="全部"
    )

    class Meta:
        model = Referral
        fields: list[str] = []


class HandlingReport(DeskReport):
    """By department, in the order of names: no ranking. Every share stands beside its whole."""

    page_title = "办理情况"
    header_icon = "group"
    model = Department
    verbose_name_plural = "承办单位"
    index_url_name = "suggestions_desk:report_handling"
    index_results_url_name = "suggestions_desk:report_handling_results"
    filterset_class = HandlingFilterSet
    search_fields = ["name", "short_name"]
    default_ordering = "name"
    columns = [
        Column("name", label="承办单位"),
        Column("received", label="收到", classname="desk-figure"),
        Column("signed", label="按期签收", classname="desk-figure"),
        Column("answered", label="按期答复", classname="desk-figure"),
        Column("late", label="现在逾期", classname="desk-figure"),
        Column("average", label="平均答复天数", classname="desk-figure"),
        Column("satisfied", label="满意和基本满意", classname="desk-figure"),
        Column("bad", label="不满意", classname="desk-figure"),
    ]
    export = tuple((name, label) for name, (label, _) in Handling.columns().items())

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The filters choose referrals; a department stands here when one of its own is left."""
        self.referrals = super().filter_queryset(Referral.objects.all())
        return queryset.filter(pk__in=self.referrals.order_by().values("department"))

    def prepare(self, items: Iterable[Department]) -> list[Handling]:
        return handling(items, self.referrals, self.request.at)
