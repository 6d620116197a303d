"""Where each suggestion of a campaign was placed, as a file."""

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views import View

from suggestions.desk import rights
from suggestions.staff.access import DeskMixin
from suggestions.staff.downloads import XLSX, attachment
from suggestions.staff.listing import campaigns
from suggestions.tabular import csv_chunks, workbook_file
from suggestions.telling.placement_list import TOPIC_COLUMNS, topic_rows


class PlacementExport(DeskMixin, View):
    """CSV, or XLSX for whoever opens Excel."""

    permission = rights.LOOK

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
        campaign = get_object_or_404(campaigns(), pk=pk)
        name = f"{campaign.title}-归类结果.{kind}"
        rows = topic_rows(campaign)
        if kind == "xlsx":
            file = workbook_file(TOPIC_COLUMNS, rows, title="归类结果")
            return attachment(FileResponse(file, content_type=XLSX), name)
        if kind != "csv":
            raise Http404
        chunks = csv_chunks(TOPIC_COLUMNS, rows)
        return attachment(
            StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8"), name
        )
