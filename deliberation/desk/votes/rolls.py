"""名册 at the desk: import a sheet, look at it twice, throw a wrong one away."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse

from deliberation.actions import rolls
from deliberation.desk.access import CouncilRecord, CouncilScreen, way_to
from deliberation.models import Roll
from deliberation.voting.roll_check import remarks
from deliberation.voting.roll_sheet import RollList, roll_list, template
from suggestions.models import ListFile
from suggestions.staff.downloads import XLSX, attachment
from suggestions.staff.lists import (
    ListCheck,
    ListFaults,
    ListScreen,
    ListUpload,
    ListUploadForm,
)
from suggestions.staff.verbs import DeskVerb

PAGE = 50
KINDS = [(kind.value, kind.label) for kind in Roll.Kind if kind != Roll.Kind.SEATS]


def roll_url(roll: Roll, verb: str = "") -> str:
    name = "verb" if verb else "page"
    return reverse(f"desk_rolls:{name}", args=[roll.council_id, roll.pk, *([verb] if verb else [])])


class RollForm(ListUploadForm):
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
    field_order = ["kind", "name", "file"]


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

    def get(self, request: HttpRequest, council: int, kind: str) -> FileResponse:
        if kind not in dict(KINDS):
            raise Http404
        response = FileResponse(template(kind), content_type=XLSX)
        return attachment(response, f"{Roll.Kind(kind).label}名册模板.xlsx")


class RollListMixin(CouncilScreen, ListScreen):
    """A page of a list on its way to being a roll of this council."""

    header_icon = "upload"

    def way(self) -> list[dict[str, Any]]:
        return [*way_to(self.council), rolls_step(self.council)]

    def about(self) -> int:
        return self.council.pk

    def list_kind(self, choices: dict[str, Any]) -> RollList:
        kind = choices.get("kind", Roll.Kind.OWNERS)
        if kind not in dict(KINDS):
            raise Http404
        return roll_list(kind)

    def list_url(self, name: str, *args: Any) -> str:
        name = "index" if name == "back" else name
        return reverse(f"desk_rolls:{name}", args=[self.council.pk, *args])

    def write(self, sent: ListFile, items: list[Any]) -> tuple[str, str]:
        roll = rolls.found_roll(
            self.council,
            kind=sent.choices["kind"],
            name=sent.choices["name"],
            heads=items,
            by=self.request.user,
            at=self.request.at,
        )
        return f"已导入 {roll.people} 人。请另一位工作人员核对。", roll_url(roll)


class RollUpload(RollListMixin, ListUpload):
    """Upload a sheet; its columns are looked at on the next page."""

    def get_page_title(self) -> str:
        return "导入名册"

    def make_form(self, data: Any = None, files: Any = None) -> RollForm:
        return RollForm(data, files)

    def templates(self) -> list[tuple[str, str]]:
        return [
            (self.list_url("template", kind), f"{label}名册模板（Excel）") for kind, label in KINDS
        ]


class RollCheck(RollListMixin, ListCheck):
    """Which column is what; faults are told row by row and nothing is written."""


class RollFaults(RollListMixin, ListFaults):
    """The faulty rows, to be mended and sent again."""


def rolls_step(council: Any) -> dict[str, str]:
    return {"url": reverse("desk_rolls:index", args=[council.pk]), "label": "名册"}


class RollPage(CouncilRecord):
    """A roll for the second look: totals, doubts, every row."""

    model = Roll
    header_icon = "list-ul"
    template_name = "deliberation/desk/roll.html"
    verbs = (
        DeskVerb(
            "check",
            "核对无误",
            calls=rolls.check_roll,
            told="名册已核对，可以用来表决。第一次表决开始时锁定。",
            offered=lambda roll: roll.status == Roll.Status.DRAFT,
            style="",
            hint="请逐项看过合计和存疑的行。导入的人不能自己核对自己。",
        ),
        DeskVerb(
            "uncheck",
            "退回",
            calls=rolls.uncheck_roll,
            told="名册已退回，重新核对以前不能用来表决。",
            offered=lambda roll: roll.status == Roll.Status.CHECKED,
            hint="发现有误时退回；改正要重新导入整份表。",
        ),
        DeskVerb(
            "discard",
            "删除",
            calls=rolls.discard_roll,
            told="名册“{subject.name}”已删除。",
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
