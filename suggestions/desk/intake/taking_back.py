"""撤回这次导入: what would go, or why it stays, on a page of its own; a second yes does it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from suggestions.actions import taking_back
from suggestions.actions.rules import Overtaken, Refused
from suggestions.desk.intake.importing import BatchScreen
from suggestions.staff.access import CONFLICT, UNPROCESSABLE, DeskRequest


class TakeBack(BatchScreen):
    """Who presses has read a number; where it has changed since, it is asked anew."""

    page_title = "撤回这次导入"
    template_name = "suggestions/desk/import_take_back.html"

    def get_page_title(self) -> str:
        return self.page_title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, last = super().get_breadcrumbs_items()
        batch = reverse("desk_import:batch", args=[self.batch.pk])
        return [*above, {"url": batch, "label": self.batch.filename}, last]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.ask()

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        number = taking_back.rows_of(self.batch).count()
        if request.POST.get("number") != str(number):
            return self.ask(UNPROCESSABLE)
        try:
            gone = taking_back.take_back(self.batch, by=request.user, at=request.at)
        except Overtaken as error:
            return self.ask(CONFLICT, str(error))
        except Refused as error:
            return self.ask(UNPROCESSABLE, str(error))
        messages.success(
            request, f"已撤回，{gone:,} 条建议和上传的文件都删除了。改好的文件可以重新上传。"
        )
        return redirect("desk_import:batch", pk)

    def ask(self, status: int = 200, refused: str = "") -> HttpResponse:
        self.batch.refresh_from_db(fields=["status"])
        return self.page(
            status,
            refused=refused or taking_back.why_not(self.batch),
            number=taking_back.rows_of(self.batch).count(),
        )
