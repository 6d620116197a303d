"""一键催办: asks once, says how many, then urges all of a list's departments."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import urging
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.referrals.forms import NoteForm
from suggestions.desk.referrals.lists import TABS
from suggestions.models import Department, Referral
from suggestions.models.referrals import ReferralQuerySet
from suggestions.models.scope import decided
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest, allowed

WORDS = {
    "sign": "请尽快签收，不归本单位办理的请在异议期限内提出。",
    "soon": "答复期限快到了，请按期提交答复；确实来不及的请先申请延期。",
    "late": "已经超过答复期限，请马上提交答复，并说明没有按期的原因。",
}


class RemindAll(DeskMixin, WagtailAdminTemplateMixin, View):
    permission = rights.LOOK
    for_areas = True
    template_name = "suggestions/desk/remind.html"
    page_title = "一键催办"
    header_icon = "bell"
    http_method_names = ["get", "post", "head"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not (allowed(request.user, rights.SUPERVISE) or allowed(request.user, rights.REFER)):
            raise PermissionDenied

    @property
    def tab(self) -> str:
        asked = self.request.GET.get("tab", "")
        return asked if asked in WORDS else "late"

    @cached_property
    def department(self) -> Department | None:
        asked = self.request.GET.get("department", "")
        known = asked.isdecimal() and len(asked) < 18
        return Department.objects.filter(pk=asked).first() if known else None

    def rows(self) -> ReferralQuerySet:
        mine = decided(Referral.objects.all(), self.request.user)
        found = TABS[self.tab][1](mine, self.request.at)
        return found.filter(department=self.department) if self.department else found

    def address(self, name: str) -> str:
        """Of these referrals: this page, or their list."""
        of = f"&department={self.department.pk}" if self.department else ""
        return f"{reverse(f'desk_referrals:{name}')}?tab={self.tab}{of}"

    def get(self, request: DeskRequest) -> HttpResponse:
        return self.show(NoteForm(subject=None, at=request.at, initial={"note": WORDS[self.tab]}))

    def post(self, request: DeskRequest) -> HttpResponse:
        form = NoteForm(request.POST, subject=None, at=request.at)
        if not form.is_valid():
            return self.show(form, form.first_error(), UNPROCESSABLE)
        try:
            urged, heard = urging.remind_all(
                self.rows(), note=form.cleaned_data["note"], by=request.user, at=request.at
            )
        except Refused as error:
            return self.show(form, str(error), UNPROCESSABLE)
        left = f"另有 {heard} 件一天内刚催过，没有再催。" if heard else ""
        tell = messages.success if urged else messages.warning
        tell(request, f"已催办 {urged} 件。{left}" if urged else left or "没有要催办的。")
        return redirect(self.address("index"))

    def show(self, form: NoteForm, refused: str = "", status: int = 200) -> HttpResponse:
        lines = self.rows().order_by("department__name").values_list("department__name")
        counted = list(lines.annotate(number=Count("pk")))
        context = self.get_context_data(
            form=form,
            refused=refused,
            label=TABS[self.tab][0],
            lines=counted,
            total=sum(number for _, number in counted),
            here=self.address("remind"),
        )
        return self.render_to_response(context, status=status)
