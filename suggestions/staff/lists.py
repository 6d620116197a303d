"""Pages on which a list is taken in: upload, columns beside what the first rows become, faults.

A desk gives them its kinds of lists and says who may enter; the reading is `suggestions.tabular`.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import lists
from suggestions.actions.columns import recall, recall_answers
from suggestions.actions.rules import Refused
from suggestions.models import ListFile
from suggestions.staff.access import UNPROCESSABLE, DeskMixin
from suggestions.staff.downloads import XLSX, attachment
from suggestions.staff.mapping import ColumnsForm, initial_columns, preview
from suggestions.tabular import Mapped
from suggestions.tabular.lists import ListKind, Looked, fault_file, first_look

FILE_LIMIT = 20 * 1024 * 1024
PASTED_LIMIT = 1_000_000  # characters; three thousand rows and more
FAULTS_SHOWN, NOTES_SHOWN = 200, 50
ACCEPT = ".xlsx,.csv,.txt,.xls,.html"


class ListUploadForm(forms.Form):
    file = forms.FileField(
        label="文件",
        help_text="Excel（.xlsx）或 CSV，不超过 20 MB。表头不必和模板一样，下一步可以选。",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": "请选择文件。",
            "empty": "这是一个空文件。",
            "missing": "请选择文件。",
        },
    )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > FILE_LIMIT:
            raise forms.ValidationError("文件超过 20 MB，请核对是不是选错了。")
        return file


class PastedListForm(ListUploadForm):
    """A file, or what was copied from a sheet with its heading: one of the two."""

    pasted = forms.CharField(
        label="或者粘贴表格",
        required=False,
        max_length=PASTED_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="在 Excel 里连表头一起选中、复制，粘贴到这里；列用制表符或者逗号分开。",
        error_messages={"max_length": f"粘贴的内容超过 {PASTED_LIMIT} 个字，请存成文件再传。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        pasted = data.pop("pasted", "")
        if pasted.strip() and data.get("file"):
            self.add_error("pasted", "文件和粘贴的表格只要一样，请清掉一样。")
        elif pasted.strip():
            data["file"] = ContentFile(pasted.strip("\r\n").encode(), "粘贴的表格.csv")
        elif not self.errors and not data.get("file"):
            self.add_error("file", "请选择文件，或者把表格粘贴到下面。")
        return data


class ListForm(ColumnsForm):
    """The columns, and the questions that a kind of list has beside them."""

    def __init__(self, *args: Any, kind: ListKind, **kwargs: Any) -> None:
        super().__init__(*args, columns=kind.columns, **kwargs)
        for question in kind.questions:
            self.fields[question.key] = forms.ChoiceField(
                label=question.label,
                choices=question.choices,
                required=False,
                help_text=question.help,
            )
        self.questions = [question.key for question in kind.questions]

    def answers(self) -> dict[str, str]:
        chosen = self.cleaned_data if self.is_bound else self.initial
        return {key: chosen.get(key) or "" for key in self.questions}


class ListScreen(DeskMixin, WagtailAdminTemplateMixin, View):
    """What the pages of a list share; the desk says who may enter."""

    header_icon = "upload"

    def list_kind(self, choices: dict[str, Any]) -> ListKind:
        """The kind of list at this address."""
        raise NotImplementedError

    def about(self) -> int | None:
        """The record whose list it is, such as a council."""
        return None

    def list_url(self, name: str, *args: Any) -> str:
        """`upload`, `check`, `faults`, `template`, or `back` to where the list shows."""
        raise NotImplementedError

    def write(self, sent: ListFile, items: list[Any]) -> tuple[str, str]:
        """The verb that writes; gives the words of success and where to go."""
        raise NotImplementedError

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**context), status=status)


class ListUpload(ListScreen):
    """Choose a file; what is no list is refused here."""

    template_name = "suggestions/desk/list_upload.html"
    http_method_names = ["get", "post", "head"]

    def get_page_title(self) -> str:
        return f"导入{self.list_kind({}).title}"

    def make_form(self, data: Any = None, files: Any = None) -> forms.Form:
        return ListUploadForm(data, files)

    def templates(self) -> Sequence[tuple[str, str]]:
        """Address and words of the sheets to fill in."""
        return [(self.list_url("template"), f"{self.list_kind({}).title}模板（Excel）")]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, UNPROCESSABLE)
        choices = {name: v for name, v in form.cleaned_data.items() if name != "file"}
        try:
            sent = lists.receive(
                self.list_kind(choices),
                file=form.cleaned_data["file"],
                choices=choices,
                about=self.about(),
                by=self.request.user,
                at=self.request.at,
            )
        except Refused as error:
            form.add_error("file", str(error))
            return self.show(form, UNPROCESSABLE)
        return redirect(self.list_url("check", sent.pk))

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            templates=self.templates(),
            advice=self.list_kind({}).advice,
            back=self.list_url("back"),
        )


class SentListScreen(ListScreen):
    """A page of one uploaded list."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Its own kind and council only: the address must not open another's list.
        found = ListFile.objects.filter(about=self.about())
        self.sent = get_object_or_404(found, pk=kwargs["pk"])
        self.kind = self.list_kind(self.sent.choices)
        get_object_or_404(found, pk=self.sent.pk, kind=self.kind.kind)

    def get_page_title(self) -> str:
        return self.sent.filename


class ListCheck(SentListScreen):
    """Which column is what, what the first rows become, and every row that is wrong."""

    template_name = "suggestions/desk/list_check.html"
    http_method_names = ["get", "post", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.sent.taken_at:
            return redirect(self.list_url("back"))
        return self.show(None, request.GET.get("sheet", ""))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.sent.taken_at:
            return redirect(self.list_url("back"))
        return self.show(request.POST, request.POST.get("sheet", ""))

    def show(self, data: Any, sheet: str) -> HttpResponse:
        try:
            with lists.open_list(self.sent, self.kind, sheet) as table:
                form = self.make_form(data, table.headers)
                valid = not form.is_bound or form.is_valid()
                mapping = form.mapping() if valid else {}
                self.kind.answers = form.answers() if valid else {}
                lists.add_sheets(self.sent, self.kind, mapping, table)
                mapped = Mapped(self.kind.columns, mapping, table.headers)
                shown = preview(
                    table,
                    self.kind.columns,
                    mapping,
                    lambda line: first_look(self.kind, mapped, line),
                )
                context: dict[str, Any] = {
                    "sizes": table.sizes(),
                    "sheet": table.sheet,
                    "preview": shown,
                }
        except Refused as error:
            return self.page(UNPROCESSABLE, refused=str(error), back=self.list_url("upload"))
        if form.is_bound and valid and "check" not in data:
            try:
                return self.take(mapping, context["sheet"])
            except lists.FaultyList as error:
                context["refused"] = str(error)
            except Refused as error:
                form.add_error(None, str(error))
        context |= self.looked(mapping, context["sheet"]) if valid else {}
        wrong = form.is_bound and (form.errors or "refused" in context)
        return self.page(
            UNPROCESSABLE if wrong else 200, form=form, back=self.list_url("upload"), **context
        )

    def make_form(self, data: Any, headers: tuple[str, ...]) -> ListForm:
        kind = self.kind
        initial = initial_columns(recall(kind.kind, headers, kind.columns))
        answers = recall_answers(kind.kind, headers)
        return ListForm(data, kind=kind, headers=headers, initial={**initial, **answers})

    def looked(self, mapping: dict[str, str], sheet: str) -> dict[str, Any]:
        """The whole list read: what is wrong and what should be known."""
        self.begin_anew()
        try:
            found: Looked = lists.try_out(self.sent, self.kind, mapping, sheet)
        except Refused as error:
            return {"unclear": str(error)}
        return {
            "items": len(found.items),
            "faults": found.faults[:FAULTS_SHOWN],
            "fault_count": len(found.faults),
            "notes": found.notes[:NOTES_SHOWN],
            "more_notes": len(found.notes[NOTES_SHOWN:]),
        }

    def begin_anew(self) -> None:
        """A kind of list remembers the rows that it has seen: the preview's must not count."""
        answers, self.kind = self.kind.answers, self.list_kind(self.sent.choices)
        self.kind.answers = answers

    def take(self, mapping: dict[str, str], sheet: str) -> HttpResponse:
        self.begin_anew()
        words, url = lists.take(
            self.sent,
            self.kind,
            mapping,
            write=lambda items: self.write(self.sent, items),
            sheet=sheet,
            by=self.request.user,
            at=self.request.at,
        )
        messages.success(self.request, words)
        return redirect(url)


class ListFaults(SentListScreen):
    """The faulty rows as a sheet, each with its reason, under the mapping of the form."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        sheet = request.POST.get("sheet", "")
        try:
            with lists.open_list(self.sent, self.kind, sheet) as table:
                form = ListForm(request.POST, kind=self.kind, headers=table.headers)
                headers = table.headers
            mapping = form.mapping() if form.is_valid() else {}
            self.kind.answers = form.answers() if form.is_valid() else {}
            found = lists.try_out(self.sent, self.kind, mapping, sheet)
        except Refused as error:
            messages.error(request, str(error))
            return redirect(self.list_url("check", self.sent.pk))
        file = fault_file(headers, found.faults, title="有误的行")
        name = f"{self.sent.filename.rpartition('.')[0]}-有误的行.xlsx"
        return attachment(FileResponse(file, content_type=XLSX), name)


class ListTemplate(ListScreen):
    """The empty sheet of a kind of list."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> FileResponse:
        kind = self.list_kind({})
        response = FileResponse(kind.template(), content_type=XLSX)
        return attachment(response, f"{kind.title}模板.xlsx")
