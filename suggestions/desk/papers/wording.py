"""公文用语: first and last sentences of each kind, with a look at what comes out before saving."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import paper_wording
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import PaperKind, PaperWording
from suggestions.papers import wording
from suggestions.papers.kinds import SHAPES
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.forms import text_area

# What the braces hold in a sample.
SAMPLE = {
    "问题": "充电桩不够",
    "单位": "市绿化和市容管理局",
    "原单位": "市房屋管理局",
    "征集": "小区电动车充电难",
    "条数": "12",
    "人数": "9",
    "转办日期": "2026年9月16日",
    "签收期限": "2026年9月21日",
    "异议期限": "2026年9月23日",
    "答复期限": "2026年10月16日",
    "延至": "2026年11月6日",
    "催办次数": "1",
    "超期天数": "3",
    "时段": "2026年9月",
    "开始日期": "2026年8月1日",
    "截止日期": "2026年9月30日",
    "今天": "2026年10月19日",
}


class SentencesForm(forms.Form):
    opening = text_area("开头", limit=paper_wording.LIMIT)
    closing = text_area("结尾", limit=paper_wording.LIMIT, required=False)


class SentencesIndex(DeskMixin, WagtailAdminTemplateMixin, View):
    """All kinds, with the sentences in force."""

    permission = rights.PAPER
    page_title = "公文用语"
    header_icon = "openquote"
    template_name = "suggestions/desk/paper_sentences.html"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        own = set(PaperWording.objects.values_list("kind", flat=True))
        rows = [(kind, wording.of(shape), kind in own) for kind, shape in SHAPES.items()]
        return self.render_to_response(self.get_context_data(rows=rows))


class SentencesPage(DeskMixin, WagtailAdminTemplateMixin, View):
    """One kind: its sentences, the braces that may stand in them, and a sample."""

    permission = rights.PAPER
    header_icon = "openquote"
    template_name = "suggestions/desk/paper_wording.html"
    http_method_names = ["get", "post", "head"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] not in PaperKind.values:
            raise Http404
        self.shape = SHAPES[PaperKind(kwargs["kind"])]

    def get_page_title(self) -> str:
        return self.shape.kind.label

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_paper_wording:index"), "label": "公文用语"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.shape.kind.label}]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = wording.of(self.shape)
        return self.show(SentencesForm(initial=vars(found)), found)

    def show(
        self, form: SentencesForm, found: wording.Sentences | None, refused: str = ""
    ) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            refused=refused,
            sample=found.filled(SAMPLE) if found else None,
            braces=[(f"{{{name}}}", SAMPLE[name]) for name in self.shape.braces],
            own=PaperWording.objects.filter(kind=self.shape.kind).select_related("by").first(),
        )
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)

    def post(self, request: DeskRequest, **kwargs: Any) -> HttpResponse:
        address = redirect("desk_paper_wording:page", self.shape.kind.value)
        if request.POST.get("do") == "reset":
            paper_wording.reset(self.shape)
            messages.success(request, "已改回系统自带的文字。")
            return address
        form = SentencesForm(request.POST)
        if not form.is_valid():
            return self.show(form, None, f"请填写开头；每段不超过 {paper_wording.LIMIT} 字。")
        try:
            if request.POST.get("do") == "look":
                return self.show(form, paper_wording.checked(self.shape, **form.cleaned_data))
            paper_wording.reword(self.shape, **form.cleaned_data, by=request.user, at=request.at)
        except Refused as refusal:
            return self.show(form, None, str(refusal))
        messages.success(request, f"“{self.shape.kind.label}”的用语改好了，以后的稿子用它。")
        return address
