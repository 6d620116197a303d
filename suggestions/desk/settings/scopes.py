"""负责区域: who answers for which areas, asked for by one administrator, confirmed by another.

Supervisors read it: it decides who sees whose letters.
"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import scoping
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.intake.entry_form import AreaField
from suggestions.desk.settings.two_persons import decisions
from suggestions.models import Area, ScopeChange, User
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest, allowed
from suggestions.staff.verbs import RecordPage

NAME = "负责区域"
SHOWN, AT_MOST = 100, 50
READERS = (rights.INVITE, rights.SUPERVISE)


class AreasField(forms.CharField):
    """Places by their names, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> list[Area]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > AT_MOST:
            raise forms.ValidationError(f"最多写 {AT_MOST} 个区域；再多请写上一级的名称。")
        one = AreaField(label="", limit=160)
        found = {area.pk: area for line in lines if (area := one.clean(line))}
        return list(found.values())


class ScopeForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.none(),
        label="账号",
        empty_label="请选择",
        error_messages={"required": "请选择账号。", "invalid_choice": "请选择账号。"},
    )
    areas = AreasField(
        label=NAME,
        required=False,
        max_length=4000,
        help_text="每行一个，写区或街镇的名称；下级一并包括。留空表示全市。",
    )
    reason = forms.CharField(
        label="理由", max_length=200, error_messages={"required": "请填写理由。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = User.objects.filter(is_active=True, is_superuser=False, department=None)
        self.fields["user"].queryset = rows.order_by("username")  # type: ignore[attr-defined]


class ReadersOnly(DeskMixin):
    """For administrators and, to look, for supervisors."""

    permission = rights.STAFF

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not any(allowed(request.user, permission) for permission in READERS):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


class Scopes(ReadersOnly, WagtailAdminTemplateMixin, View):
    """Who has which areas now, what was changed, and a form for the next change."""

    page_title = NAME
    header_icon = "site"
    template_name = "suggestions/desk/scopes.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": NAME}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(ScopeForm())

    def post(self, request: DeskRequest) -> HttpResponse:
        if not allowed(request.user, rights.INVITE):
            raise PermissionDenied
        form = ScopeForm(request.POST)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        try:
            change = scoping.propose(**form.cleaned_data, by=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, UNPROCESSABLE)
        waits = change.status == ScopeChange.Status.PROPOSED
        then = "请另一位管理员确认后生效。" if waits else "已经生效。"
        messages.success(request, f"{change}。{then}")
        return redirect("desk_scopes:index")

    def page(self, form: ScopeForm, status: int = 200) -> HttpResponse:
        changes = ScopeChange.objects.select_related("user", "proposed_by", "decided_by")
        bound = User.objects.filter(scope__isnull=False).prefetch_related("scope__areas")
        context = self.get_context_data(
            form=form,
            changes=changes.prefetch_related("areas")[:SHOWN],
            bound=bound.order_by("username"),
            may_propose=allowed(self.request.user, rights.INVITE),
        )
        return self.render_to_response(context, status=status)


VERBS = decisions(
    scoping.confirm,
    scoping.refuse,
    hint="确认后马上生效：这个账号只看得到、只能办理这些区域的建议。",
)


class ScopePage(ReadersOnly, RecordPage):
    """One change: whose, from what to what, who asked and why."""

    permission = rights.STAFF
    model = ScopeChange
    rights = rights.RIGHTS
    template_name = "suggestions/desk/scope.html"
    header_icon = "site"
    verbs = VERBS

    def get_records(self) -> QuerySet[ScopeChange]:
        rows = ScopeChange.objects.select_related("user", "proposed_by", "decided_by")
        return rows.prefetch_related("areas")

    def get_url(self, verb: str = "") -> str:
        args = [self.object.pk, verb] if verb else [self.object.pk]
        return reverse(f"desk_scopes:{'verb' if verb else 'page'}", args=args)

    def get_page_title(self) -> str:
        return f"{NAME}：{self.object.user}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_scopes:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object.user)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(second=scoping.needs_second(self.object.user), **kwargs)
