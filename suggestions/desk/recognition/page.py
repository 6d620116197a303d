"""One round: what was nominated, the two buttons of the second person, and the certificates."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import recognising
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.recognition.forms import ChooseForm, NotChosenForm, RoundForm
from suggestions.models import Recognition, RecognitionRound
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.views.receipt import private
from suggestions.views.recognition import handed_out

NAME = "优秀建议"
NOMINATED = Recognition.Status.NOMINATED


def round_url(of: RecognitionRound) -> str:
    return reverse("desk_recognition:page", args=[of.pk])


def _rows(of: RecognitionRound) -> QuerySet[Recognition]:
    people = ("nominated_by", "decided_by")
    return of.recognitions.select_related("suggestion", "round", *people).defer(
        "suggestion__body", "suggestion__solution"
    )


ROUND = (
    DeskVerb(
        "publish",
        "公布",
        calls=recognising.publish,
        told="已公布，居民在“优秀建议”里看得到。",
        offered=lambda of: of.status == RecognitionRound.Status.OPEN,
        hint="作者没有说可以署名的，公布为匿名；公布以后作者还可以选。",
        style="",
    ),
)
EACH = (
    DeskVerb(
        "choose",
        "评为优秀",
        calls=recognising.choose,
        told="已评为优秀建议。作者在查进度的页面上会看到，并选择是否署名。",
        form=ChooseForm,
        offered=lambda one: one.status == NOMINATED,
        subjects=_rows,
    ),
    DeskVerb(
        "not-chosen",
        "不评",
        calls=recognising.refuse,
        told="已记下不评的理由。",
        form=NotChosenForm,
        offered=lambda one: one.status == NOMINATED,
        subjects=_rows,
    ),
)


class RoundPage(RecordPage):
    """The criteria, and every nomination with who made it and who decided."""

    permission = rights.RECOGNISED
    model = RecognitionRound
    verbs = (*ROUND, *EACH)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/recognition.html"
    header_icon = "pick"

    def get_records(self) -> QuerySet[RecognitionRound]:
        return RecognitionRound.objects.select_related("campaign", "opened_by", "published_by")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_recognition:verb", args=[self.object.pk, verb])
        return round_url(self.object)

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_recognition:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        me = self.request.user.counts_as
        rows = [
            (one, one.nominated_by_id in me, self.buttons(one, EACH)) for one in _rows(self.object)
        ]
        return super().get_context_data(rows=rows, **kwargs)


class NewRound(DeskMixin, WagtailAdminTemplateMixin, View):
    """开始评选: the criteria first."""

    permission = rights.NOMINATE
    page_title = "开始评选"
    header_icon = "plus"
    template_name = "suggestions/desk/recognition_new.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_recognition:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(RoundForm())

    def post(self, request: DeskRequest) -> HttpResponse:
        form = RoundForm(request.POST)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        try:
            made = recognising.open_round(**form.cleaned_data, by=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, UNPROCESSABLE)
        messages.success(request, "评选开始了。请在建议的页面上按“推荐为优秀建议”。")
        return redirect(round_url(made))

    def page(self, form: RoundForm, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)


class Certificate(DeskMixin, View):
    """证书 as DOCX or PDF; of what was taken back there is none any more."""

    permission = rights.RECOGNISED
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        rows = Recognition.objects.chosen().select_related("suggestion", "round")
        if kind not in ("docx", "pdf"):
            raise Http404
        return private(handed_out(get_object_or_404(rows, pk=pk), kind))
