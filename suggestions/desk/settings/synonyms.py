"""近义词: the words by which searches find more, and what the machine proposes."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import synonyms
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.settings.forms import ChangeSynonymsForm, SynonymsForm
from suggestions.models import SynonymGroup
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest, allowed
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.text.language import simplified
from suggestions.work import tasks

PAGE = 50
Status = SynonymGroup.Status


class SynonymIndex(DeskMixin, WagtailAdminTemplateMixin, View):
    """The groups, those that wait for a decision first, and the form that adds one."""

    permission = rights.LOOK
    page_title = "近义词"
    header_icon = "link"
    template_name = "suggestions/desk/synonyms.html"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": "近义词"}]

    def get(self, request: DeskRequest) -> HttpResponse:
        return self.show(SynonymsForm(subject=None, at=request.at))

    def show(self, form: SynonymsForm, refused: str = "") -> HttpResponse:
        asked = simplified(self.request.GET.get("q", "").strip().lower())[:100]
        groups = SynonymGroup.objects.prefetch_related("words")
        waiting = groups.filter(status=Status.PROPOSED)
        shown = groups.exclude(status=Status.PROPOSED).order_by("-at", "pk")
        if asked:
            shown = shown.filter(words__word__contains=asked).distinct()
        context = self.get_context_data(
            form=form,
            refused=refused,
            asked=asked,
            waiting=waiting,
            groups=Paginator(shown, PAGE).get_page(self.request.GET.get("p")),
            may_curate=allowed(self.request.user, rights.CURATE),
        )
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)


class AddSynonyms(SynonymIndex):
    permission = rights.CURATE
    http_method_names = ["get", "post", "head"]

    def get(self, request: DeskRequest) -> HttpResponse:
        return redirect("desk_synonyms:index")

    def post(self, request: DeskRequest) -> HttpResponse:
        form = SynonymsForm(request.POST, subject=None, at=request.at)
        if not form.is_valid():
            return self.show(form, form.first_error())
        try:
            group = synonyms.add_group(by=request.user, at=request.at, **form.cleaned_data)
        except Refused as error:
            return self.show(form, str(error))
        messages.success(request, f"“{group}”已经加入，搜索马上用上。")
        return redirect("desk_synonyms:index")


class LookForSynonyms(DeskMixin, View):
    """从建议里找: proposals, in the background."""

    permission = rights.CURATE
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if tasks.start_proposing():
            messages.success(request, "已经开始从建议里找近义词，找到的会列在“待确认”里。")
        else:
            messages.warning(request, "已经在排队找了，请稍后再看。")
        return redirect("desk_synonyms:index")


VERBS = (
    DeskVerb(
        "use",
        "采用",
        calls=synonyms.use_group,
        told="“{subject}”已经采用，搜索马上用上。",
        offered=lambda group: group.status != Status.USED,
        style="",
    ),
    DeskVerb(
        "refuse",
        "不采用",
        calls=synonyms.refuse_group,
        told="“{subject}”不再用于搜索，也不会再提出来。",
        offered=lambda group: group.status != Status.REFUSED,
    ),
    DeskVerb(
        "change",
        "修改",
        calls=synonyms.change_group,
        told="这一组改为“{result}”，搜索马上用上。",
        form=ChangeSynonymsForm,
    ),
)


class SynonymPage(RecordPage):
    """One group; it can be used, put aside and changed."""

    permission = rights.LOOK
    model = SynonymGroup
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/synonym_group.html"
    header_icon = "link"

    def get_records(self) -> QuerySet[SynonymGroup]:
        return SynonymGroup.objects.select_related("by").prefetch_related("words")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_synonyms:verb", args=[self.object.pk, verb])
        return reverse("desk_synonyms:page", args=[self.object.pk])

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_synonyms:index"), "label": "近义词"},
            {"url": "", "label": str(self.object)},
        ]
