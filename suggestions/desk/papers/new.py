"""拟报告: 月报, 季报 and 征集结果报告, from the figures as they stand."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import reporting
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import CampaignPage, PaperKind
from suggestions.papers.reports import span
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.listing import campaigns


class PeriodForm(forms.Form):
    """Which month, or which quarter: those whose figures are there."""

    period = forms.ChoiceField(label="时段")

    def __init__(self, *args: Any, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = localdate(at)
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (f"{kind}:{first.isoformat()}", f"{PaperKind(kind).label} {span(kind, first)}")
            for kind in (PaperKind.MONTHLY, PaperKind.QUARTERLY)
            for first in reporting.periods(kind, today)
        ]

    def asked(self) -> tuple[str, dt.date]:
        kind, _, first = self.cleaned_data["period"].partition(":")
        return kind, dt.date.fromisoformat(first)


class ResultForm(forms.Form):
    campaign = forms.ModelChoiceField(
        CampaignPage.objects.none(),
        label="专项征集",
        empty_label="请选择",
        error_messages={"required": "请选择专项征集。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = campaigns()  # type: ignore[attr-defined]


class NewReport(DeskMixin, WagtailAdminTemplateMixin, View):
    """Two forms side by side; each draws up a draft and leads to it."""

    permission = rights.PAPER
    page_title = "拟报告"
    header_icon = "plus"
    template_name = "suggestions/desk/paper_new.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_papers:index"), "label": "公文"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def get(self, request: DeskRequest) -> HttpResponse:
        asked = request.GET.get("campaign", "")
        initial = {"campaign": asked} if asked.isdecimal() else {}
        return self.page(PeriodForm(at=request.at), ResultForm(initial=initial))

    def post(self, request: DeskRequest) -> HttpResponse:
        period, result = PeriodForm(at=request.at), ResultForm()
        by, at = request.user, request.at
        try:
            if request.POST.get("do") == "result":
                result = ResultForm(request.POST)
                if not result.is_valid():
                    return self.page(period, result, "请选择专项征集。")
                paper = reporting.draw_for_campaign(result.cleaned_data["campaign"], by=by, at=at)
            else:
                period = PeriodForm(request.POST, at=request.at)
                if not period.is_valid():
                    return self.page(period, result, "请选择时段。")
                kind, first = period.asked()
                paper = reporting.draw_for_period(kind, first, by=by, at=at)
        except Refused as refusal:
            return self.page(period, result, str(refusal))
        messages.success(request, f"{paper.get_kind_display()}已按现在的数字拟好，请核对。")
        return redirect("desk_papers:page", paper.pk)

    def page(self, period: PeriodForm, result: ResultForm, refused: str = "") -> HttpResponse:
        context = self.get_context_data(period=period, result=result, refused=refused)
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)
