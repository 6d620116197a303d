"""设置 → 区域边界: a GeoJSON file in, how many areas of each level have one, all out."""

from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from deliberation.actions import outlining
from deliberation.models import AreaOutline
from suggestions.actions.rules import Refused
from suggestions.models import Area
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest

KEEP = "deliberation.add_council"  # who founds councils


class OutlineForm(forms.Form):
    file = forms.FileField(
        label="边界文件",
        help_text="JSON 格式，每个区域一个面，属性里写“区域代码”。不超过 20 MB。",
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
        error_messages={
            "required": "请选择文件。",
            "empty": "这是一个空文件。",
            "missing": "请选择文件。",
        },
    )


class OutlinePage(DeskMixin, WagtailAdminTemplateMixin, View):
    permission = KEEP
    page_title = "区域边界"
    header_icon = "site"
    template_name = "deliberation/desk/outlines.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: DeskRequest) -> HttpResponse:
        return self.show(OutlineForm())

    def post(self, request: DeskRequest) -> HttpResponse:
        if level := request.POST.get("drop", ""):
            return self.drop(level)
        form = OutlineForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, UNPROCESSABLE)
        try:
            number = outlining.take_outlines(
                form.cleaned_data["file"], by=request.user, at=request.at
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return self.show(form, UNPROCESSABLE)
        messages.success(request, f"有 {number} 个区域的边界放好了。")
        return redirect(reverse("desk_outlines:index"))

    def drop(self, level: str) -> HttpResponse:
        try:
            number = outlining.drop_outlines(level=level)
        except Refused as refusal:
            return self.show(OutlineForm(), UNPROCESSABLE, str(refusal))
        messages.success(self.request, f"删除了 {number} 个区域的边界，地图改回方格。")
        return redirect(reverse("desk_outlines:index"))

    def show(self, form: OutlineForm, status: int = 200, refused: str = "") -> HttpResponse:
        there = dict(
            AreaOutline.objects.order_by().values_list("area__level").annotate(n=Count("pk"))
        )
        whole = dict(Area.objects.order_by().values_list("level").annotate(n=Count("pk")))
        levels = [
            {"key": key, "label": label, "there": there.get(key, 0), "all": whole.get(key, 0)}
            for key, label in Area.Level.choices
        ]
        context = self.get_context_data(form=form, levels=levels, refused=refused)
        return self.render_to_response(context, status=status)
