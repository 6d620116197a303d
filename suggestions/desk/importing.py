"""Importing lists at the desk: upload, say which column is what, watch, fetch the faults."""

import itertools
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions import actions, tasks
from suggestions.actions import Refused
from suggestions.actions.intake import open_batch
from suggestions.desk.access import UNPROCESSABLE, DeskMixin
from suggestions.desk.exporting import attachment
from suggestions.desk.listing import campaigns
from suggestions.incoming import FIELDS, RowFault, RowReader, guess
from suggestions.models import CampaignPage, ImportBatch
from suggestions.models.suggestions import Channel
from suggestions.tabular import Line, Table, csv_chunks

IMPORT = "import_suggestion"
FILE_LIMIT = 50 * 1024 * 1024
PREVIEW_ROWS, PREVIEW_CHARS = 10, 60
COLUMN = "column_"  # the form asks for columns and for other things; their names must differ
PAGE, FAULTS_SHOWN = 30, 50
UNFINISHED = (ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING)


class CampaignChoice(forms.ModelChoiceField):
    def label_from_instance(self, campaign: CampaignPage) -> str:
        return campaign.title


class UploadForm(forms.Form):
    campaign = CampaignChoice(
        label="导入到哪个征集",
        queryset=CampaignPage.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择征集。", "invalid_choice": "请选择征集。"},
    )
    file = forms.FileField(
        label="文件",
        help_text="CSV 或 Excel（.xlsx），不超过 50 MB。第一行是表头，每行一条建议。",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": "请选择文件。",
            "empty": "这是一个空文件。",
            "missing": "请选择文件。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = campaigns()

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > FILE_LIMIT:
            raise forms.ValidationError("文件超过 50 MB，请分成几份导入。")
        return file


class MappingForm(forms.Form):
    """One choice of a column for each thing that a column may hold."""

    channel = forms.ChoiceField(
        label="默认渠道",
        choices=Channel.choices,
        help_text="表里没有渠道列，或那一格空着时，用这个。",
    )
    approve = forms.BooleanField(
        label="导入即受理并公开",
        required=False,
        help_text="已经审核过的历史建议可以勾选；不勾选的，进入“待审核”，逐条审核后再公开。",
    )

    def __init__(self, *args: Any, headers: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [("", "（没有这一列）"), *((header, header) for header in headers)]
        for field in FIELDS:
            self.fields[COLUMN + field.key] = forms.ChoiceField(
                label=f"“{field.label}”在哪一列",
                choices=columns,
                required=False,
                help_text=field.help,
                error_messages={"invalid_choice": "文件里没有这一列，请重新选择。"},
            )
        self.order_fields([*(COLUMN + field.key for field in FIELDS), "channel", "approve"])

    def mapping(self) -> dict[str, str]:
        chosen = self.cleaned_data if self.is_bound else self.initial
        columns = {field.key: chosen.get(COLUMN + field.key) for field in FIELDS}
        return {key: column for key, column in columns.items() if column}


class ImportScreen(DeskMixin, WagtailAdminTemplateMixin, View):
    """What all screens of importing share."""

    permission = IMPORT
    header_icon = "upload"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("suggestions_import:index"), "label": "批量导入"}
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

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(UNPROCESSABLE, form=form)
        campaign, file = form.cleaned_data["campaign"], form.cleaned_data["file"]
        try:
            batch = actions.upload(campaign, file=file, by=request.user, at=request.at)
        except Refused as error:
            form.add_error("file", str(error))
            return self.page(UNPROCESSABLE, form=form)
        return redirect("suggestions_import:mapping", batch.pk)


class BatchScreen(ImportScreen):
    """A screen of one batch."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.batch = get_object_or_404(batches(), pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return self.batch.filename

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(batch=self.batch, **kwargs)


class Mapping(BatchScreen):
    """Which column is what, beside the first rows of the file and how they would be read."""

    template_name = "suggestions/desk/import_mapping.html"
    OPEN = (ImportBatch.Status.UPLOADED, ImportBatch.Status.FAILED)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.batch.status not in self.OPEN:
            return redirect("suggestions_import:batch", pk)
        return self.show(None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.batch.status not in self.OPEN:
            return redirect("suggestions_import:batch", pk)
        return self.show(request.POST)

    def show(self, data: Any) -> HttpResponse:
        try:
            with open_batch(self.batch) as table:
                form = self.make_form(data, table.headers)
                valid = not form.is_bound or form.is_valid()
                lines = list(itertools.islice(table.lines(), PREVIEW_ROWS))
                preview = self.preview(table, lines, form.mapping() if valid else {})
        except Refused as error:
            return self.page(UNPROCESSABLE, refused=str(error))
        if not lines:
            return self.page(UNPROCESSABLE, refused="表头下面没有内容，没有可以导入的行。")
        if form.is_bound and valid and "check" not in data:
            try:
                return self.start(form)
            except Refused as error:
                form.add_error(None, str(error))
        status = UNPROCESSABLE if form.is_bound and form.errors else 200
        return self.page(status, form=form, headers=table.headers, preview=preview)

    def make_form(self, data: Any, headers: tuple[str, ...]) -> MappingForm:
        known = {key: name for key, name in self.batch.mapping.items() if name in headers}
        columns = {COLUMN + key: name for key, name in (known or guess(headers)).items()}
        initial = {"channel": self.batch.channel, "approve": self.batch.approve, **columns}
        return MappingForm(data, headers=headers, initial=initial)

    def preview(
        self, table: Table, lines: list[Line], mapping: dict[str, str]
    ) -> list[tuple[int, str, list[str]]]:
        """Number, what is wrong with it (if anything), and the first words of each cell."""
        reader = RowReader(
            mapping,
            table.headers,
            channel=self.batch.channel,
            at=self.request.at,
            publishes=False,
        )
        width = len(table.headers)
        return [
            (line.number, verdict(reader, line), [short(cell) for cell in line.cells[:width]])
            for line in lines
        ]

    def start(self, form: MappingForm) -> HttpResponse:
        tasks.start_import(
            self.batch,
            mapping=form.mapping(),
            channel=form.cleaned_data["channel"],
            approve=form.cleaned_data["approve"],
            by=self.request.user,
            at=self.request.at,
        )
        messages.success(self.request, "已经开始导入。可以离开这个页面，导入会在后台继续。")
        return redirect("suggestions_import:batch", self.batch.pk)


class BatchPage(BatchScreen):
    """How far an import has come, and what came of it."""

    template_name = "suggestions/desk/import_batch.html"

    @cached_property
    def faults(self):
        pages = Paginator(self.batch.faults.order_by("row_number", "pk"), FAULTS_SHOWN)
        return pages.get_page(self.request.GET.get("p"))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.batch.status == ImportBatch.Status.UPLOADED:
            return redirect("suggestions_import:mapping", pk)
        return self.page(faults=self.faults, unfinished=self.batch.status in UNFINISHED)


class BatchProgress(BatchScreen):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return progress_of(self.batch, self.batch.status in UNFINISHED)


class Faults(BatchScreen):
    """The faulty rows with their own columns, to be mended and imported again."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = self.batch.faults.order_by("row_number", "pk")
        names: dict[str, None] = {}
        for cells in rows.values_list("row", flat=True).iterator(chunk_size=500):
            names |= dict.fromkeys(name for name, _ in cells)
        chunks = csv_chunks([*names, "行号", "原因"], fault_rows(rows, list(names)))
        response = StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")
        return attachment(response, f"{self.batch.filename.rpartition('.')[0]}-有误的行.csv")


def batches() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.select_related("campaign").defer(
        "campaign__body", "campaign__ways", "campaign__result"
    )


def fault_rows(faults: QuerySet, names: list[str]):
    for number, reason, row in faults.values_list("row_number", "reason", "row").iterator():
        cells = dict(row)
        yield [*(cells.get(name, "") for name in names), number, reason]


def progress_of(record: Any, unfinished: bool) -> JsonResponse:
    """What `progress.js` asks for every second."""
    response = JsonResponse(
        {"percent": record.progress, "stage": stage_of(record), "finished": not unfinished}
    )
    response["Cache-Control"] = "no-store"
    return response


def stage_of(record: Any) -> str:
    return record.stage or record.get_status_display()


def verdict(reader: RowReader, line: Line) -> str:
    try:
        reader.read(line, reader.external_id(line))
    except RowFault as fault:
        return str(fault)
    return ""


def short(cell: Any) -> str:
    text = " ".join(str(cell).split())
    return text if len(text) <= PREVIEW_CHARS else text[:PREVIEW_CHARS] + "…"
