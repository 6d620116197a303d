"""Looking a suggestion up at the desk by its receipt code or by somebody's phone number.

A phone number and a code never stand in an address, where logs and neighbours would read them:
they are posted.
"""

import datetime as dt
import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import screening
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import Contact, Suggestion, User
from suggestions.models.scope import narrowed
from suggestions.residents import receipts
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest, allowed

PHONE = re.compile(r"\+?\d[\d\s-]{5,19}")
FOUND = 100
WHY = "按手机号查找"


def by_phone(typed: str, *, by: User, at: dt.datetime) -> list[Suggestion]:
    """Whose contact has this number; each look stands on record, as looking at the contact does."""
    number = re.sub(r"[\s-]", "", typed).removeprefix("+86")
    own = narrowed(Contact.objects.filter(phone_key=receipts.person_key(number)), by)
    found = list(own.select_related("suggestion").order_by("-suggestion__submitted_at")[:FOUND])
    for contact in found:
        screening.reveal(contact, by=by, reason=WHY, at=at)
    return [contact.suggestion for contact in found]


class Find(DeskMixin, WagtailAdminTemplateMixin, View):
    """按查询码或手机号查找."""

    permission = rights.LOOK
    for_areas = True
    page_title = "按查询码或手机号查找"
    header_icon = "search"
    template_name = "suggestions/desk/find.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_suggestions:index"), "label": "建议"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def get(self, request: DeskRequest) -> HttpResponse:
        return self.page()

    def post(self, request: DeskRequest) -> HttpResponse:
        typed = request.POST.get("what", "").strip()[:60]
        try:
            found = self.find(typed)
        except Refused as error:
            return self.page(UNPROCESSABLE, refused=str(error))
        if len(found) == 1:
            return redirect("desk_suggestions:page", found[0].pk)
        messages.success(request, f"找到 {len(found)} 条建议。")
        return self.page(found=found)

    def find(self, typed: str) -> list[Suggestion]:
        if code := receipts.normal(typed):
            coded = Suggestion.objects.filter(receipt_hash=receipts.digest(code))
            found = list(narrowed(coded, self.request.user))
            if found:
                return found
        if PHONE.fullmatch(typed):
            if not allowed(self.request.user, rights.REVEAL):
                raise Refused("按手机号查找要有“查看联系方式”的权限，请找有权限的同事。")
            if found := by_phone(typed, by=self.request.user, at=self.request.at):
                return found
            raise Refused("没有留这个号码的建议。联系方式过了保存期限会删除。")
        raise Refused("没有这个查询码。请对着回执再看一遍，或者填写手机号。")

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        may = allowed(self.request.user, rights.REVEAL)
        response = self.render_to_response(
            self.get_context_data(may_reveal=may, **context), status=status
        )
        response["Cache-Control"] = "no-store"
        return response
