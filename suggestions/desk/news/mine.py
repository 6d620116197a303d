"""我的通知: what each member of staff wants to hear and how often; leave and who stands in."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from suggestions.actions import choosing
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import Leave, StaffNews, User
from suggestions.residents import fields
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest


class ChoiceForm(forms.Form):
    by_email = forms.ChoiceField(label="电子邮件", choices=StaffNews.Pace.choices)
    by_sms = forms.ChoiceField(label="短信", choices=StaffNews.Pace.choices)
    phone = fields.own_phone(help_text="只用来给您发工作短信，加密存放。")


class LeaveForm(forms.Form):
    first_day = forms.DateField(label="从", widget=AdminDateInput)
    last_day = forms.DateField(label="到", widget=AdminDateInput)
    substitute = forms.ModelChoiceField(User.objects.none(), label="代办人")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = User.objects.filter(department=user.department_id, is_active=True)
        field = cast(forms.ModelChoiceField, self.fields["substitute"])
        field.queryset = rows.exclude(pk=user.pk).order_by("last_name", "first_name", "pk")


class MyNews(DeskMixin, WagtailAdminTemplateMixin, View):
    """One's own page; nobody sees another's."""

    permission = rights.STAFF
    for_areas = True
    page_title = "我的通知"
    header_icon = "info-circle"
    template_name = "suggestions/desk/my_news.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": "我的通知"}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def show(
        self,
        choice: ChoiceForm | None = None,
        leave: LeaveForm | None = None,
        refused: str = "",
    ) -> HttpResponse:
        user = self.request.user
        chosen = StaffNews.objects.filter(user=user).first() or StaffNews(user=user)
        names = ("by_email", "by_sms", "phone")
        context = self.get_context_data(
            choice=choice or ChoiceForm(initial={name: getattr(chosen, name) for name in names}),
            leave=leave or LeaveForm(user=user),
            leaves=Leave.objects.filter(user=user).select_related("substitute"),
            standing_in=Leave.objects.filter(
                substitute=user, last_day__gte=localdate(self.request.at)
            ).select_related("user"),
            refused=refused,
            media=AdminDateInput().media,
        )
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)

    def post(self, request: DeskRequest) -> HttpResponse:
        pressed = request.POST.get("do", "")
        if pressed == "back":
            return self.back(request)
        choice = ChoiceForm(request.POST) if pressed != "leave" else None
        leave = LeaveForm(request.POST, user=request.user) if pressed == "leave" else None
        if not all(form.is_valid() for form in (choice, leave) if form):
            return self.show(choice, leave, "请检查填写的内容。")
        try:
            if choice:
                choosing.choose(request.user, **choice.cleaned_data)
            elif leave:
                choosing.take_leave(request.user, at=request.at, **leave.cleaned_data)
        except Refused as refusal:
            return self.show(choice, leave, str(refusal))
        messages.success(request, "通知方式改好了。" if choice else "已登记请假。")
        return redirect("desk_my_news:index")

    def back(self, request: DeskRequest) -> HttpResponse:
        asked = request.POST.get("leave", "")
        rows = Leave.objects.filter(user=request.user)
        if leave := rows.filter(pk=asked).first() if asked.isdecimal() else None:
            choosing.end_leave(leave)
            messages.success(request, "请假取消了。")
        return redirect("desk_my_news:index")
