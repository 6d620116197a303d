"""消息模板: the words of each kind of message, with a look at what comes out before saving."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import rewording
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import MessageTemplate
from suggestions.news import table, wording
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.work import sms

# What the braces hold in a sample.
SAMPLE = {
    "编号": "2026-000123",
    "问题": "充电桩不够",
    "单位": "市绿化和市容管理局",
    "期限": "最晚10月16日",
    "原因": "要先现场测量。",
    "途径": "这件事请到这里办理：12345 热线。",
    "天数": "28",
    "标题": "楼下装充电桩",
    "对象": "充电桩不够",
    "消息": "某某议事会10月20日（周二）19:00议事。",
}


class WordingForm(forms.Form):
    subject = forms.CharField(label="标题", max_length=rewording.SUBJECT_LIMIT)
    body = forms.CharField(
        label="发生了什么",
        max_length=rewording.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    then = forms.CharField(
        label="接下来怎样",
        required=False,
        max_length=rewording.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WordingIndex(DeskMixin, WagtailAdminTemplateMixin, View):
    """All kinds, group by group, and whose words are in force."""

    permission = rights.WORD
    page_title = "消息模板"
    header_icon = "edit"
    template_name = "suggestions/desk/wordings.html"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": "消息模板"}]

    def get(self, request: HttpRequest) -> HttpResponse:
        words = wording.of(table.KINDS.values())
        own = set(MessageTemplate.objects.values_list("kind", flat=True))
        groups = [
            (label, [(kind, words[kind.name], kind.name in own) for kind in kinds])
            for label, kinds in table.GROUPS
        ]
        return self.render_to_response(self.get_context_data(groups=groups))


class WordingPage(DeskMixin, WagtailAdminTemplateMixin, View):
    """One kind: the words in force, the braces that may stand in them, and a sample."""

    permission = rights.WORD
    header_icon = "edit"
    template_name = "suggestions/desk/wording.html"
    http_method_names = ["get", "post", "head"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] not in table.KINDS:
            raise Http404
        self.kind = table.KINDS[kwargs["kind"]]

    def get_page_title(self) -> str:
        return self.kind.label

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_wording:index"), "label": "消息模板"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.kind.label}]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = wording.of([self.kind])[self.kind.name]
        return self.show(WordingForm(initial=vars(words)), words)

    def show(
        self, form: WordingForm, words: wording.Words | None, refused: str = ""
    ) -> HttpResponse:
        sample = words.filled(SAMPLE) if words else None
        context = self.get_context_data(
            form=form,
            kind=self.kind,
            refused=refused,
            sample=sample,
            parts=sms.parts(f"{sample.body}{sample.then}") if sample else 0,
            braces=[(f"{{{name}}}", SAMPLE[name]) for name in wording.allowed(self.kind)],
            own=MessageTemplate.objects.filter(kind=self.kind.name).select_related("by").first(),
        )
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)

    def post(self, request: DeskRequest, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") == "reset":
            rewording.reset(self.kind)
            messages.success(request, "已改回系统自带的文字。")
            return redirect("desk_wording:page", self.kind.name)
        form = WordingForm(request.POST)
        if not form.is_valid():
            return self.show(form, None, "请填写标题和“发生了什么”，都不要太长。")
        try:
            if request.POST.get("do") == "look":
                return self.show(form, rewording.checked(self.kind, **form.cleaned_data))
            rewording.reword(self.kind, **form.cleaned_data, by=request.user, at=request.at)
        except Refused as refusal:
            return self.show(form, None, str(refusal))
        messages.success(request, f"“{self.kind.label}”的文字改好了。")
        return redirect("desk_wording:page", self.kind.name)
