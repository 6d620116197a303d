"""Lists that leave the desk as files."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views import View

from suggestions.desk.access import DeskMixin
from suggestions.desk.listing import campaigns
from suggestions.exports import TOPIC_COLUMNS, topic_rows
from suggestions.tabular import csv_chunks, workbook_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(response: HttpResponse, filename: str) -> HttpResponse:
    """To be saved under a Chinese name, and kept in nobody's cache."""
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["Cache-Control"] = "no-store"
    return response


class TopicExport(DeskMixin, View):
    """Where each suggestion of a campaign was placed: CSV, or XLSX for whoever opens Excel."""

    permission = "view_desk"

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
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
