"""登录要求: of which roles the second step is asked."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import second_factor
from suggestions.desk import rights
from suggestions.models import User
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest

NAME = "登录要求"


class RulesForm(forms.Form):
    asked = forms.ModelMultipleChoiceField(
        Group.objects.order_by("pk"),
        label="这些角色登录要两步验证",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "有一个角色已经不在了，请刷新页面再选。"},
    )


class LoginRules(DeskMixin, WagtailAdminTemplateMixin, View):
    permission = rights.INVITE
    page_title = NAME
    header_icon = "lock"
    template_name = "suggestions/desk/login_rules.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": NAME}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(RulesForm(initial={"asked": second_factor.groups_asked()}))

    def post(self, request: DeskRequest) -> HttpResponse:
        form = RulesForm(request.POST)
        if not form.is_valid():
            return self.show(form, UNPROCESSABLE)
        second_factor.rule_all(form.cleaned_data["asked"], by=request.user, at=request.at)
        messages.success(request, "登录要求改好了，下一次打开页面就按它问。")
        return redirect("desk_login_rules:index")

    def show(self, form: RulesForm, status: int = 200) -> HttpResponse:
        without = User.objects.filter(
            groups__in=second_factor.groups_asked(), is_active=True, second_factor=None
        )
        context = self.get_context_data(form=form, without=without.distinct().order_by("username"))
        return self.render_to_response(context, status=status)
