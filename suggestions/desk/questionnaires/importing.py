"""答卷导入: upload a list, say what each column answers, watch it come in, fetch its faults."""

from itertools import islice
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import pouring_sheets, sheet_lists
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.intake.importing import ListFileForm, progress_of
from suggestions.desk.questionnaires.lists import NAME, page_url
from suggestions.models import QuestionnairePage, SheetList
from suggestions.questionnaires.columns import Wrong, chosen, meant
from suggestions.questionnaires.frozen import read
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.downloads import XLSX, attachment
from suggestions.staff.mapping import PREVIEW_ROWS, short
from suggestions.tabular import Table, workbook_file
from suggestions.work import tasks

UNFINISHED = (SheetList.Status.QUEUED, SheetList.Status.RUNNING)
OPEN = (SheetList.Status.UPLOADED, SheetList.Status.FAILED)
FAULTS_SHOWN = 50
COLUMN = "column_"
NOTHING = "（不导入这一列）"


class SheetFileForm(ListFileForm):
    hint = "CSV 或 Excel（.xlsx），不超过 50 MB：一行表头，每行一份答卷。"


class MeaningForm(forms.Form):
    """One choice for each column of the list: what it answers."""

    def __init__(self, *args: Any, row: SheetList, headers: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", NOTHING), *meant(read(row.version.questions)).items()]
        for place, header in enumerate(headers):
            self.fields[f"{COLUMN}{place}"] = forms.ChoiceField(
                label=f"第 {place + 1} 列“{short(header)}”",
                choices=choices,
                required=False,
                initial=row.columns[place] if place < len(row.columns) else "",
                error_messages={"invalid_choice": "请从列出的里面选。"},
            )

    def columns(self) -> list[str]:
        if not self.is_bound:
            return [field.initial for field in self.fields.values()]
        return [self.cleaned_data.get(name, "") for name in self.fields]


class ListScreen(DeskMixin, WagtailAdminTemplateMixin, View):
    permission = rights.IMPORT
    page_title = "导入答卷"
    header_icon = "upload"
    http_method_names = ["get", "post", "head"]

    @cached_property
    def questionnaire(self) -> QuestionnairePage:
        return get_object_or_404(QuestionnairePage, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.questionnaire.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_questionnaires:index"), "label": NAME}
        page = {"url": page_url(self.questionnaire), "label": self.questionnaire.title}
        return [*self.breadcrumbs_items, index, page, {"url": "", "label": self.page_title}]

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        context["questionnaire"] = self.questionnaire
        return self.render_to_response(self.get_context_data(**context), status=status)


class UploadList(ListScreen):
    template_name = "suggestions/desk/sheet_upload.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(
            form=SheetFileForm(), lists=self.questionnaire.lists.select_related("by")[:10]
        )

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        form = SheetFileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                row = sheet_lists.upload(
                    self.questionnaire,
                    file=form.cleaned_data["file"],
                    by=request.user,
                    at=request.at,
                )
            except Refused as error:
                form.add_error("file", str(error))
            else:
                return redirect("desk_questionnaires:list", pk, row.pk)
        return self.page(UNPROCESSABLE, form=form)


class OneList(ListScreen):
    @cached_property
    def row(self) -> SheetList:
        rows = SheetList.objects.select_related("version", "by")
        return get_object_or_404(rows, questionnaire=self.questionnaire, pk=self.kwargs["key"])

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return super().page(status, row=self.row, **context)


class ListPage(OneList):
    """Before the import what its columns answer, afterwards what became of it."""

    template_name = "suggestions/desk/sheet_list.html"

    def get(self, request: HttpRequest, pk: int, key: int) -> HttpResponse:
        if self.row.status in OPEN and not (self.row.error and "again" not in request.GET):
            return self.ask(None, request.GET.get("sheet", ""))
        return self.page(
            unfinished=self.row.status in UNFINISHED,
            faults=(self.row.faults or [])[:FAULTS_SHOWN],
        )

    def post(self, request: DeskRequest, pk: int, key: int) -> HttpResponse:
        if self.row.status not in OPEN:
            return redirect("desk_questionnaires:list", pk, key)
        return self.ask(request.POST, request.POST.get("sheet", ""))

    def ask(self, data: Any, sheet: str) -> HttpResponse:
        begun = self.row.status != SheetList.Status.UPLOADED
        try:
            with sheet_lists.opened(self.row, "" if begun else sheet) as table:
                sizes = [] if begun else table.sizes()
                if sizes and not sheet:
                    status = 200 if data is None else UNPROCESSABLE
                    return self.page(status, sizes=sizes, likely=table.sheet)
                form = MeaningForm(data, row=self.row, headers=table.headers)
                columns = form.columns() if not form.is_bound or form.is_valid() else []
                shown = trial(self.row, table, columns)
        except Refused as error:
            return self.page(UNPROCESSABLE, refused=str(error))
        if form.is_bound and form.is_valid() and "check" not in data:
            try:
                tasks.start_pouring(
                    self.row,
                    columns=columns,
                    sheet=table.sheet,
                    by=self.request.user,
                    at=self.request.at,
                )
            except Refused as error:
                form.add_error(None, str(error))
            else:
                messages.success(self.request, "已经开始导入。可以离开这个页面，导入会在后台继续。")
                return redirect("desk_questionnaires:list", self.questionnaire.pk, self.row.pk)
        status = UNPROCESSABLE if form.is_bound and form.errors else 200
        found = {"sizes": sizes, "sheet": table.sheet, "headers": table.headers}
        return self.page(status, form=form, shown=shown, **found)


def trial(row: SheetList, table: Table, columns: list[str]) -> list[tuple[int, str, list[str]]]:
    """The first rows as they stand, each with what is wrong with it."""
    reader = pouring_sheets.reader_of(row.version, chosen(columns))
    found = []
    for line in islice(table.lines(), PREVIEW_ROWS):
        why = line.fault
        try:
            if not why:
                reader.sheet(line.cells)
        except Wrong as wrong:
            why = str(wrong)
        found.append((line.number, why, [short(cell) for cell in line.cells]))
    return found


class ListProgress(OneList):
    def get(self, request: HttpRequest, pk: int, key: int) -> JsonResponse:
        return progress_of(self.row, self.row.status in UNFINISHED)


class ListFaults(OneList):
    """The rows that were left out, each with its reason."""

    def get(self, request: HttpRequest, pk: int, key: int) -> FileResponse:
        rows = iter(self.row.faults or [])
        file = workbook_file(["行号", "原因"], rows, title="有误的行")
        name = f"{self.row.filename.rpartition('.')[0]}-有误的行.xlsx"
        return attachment(FileResponse(file, content_type=XLSX), name)
