"""请假与代班: one's own leave, an administrator's entry for somebody, and the switch itself."""

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from suggestions.actions import standing_in
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import Event, Leave, User
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest, allowed

NAME = "请假与代班"
SHOWN = 100
DAY = {"required": "请选择日期。", "invalid": "日期写成 2026-09-16 这样。"}
PERSON = {"required": "请选择同事。", "invalid_choice": "请从名单里选一位同事。"}


class LeaveForm(forms.Form):
    """Who keeps the accounts also says whose leave it is."""

    first_day = forms.DateField(label="从", widget=AdminDateInput, error_messages=DAY)
    last_day = forms.DateField(label="到", widget=AdminDateInput, error_messages=DAY)
    substitute = forms.ModelChoiceField(
        User.objects.none(), label="代办人", empty_label="请选择", error_messages=PERSON
    )

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(is_active=True).order_by("last_name", "first_name", "pk")
        substitutes = staff
        if allowed(reader, rights.INVITE):
            self.fields["user"] = forms.ModelChoiceField(
                staff, label="谁请假", initial=reader.pk, error_messages=PERSON
            )
            self.order_fields(["user"])
        else:
            substitutes = staff.filter(department=reader.department_id).exclude(pk=reader.pk)
        cast(forms.ModelChoiceField, self.fields["substitute"]).queryset = substitutes


def seen_by(user: User) -> QuerySet[Leave]:
    """One's own and those one stands in for; all, for who keeps the accounts or supervises."""
    rows = Leave.objects.select_related("user", "substitute", "entered_by", "ended_by")
    if allowed(user, rights.INVITE) or allowed(user, rights.SUPERVISE):
        return rows
    return rows.filter(Q(user=user) | Q(substitute=user))


class Oneself(DeskMixin):
    """One's own affairs: while standing in for somebody as well."""

    permission = rights.STAFF
    for_areas = True
    as_oneself = True


class Leaves(Oneself, WagtailAdminTemplateMixin, View):
    page_title = NAME
    header_icon = "calendar-alt"
    template_name = "suggestions/desk/leaves.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": NAME}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(LeaveForm(reader=self.request.user))

    def post(self, request: DeskRequest) -> HttpResponse:
        form = LeaveForm(request.POST, reader=request.user)
        if not form.is_valid():
            return self.show(form, UNPROCESSABLE)
        data = {"user": request.user, **form.cleaned_data}
        try:
            leave = standing_in.take_leave(**data, by=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, UNPROCESSABLE)
        messages.success(
            request,
            f"已登记：{leave.user} {standing_in.days(leave)}请假，由 {leave.substitute} 代办。",
        )
        return redirect("desk_leaves:index")

    def show(self, form: LeaveForm, status: int = 200) -> HttpResponse:
        user, at = self.request.user, self.request.at
        done = Event.objects.filter(instead_of=user).select_related("topic", "suggestion")
        context = self.get_context_data(
            form=form,
            leaves=[(row, may_end(user, row, at)) for row in seen_by(user)[:SHOWN]],
            now=set(standing_in.leaves_of(user, at=at).values_list("pk", flat=True)),
            today=localdate(at),
            done=done.order_by("-at", "-pk")[:SHOWN],
            media=AdminDateInput().media,
        )
        return self.render_to_response(context, status=status)


def may_end(user: User, leave: Leave, at: Any) -> bool:
    """Whose leave it is, or who keeps the accounts; while there is something to end."""
    own = leave.user_id == user.pk or allowed(user, rights.INVITE)
    return own and leave.ended_at is None and leave.last_day >= localdate(at)


class EndLeave(Oneself, View):
    http_method_names = ["post"]

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        rows = Leave.objects.select_related("user")
        if not allowed(request.user, rights.INVITE):
            rows = rows.filter(user=request.user)
        leave = get_object_or_404(rows, pk=pk)
        try:
            standing_in.end_leave(leave, by=request.user, at=request.at)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{leave.user} 的请假已结束，代班也随之结束。")
        return redirect("desk_leaves:index")


class StandIn(Oneself, View):
    http_method_names = ["post"]

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        leave = get_object_or_404(Leave, pk=pk, substitute=request.user)
        try:
            absent = standing_in.begin(request.session, leave, by=request.user, at=request.at)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("desk_leaves:index")
        messages.success(request, f"您现在代 {absent} 办理。")
        return redirect("wagtailadmin_home")


class StepBack(Oneself, View):
    http_method_names = ["post"]

    def post(self, request: DeskRequest) -> HttpResponse:
        standing_in.stop(request.session)
        messages.success(request, "您现在办理的是自己的工作。")
        return redirect("wagtailadmin_home")
