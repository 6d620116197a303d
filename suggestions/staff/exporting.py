"""Every list of the desk as a file, as it is filtered: in the answer itself, or as a job."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.test import RequestFactory
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button
from wagtail.coreutils import multigetattr

from suggestions.actions.exporting import AT_ONCE, Sheet
from suggestions.actions.rules import Refused
from suggestions.actions.standing_in import in_place_of
from suggestions.models import ListExport, User
from suggestions.models.scope import narrowed
from suggestions.staff.access import DeskRequest
from suggestions.staff.columns import in_file, plain_cell
from suggestions.staff.downloads import XLSX, attachment
from suggestions.tabular import csv_chunks, workbook_file

FORMATS = ("csv", "xlsx")
CHUNK = 1_000  # rows that are in memory at once
NOT_KEPT = ("export", "p", "_w_filter_fragment", "reset")  # of an address: what is no filter


class Exported(BaseListingView):
    """A list that can be taken away. `sheet_columns` gives what stands in the file.

    Only a piece of the rows is in memory at any time: nothing here may look at the whole list.
    """

    request: DeskRequest
    # Column → attribute that goes into the file instead: words without personal data.
    in_file_instead: dict[str, str] = {}

    def get(self, request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = request.GET.get("export", "")
        if kind not in FORMATS:
            return super().get(request, *args, **kwargs)
        rows = self.sheet_rows()
        if self.number_of(rows) > AT_ONCE:
            query = filters_of(request.GET)
            asked = urlencode({"list": self.index_url_name, "kind": kind, "query": query})
            return redirect(f"{reverse('desk_exports:index')}?{asked}")
        return self.send(kind)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """In page, file and choice of all alike: what lies in the reader's areas."""
        return super().filter_queryset(narrowed(queryset, self.request.user))

    def send(self, kind: str) -> HttpResponseBase:
        sheet, name = self.sheet(), f"{self.sheet_name()}.{kind}"
        if kind == "xlsx":
            book = workbook_file(sheet.header, sheet.rows, title=self.sheet_title())
            return attachment(FileResponse(book, content_type=XLSX), name)
        pieces = csv_chunks(sheet.header, sheet.rows)
        return attachment(StreamingHttpResponse(pieces, "text/csv; charset=utf-8"), name)

    def sheet_title(self) -> str:
        return str(self.get_page_title())

    def sheet_name(self) -> str:
        return f"{self.sheet_title()}-{localdate(self.request.at):%Y%m%d}"

    def sheet_rows(self) -> Any:
        """All rows that the filters leave, in the order of the list."""
        return self.get_queryset()

    @staticmethod
    def number_of(rows: Any) -> int:
        return rows.count() if isinstance(rows, QuerySet) else len(rows)

    def sheet_columns(self) -> list[tuple[str, Any]]:
        """`(label, function of the row)` of each column."""
        found = []
        for column in self.columns:
            if column.label:
                instead = self.in_file_instead.get(column.name)
                found.append((str(column.label), taken(instead) if instead else in_file(column)))
        return found

    def prepare(self, items: Any) -> Any:
        """What a row needs that the database does not give; for the page and for the file."""
        return items

    def sheet(self) -> Sheet:
        rows = self.sheet_rows()
        columns = self.sheet_columns()
        return Sheet([label for label, _ in columns], self.cells(rows), self.number_of(rows))

    def cells(self, rows: Any) -> Iterator[list[Any]]:
        takes = [take for _, take in self.sheet_columns()]
        for piece in pieces(rows):
            for row in self.prepare(piece):
                yield [plain_cell(take(row)) for take in takes]

    # --- the buttons --------------------------------------------------------------------------

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, *self.export_buttons()]

    def export_buttons(self) -> list[Button]:
        if not self.index_url_name:
            return []
        here, query = reverse(self.index_url_name), filters_of(self.request.GET)
        return [
            Button(label, f"{here}?{query}&export={kind}".replace("?&", "?"), icon_name="download")
            for kind, label in (("xlsx", "导出 Excel（XLSX）"), ("csv", "导出 CSV"))
        ]


def taken(name: str) -> Any:
    """What stands in a row under that name; a plain one is read without looking for dots."""

    def take(row: Any) -> Any:
        try:
            return getattr(row, name)
        except AttributeError:
            return multigetattr(row, name)

    return take


def filters_of(query: QueryDict) -> str:
    """The filters, search and sorting of an address, as an address says them."""
    kept = query.copy()
    for name in NOT_KEPT:
        kept.pop(name, None)
    return str(kept.urlencode())


def pieces(rows: Any) -> Iterator[list[Any]]:
    """The rows some at a time; a query is read as a stream and remembers nothing."""
    found: Iterable[Any] = rows
    if isinstance(rows, QuerySet):
        found = rows.iterator(chunk_size=CHUNK)
    piece: list[Any] = []
    for row in found:
        piece.append(row)
        if len(piece) == CHUNK:
            yield piece
            piece = []
    if piece:
        yield piece


# --- the list that a job works on --------------------------------------------------------------


def view_of(name: str, query: str, user: User) -> Exported:
    """The list of that name as this person may see it now; refused where it is not theirs."""
    try:
        found = resolve(reverse(name))
    except (NoReverseMatch, Resolver404) as error:
        raise Refused("没有这份清单，请从清单页面重新导出。") from error
    view_class = getattr(found.func, "view_class", None)
    if not (isinstance(view_class, type) and issubclass(view_class, Exported)):
        raise Refused("没有这份清单，请从清单页面重新导出。")
    request: Any = RequestFactory().get(f"{reverse(name)}?{query}")
    request.user, request.session, request.is_background = user, {}, True
    view = view_class()
    try:
        view.setup(request)
    except PermissionDenied as error:
        raise Refused("您已经没有查看这份清单的权限，不能导出。") from error
    return view


def sheet_of(export: ListExport) -> Sheet:
    """What goes into the file, read with the rights of who asked as they are now."""
    user = User.objects.get(pk=export.by_id)
    if not user.is_active:
        raise Refused("账号已停用，不能导出。")
    if export.instead_of:
        stands_in = in_place_of(user, export.instead_of, at=timezone.now())
        if stands_in is None:
            raise Refused("代班已经结束，不能导出。")
        user = stands_in
    return view_of(export.name, export.query, user).sheet()
