"""批量导入: upload a list, watch how it comes in, fetch the rows that could not be read."""

import mimetypes
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import intake, taking_back
from suggestions.actions.rules import Overtaken, Refused
from suggestions.desk import rights
from suggestions.models import CampaignPage, ImportBatch, ImportFault
from suggestions.staff.access import CONFLICT, UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.downloads import XLSX, attachment
from suggestions.staff.forms import choose_from
from suggestions.staff.listing import campaigns
from suggestions.tabular import workbook_file
from suggestions.tabular.columns import OWN

FILE_LIMIT = 50 * 1024 * 1024
NO_LIST = "这不是表格文件。请上传 CSV 或 Excel（.xlsx）文件。"
PAGE, FAULTS_SHOWN = 30, 50
UNFINISHED = (ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING)


class CampaignChoice(forms.ModelChoiceField):
    def label_from_instance(self, campaign: CampaignPage) -> str:
        return campaign.title


class ListFileForm(forms.Form):
    """A list to upload; `hint` says what stands in it."""

    hint = ""
    file = forms.FileField(
        label="文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.html"}),
        error_messages={
            "required": "请选择文件。",
            "empty": "这是一个空文件。",
            "missing": "请选择文件。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = self.hint

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        # What is inside decides; yet no list is called a picture, even if its bytes read as text.
        kind = mimetypes.guess_type(file.name or "")[0] or ""
        if kind.startswith(("image/", "audio/", "video/")):
            raise forms.ValidationError(NO_LIST)
        if file.size and file.size > FILE_LIMIT:
            raise forms.ValidationError("文件超过 50 MB，请分成几份导入。")
        return file


class UploadForm(ListFileForm):
    hint = "CSV 或 Excel（.xlsx），不超过 50 MB。有一行表头，每行一条建议。"
    campaign = CampaignChoice(
        label="导入到哪个征集",
        queryset=CampaignPage.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择征集。", "invalid_choice": "请选择征集。"},
    )
    field_order = ("campaign", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "campaign", campaigns())


class ImportScreen(DeskMixin, WagtailAdminTemplateMixin, View):
    """What all screens of importing share."""

    permission = rights.IMPORT
    header_icon = "upload"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_import:index"), "label": "批量导入"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**context), status=status)


class ImportIndex(ImportScreen):
    """Earlier batches, the latest first."""

    page_title = "批量导入"
    template_name = "suggestions/desk/import_index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": "批量导入"}]

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = batches().select_related("by")
        return self.page(batches=Paginator(rows, PAGE).get_page(request.GET.get("p")))


class Upload(ImportScreen):
    page_title = "上传文件"
    template_name = "suggestions/desk/import_upload.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("campaign", "")
        return self.page(form=UploadForm(initial={"campaign": asked if asked.isdigit() else None}))

    def post(self, request: DeskRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(UNPROCESSABLE, form=form)
        campaign, file = form.cleaned_data["campaign"], form.cleaned_data["file"]
        try:
            batch = intake.upload(campaign, file=file, by=request.user, at=request.at)
        except Refused as error:
            form.add_error("file", str(error))
            return self.page(UNPROCESSABLE, form=form)
        return redirect("desk_import:mapping", batch.pk)


class BatchScreen(ImportScreen):
    """A screen of one batch."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.batch = get_object_or_404(batches(), pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return self.batch.filename

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(batch=self.batch, **kwargs)


class BatchPage(BatchScreen):
    """How far an import has come, and what came of it."""

    template_name = "suggestions/desk/import_batch.html"

    @cached_property
    def faults(self) -> Page:
        pages = Paginator(self.batch.faults.order_by("row_number", "pk"), FAULTS_SHOWN)
        return pages.get_page(self.request.GET.get("p"))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.batch.status == ImportBatch.Status.UPLOADED:
            return redirect("desk_import:mapping", pk)
        return self.show()

    def show(self, status: int = 200, refused: str = "") -> HttpResponse:
        failed = self.batch.status == ImportBatch.Status.FAILED
        return self.page(
            status,
            refused=refused,
            written=taking_back.rows_of(self.batch).count() if failed else 0,
            faults=self.faults,
            unfinished=self.batch.status in UNFINISHED,
            kept_days=settings.IMPORTS_KEPT_DAYS,
        )


class Stop(BatchPage):
    """停止导入: what is written stays, and is told; it goes on, or is taken back."""

    http_method_names = ["post"]

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        try:
            intake.stop(self.batch, by=request.user, at=request.at)
        except Overtaken as error:
            self.batch.refresh_from_db(fields=["status", "stage", "progress", "error"])
            return self.show(CONFLICT, str(error))
        messages.success(request, "已经停止。")
        return redirect("desk_import:batch", pk)


class BatchProgress(BatchScreen):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return progress_of(self.batch, self.batch.status in UNFINISHED)


class Faults(BatchScreen):
    """The faulty rows with their own columns, to be mended and imported again."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        rows = self.batch.faults.order_by("row_number", "pk")
        names: dict[str, None] = {}
        for cells in rows.values_list("row", flat=True).iterator(chunk_size=500):
            names |= dict.fromkeys(name for name, _ in cells or ())
        header = [name for name in names if name not in OWN]
        # All of it as text: opened in Excel, a long number must not change once more.
        file = workbook_file(
            [*header, *OWN],
            fault_rows(rows, header),
            title="有误的行",
            as_text=range(len(header)),
        )
        name = f"{self.batch.filename.rpartition('.')[0]}-有误的行.xlsx"
        return attachment(FileResponse(file, content_type=XLSX), name)


def batches() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.select_related("campaign").defer(
        "campaign__body", "campaign__ways", "campaign__result"
    )


def fault_rows(faults: QuerySet[ImportFault], names: list[str]) -> Iterator[list[Any]]:
    columns = ("row_number", "cell", "reason", "row")
    for number, cell, reason, row in faults.values_list(*columns).iterator():
        cells = dict(row or ())  # none once its key is gone
        yield [*(cells.get(name, "") for name in names), number, cell, reason]


def progress_of(record: Any, unfinished: bool) -> JsonResponse:
    """What `progress.js` asks for every second."""
    response = JsonResponse(
        {"percent": record.progress, "stage": stage_of(record), "finished": not unfinished}
    )
    response["Cache-Control"] = "no-store"
    return response


def stage_of(record: Any) -> str:
    return record.stage or record.get_status_display()
