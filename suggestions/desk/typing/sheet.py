"""Typing a sheet: its number and its questions; the second person sees nothing of the first."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import sheets, typing_in
from suggestions.actions.rules import Overtaken, Refused
from suggestions.desk import rights
from suggestions.desk.typing.forms import PaperForm
from suggestions.desk.typing.page import NAME, sheet_url
from suggestions.models import QuestionnairePage, QuestionnaireVersion, TypedSheet, VisitRound
from suggestions.models.scope import whole_city
from suggestions.questionnaires.forms import SheetForm
from suggestions.questionnaires.frozen import Sheet, read
from suggestions.residents import visitors
from suggestions.staff import visits
from suggestions.staff.access import CONFLICT, UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.forms import within_areas
from suggestions.staff.typing_in import seen_by

WRONG = "有的题还要改，请看下面标出来的地方。"


class TypingScreen(DeskMixin, WagtailAdminTemplateMixin, View):
    permission = rights.TYPE
    for_areas = True
    header_icon = "edit"
    page_title = "录入纸质答卷"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_typing:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]


class Choose(TypingScreen):
    """Of which questionnaire, or of which round of visits, the paper is."""

    template_name = "suggestions/desk/typing_new.html"
    http_method_names = ["get", "head"]

    def get(self, request: DeskRequest) -> HttpResponse:
        pages = QuestionnairePage.objects.live().filter(
            opens_at__lte=request.at, closes_at__gt=request.at
        )
        rounds = visits.rounds(request.user).filter(status=VisitRound.Status.OPEN)
        pages = pages if whole_city(request.user) else pages.none()
        pages = pages.defer("questions", "intro").order_by("-opens_at", "pk")
        return self.render_to_response(self.get_context_data(pages=pages, rounds=rounds))


class TypeSheet(TypingScreen):
    """One form; nothing typed is lost. What follows says what the first and the second share."""

    template_name = "suggestions/desk/typing.html"
    http_method_names = ["get", "post", "head"]
    key = ""
    numbered = True
    round: VisitRound | None = None

    def version(self) -> QuestionnaireVersion:
        raise NotImplementedError

    def write(self, sheet: Sheet, paper: PaperForm) -> HttpResponse:
        """The verb, its words and where to go."""
        raise NotImplementedError

    @cached_property
    def frozen(self) -> QuestionnaireVersion:
        return self.version()

    @cached_property
    def questions(self) -> list[Any]:
        """On paper somebody may have left out what must be answered: it stays without an answer."""
        return [replace(one, required=False) for one in read(self.frozen.questions)]

    def paper(self, data: Any = None) -> PaperForm:
        placed = self.round is None and any(one.kind == "area" for one in self.questions)
        form = PaperForm(
            data, numbered=self.numbered, placed=placed, subject=None, at=self.request.at
        )
        within_areas(form, self.request.user)
        return form

    def get(self, request: DeskRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.paper(), SheetForm(self.questions))

    def post(self, request: DeskRequest, **kwargs: Any) -> HttpResponse:
        self.key = visitors.valid_key(request.POST.get("key", "")) or ""
        paper = self.paper(request.POST)
        known = paper.is_valid()
        area = self.round.area if self.round else paper.cleaned_data.get("area")
        form = SheetForm(self.questions, request.POST, area=area)
        if not (form.is_valid() and known):
            return self.page(paper, form, refused=WRONG, status=UNPROCESSABLE)
        try:
            return self.write(form.sheet(), paper)
        except Refused as refusal:
            status = CONFLICT if isinstance(refusal, Overtaken) else UNPROCESSABLE
            return self.page(paper, form, refused=str(refusal), status=status)

    def page(
        self, paper: PaperForm, form: SheetForm, *, refused: str = "", status: int = 200
    ) -> HttpResponse:
        context = self.get_context_data(
            key=self.key or visitors.new_key(),
            version=self.frozen,
            questionnaire=self.frozen.questionnaire,
            round=self.round,
            paper=paper,
            form=form,
            parts=[part for part in form.parts() if part.asked.kind != "area"],
            faults=form.non_field_errors(),
            refused=refused,
        )
        return self.render_to_response(context, status=status)


class FirstTyping(TypeSheet):
    """Of a questionnaire, for the city's office."""

    def version(self) -> QuestionnaireVersion:
        """As it stood when the form was opened; an edit meanwhile changes no sheet."""
        if not whole_city(self.request.user):
            raise Http404
        page = get_object_or_404(QuestionnairePage.objects.live(), pk=self.kwargs["pk"])
        said = self.request.POST.get("version", "")
        rows = page.versions.select_related("questionnaire")
        found = rows.filter(number=said).first() if said.isdecimal() and len(said) < 5 else None
        return found or sheets.version_of(page, at=self.request.at)

    def write(self, sheet: Sheet, paper: PaperForm) -> HttpResponse:
        made = typing_in.type_first(
            self.frozen,
            sheet,
            number=paper.cleaned_data["number"],
            key=self.key or visitors.new_key(),
            subject=self.round,
            by=self.request.user,
            at=self.request.at,
        )
        waits = made.status == TypedSheet.Status.ONCE
        words = "录好第一遍了，等另一位同事录第二遍" if waits else "录好了，已计入"
        messages.success(self.request, f"{made}：{words}。请录下一张。")
        return redirect(self.request.path)


class FirstOfRound(FirstTyping):
    """Left at a door of a round, and come back: its questions, its place."""

    def version(self) -> QuestionnaireVersion:
        rows = visits.rounds(self.request.user).filter(status=VisitRound.Status.OPEN)
        self.round = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self.round.version


class SecondTyping(TypeSheet):
    """The same paper again, by somebody else, without a look at the first."""

    page_title = "录第二遍"
    numbered = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(seen_by(self.request.user), pk=kwargs["pk"])
        self.round = self.object.round

    def get_page_title(self) -> str:
        return f"{self.object}：录第二遍"

    def version(self) -> QuestionnaireVersion:
        return self.object.version

    def get(self, request: DeskRequest, **kwargs: Any) -> HttpResponse:
        if self.object.status != TypedSheet.Status.ONCE:
            return redirect(sheet_url(self.object))
        return super().get(request, **kwargs)

    def write(self, sheet: Sheet, paper: PaperForm) -> HttpResponse:
        made = typing_in.type_second(self.object, sheet, by=self.request.user, at=self.request.at)
        if made.status == TypedSheet.Status.COUNTED:
            messages.success(self.request, f"{made}：两遍一样，已计入。")
            return redirect("desk_typing:index")
        messages.warning(
            self.request, f"{made}：有 {made.differing} 题两遍不一样，请对着原件核定。"
        )
        return redirect(sheet_url(made))
