"""接口密钥: which department's system may talk to this site; each secret is shown once."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import system_keys
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import Department, SystemKey
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.verbs import DeskVerb, RecordPage

NAME = "接口密钥"


class KeyForm(forms.Form):
    department = forms.ModelChoiceField(
        Department.objects.filter(active=True),
        label="承办单位",
        empty_label="请选择",
        error_messages={"required": "请选择承办单位。", "invalid_choice": "请选择承办单位。"},
    )
    label = forms.CharField(
        label="哪个系统",
        max_length=60,
        help_text="比如：住建委办件系统。",
        error_messages={"required": "请写明是哪个系统。"},
    )


class Keys(DeskMixin, WagtailAdminTemplateMixin, View):
    """The keys there are, and a form for a new one."""

    permission = rights.KEYS
    page_title = NAME
    header_icon = "key"
    template_name = "suggestions/desk/keys.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": NAME}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(KeyForm())

    def page(self, form: KeyForm, status: int = 200, **shown: Any) -> HttpResponse:
        keys = SystemKey.objects.select_related("department", "made_by")
        context = self.get_context_data(form=form, keys=keys, **shown)
        response = self.render_to_response(context, status=status)
        response["Cache-Control"] = "no-store"
        return response

    def post(self, request: DeskRequest) -> HttpResponse:
        form = KeyForm(request.POST)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        try:
            key, secret = system_keys.issue(**form.cleaned_data, by=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, UNPROCESSABLE)
        return self.page(KeyForm(), made=key, secret=secret)


VERBS = (
    DeskVerb(
        "revoke",
        "作废",
        calls=system_keys.revoke,
        told="密钥已作废，用它签名的请求不再接受。",
        offered=lambda key: key.revoked_at is None,
        hint="作废后不能恢复；对方要继续用，请发一个新的密钥。",
    ),
)


class KeyPage(RecordPage):
    """One key: whose, since when, last used, and taking it back."""

    permission = rights.KEYS
    model = SystemKey
    rights = rights.RIGHTS
    template_name = "suggestions/desk/key.html"
    header_icon = "key"
    verbs = VERBS

    def get_records(self) -> QuerySet[SystemKey]:
        return SystemKey.objects.select_related("department", "made_by")

    def get_url(self, verb: str = "") -> str:
        args = [self.object.pk, verb] if verb else [self.object.pk]
        return reverse(f"desk_keys:{'verb' if verb else 'page'}", args=args)

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_keys:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object)}]
