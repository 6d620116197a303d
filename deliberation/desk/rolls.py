"""名册 at the desk: import a sheet, look at it twice, throw a wrong one away."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from deliberation import actions
from deliberation.actions import FaultyRoll
from deliberation.desk.access import RUN, CouncilRecord, CouncilScreen, way_to
from deliberation.models import Roll
from deliberation.roll_check import remarks
from deliberation.roll_sheet import template
from suggestions.actions import Refused
from suggestions.desk.access import UNPROCESSABLE, DeskVerb
from suggestions.desk.exporting import XLSX, attachment

FILE_LIMIT = 20 * 1024 * 1024
PAGE, FAULTS_SHOWN = 50, 200
KINDS = [(kind.value, kind.label) for kind in Roll.Kind if kind != Roll.Kind.SEATS]


def roll_url(roll: Roll, verb: str = "") -> str:
    name = "roll_verb" if verb else "roll"
    return reverse(
        f"deliberation_desk:{name}", args=[roll.council_id, roll.pk, *([verb] if verb else [])]
    )


class RollForm(forms.Form):
    kind = forms.ChoiceField(
        label="名册种类",
        choices=KINDS,
        error_messages={"required": "请选择名册种类。", "invalid_choice": "请选择名册种类。"},
    )
    name = forms.CharField(
        label="名称",
        max_length=60,
        help_text="例如“2026年幸福小区业主名册”。",
        error_messages={"required": "请填写名称。"},
    )
    file = forms.FileField(
        label="文件",
        help_text="Excel（.xlsx）或 CSV，照模板的表头填写，不超过 20 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "请选择文件。",
            "empty": "这是一个空文件。",
            "missing": "请选择文件。",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > FILE_LIMIT:
            raise forms.ValidationError("文件超过 20 MB，请核对是不是选错了。")
        return file


class RollIndex(CouncilScreen):
    """The rolls of a council, the latest first, with the sheets to fill in."""

    page_title = "名册"
    header_icon = "list-ul"
    template_name = "deliberation/desk/rolls.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, council: int) -> HttpResponse:
        rows = self.council.rolls.select_related("imported_by", "checked_by")
        rows = rows.annotate(used=Count("motions")).order_by("-imported_at", "-pk")
        page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
        return self.render_to_response(self.get_context_data(rolls=page, kinds=KINDS))


class RollTemplate(CouncilScreen):
    """The empty sheet of a kind of roll."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, council: int, kind: str) -> HttpResponse:
        if kind not in dict(KINDS):
            raise Http404
        response = FileResponse(template(kind), content_type=XLSX)
        return attachment(response, f"{Roll.Kind(kind).label}名册模板.xlsx")


class RollUpload(CouncilScreen):
    """Upload a sheet; its faults are told row by row and nothing is written."""

    page_title = "导入名册"
    header_icon = "upload"
    template_name = "deliberation/desk/roll_upload.html"
    http_method_names = ["get", "post", "head"]

    def way(self) -> list[dict[str, Any]]:
        return [*way_to(self.council), rolls_step(self.council)]

    def get(self, request: HttpRequest, council: int) -> HttpResponse:
        return self.page(RollForm())

    def post(self, request: HttpRequest, council: int) -> HttpResponse:
        form = RollForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        try:
            roll = actions.import_roll(
                self.council, **form.cleaned_data, by=request.user, at=request.at
            )
        except FaultyRoll as error:
            form.add_error("file", str(error))
            return self.page(form, UNPROCESSABLE, faults=error.faults)
        except Refused as error:
            form.add_error("file", str(error))
            return self.page(form, UNPROCESSABLE)
        messages.success(request, f"已导入 {roll.people} 人。请另一位工作人员核对。")
        return redirect(roll_url(roll))

    def page(self, form: RollForm, status: int = 200, faults: list | None = None) -> HttpResponse:
        faults = faults or []
        context = self.get_context_data(
            form=form, faults=faults[:FAULTS_SHOWN], unshown=len(faults[FAULTS_SHOWN:])
        )
        return self.render_to_response(context, status=status)


def rolls_step(council: Any) -> dict[str, str]:
    return {"url": reverse("deliberation_desk:rolls", args=[council.pk]), "label": "名册"}


def _check(roll: Roll, data: dict, **who: Any) -> str:
    actions.check_roll(roll, **who)
    return "名册已核对，可以用来表决。第一次表决开始时锁定。"


def _uncheck(roll: Roll, data: dict, **who: Any) -> str:
    actions.uncheck_roll(roll, **who)
    return "名册已退回，重新核对以前不能用来表决。"


def _discard(roll: Roll, data: dict, **who: Any) -> str:
    actions.discard_roll(roll, **who)
    return f"名册“{roll.name}”已删除。"


class RollPage(CouncilRecord):
    """A roll for the second look: totals, doubts, every row."""

    model = Roll
    header_icon = "list-ul"
    template_name = "deliberation/desk/roll.html"
    verbs = (
        DeskVerb(
            "check",
            "核对无误",
            RUN,
            _check,
            offered=lambda roll: roll.status == Roll.Status.DRAFT,
            style="",
            hint="请逐项看过合计和存疑的行。导入的人不能自己核对自己。",
        ),
        DeskVerb(
            "uncheck",
            "退回",
            RUN,
            _uncheck,
            offered=lambda roll: roll.status == Roll.Status.CHECKED,
            hint="发现有误时退回；改正要重新导入整份表。",
        ),
        DeskVerb(
            "discard",
            "删除",
            RUN,
            _discard,
            offered=lambda roll: roll.status != Roll.Status.FROZEN,
            hint="没有表决用过的名册可以删除，删除会记入议事记录。",
        ),
    )

    def get_records(self) -> QuerySet[Roll]:
        return self.council.rolls.select_related("imported_by", "checked_by")

    def get_url(self, verb: str = "") -> str:
        return roll_url(self.object, verb)

    def get_success_url(self, verb: DeskVerb) -> str:
        return rolls_step(self.council)["url"] if verb.name == "discard" else self.get_url()

    def get_page_title(self) -> str:
        return self.object.name

    def way(self) -> list[dict[str, Any]]:
        return [*way_to(self.council), rolls_step(self.council)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roll = self.object
        entries = roll.entries.select_related("party").prefetch_related("units")
        page = Paginator(entries, PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            remarks=remarks(roll),
            entries=page,
            is_owners=roll.kind == Roll.Kind.OWNERS,
            motions=roll.motions.select_related("item__meeting"),
            **kwargs,
        )
