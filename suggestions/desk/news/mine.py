"""我的通知: what each member of staff wants to hear and how often."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import choosing
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import StaffNews
from suggestions.residents import fields
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest


class ChoiceForm(forms.Form):
    by_email = forms.ChoiceField(label="电子邮件", choices=StaffNews.Pace.choices)
    by_sms = forms.ChoiceField(label="短信", choices=StaffNews.Pace.choices)
    phone = fields.own_phone(help_text="只用来给您发工作短信，加密存放。")


class MyNews(DeskMixin, WagtailAdminTemplateMixin, View):
    """One's own page; nobody sees another's."""

    permission = rights.STAFF
    for_areas = True
    as_oneself = True
    page_title = "我的通知"
    header_icon = "info-circle"
    template_name = "suggestions/desk/my_news.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": "我的通知"}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def show(self, choice: ChoiceForm | None = None, refused: str = "") -> HttpResponse:
        user = self.request.user
        chosen = StaffNews.objects.filter(user=user).first() or StaffNews(user=user)
        names = ("by_email", "by_sms", "phone")
        context = self.get_context_data(
            choice=choice or ChoiceForm(initial={name: getattr(chosen, name) for name in names}),
            refused=refused,
        )
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)

    def post(self, request: DeskRequest) -> HttpResponse:
        choice = ChoiceForm(request.POST)
        if not choice.is_valid():
            return self.show(choice, "请检查填写的内容。")
        try:
            choosing.choose(request.user, **choice.cleaned_data)
        except Refused as refusal:
            return self.show(choice, str(refusal))
        messages.success(request, "通知方式改好了。")
        return redirect("desk_my_news:index")
