"""答卷主题: what many said on a questionnaire and no topic is about, named and tied by a person."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages

from suggestions.actions import adopting_answers, answer_themes
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.guides.forms import NO_SUCH, RelationForm, a_guide, a_number, clause_at
from suggestions.desk.questionnaires.lists import NAME, page_url
from suggestions.models import AnswerTheme, AnswerTie, OpenAnswer, QuestionnairePage
from suggestions.staff.access import DeskMixin, DeskRequest
from suggestions.staff.forms import DeskForm, ReasonForm
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.work import tasks

WORDS_SHOWN = 30
Status = AnswerTheme.Status


class NameForm(DeskForm):
    subject: AnswerTheme
    name = forms.CharField(
        label="主题的名称",
        max_length=AnswerTheme.NAME,
        help_text="居民在问卷结果里看到的就是它：用居民的话，说一件事。",
        error_messages={"required": "请填写主题的名称。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"name": self.subject.name}


class ThemeInForm(RelationForm):
    """Into which clause all answers of the theme go."""

    guide = a_guide()
    number = a_number()
    field_order = ["guide", "number", "relation", "reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        guide, number = data.get("guide"), data.get("number")
        self.clause = clause_at(guide.pk, number) if guide and number else None
        if guide and number and self.clause is None:
            self.add_error("number", NO_SUCH.format(number))
        return data

    def arguments(self) -> dict[str, Any]:
        rest = super().arguments()
        return {"clause": self.clause, "relation": rest["relation"], "reason": rest["reason"]}


VERBS = (
    DeskVerb(
        "confirm-theme",
        "确认主题",
        calls=answer_themes.confirm,
        told="已确认“{name}”，{result} 条问卷意见。结果公布的，居民在问卷结果里看得到。",
        form=NameForm,
        offered=lambda theme: theme.status in (Status.PROPOSED, Status.SET_ASIDE),
        style="",
    ),
    DeskVerb(
        "rename-theme",
        "改主题的名称",
        calls=answer_themes.rename,
        told="已改成“{name}”。",
        form=NameForm,
        offered=lambda theme: theme.status == Status.CONFIRMED,
    ),
    DeskVerb(
        "theme-in",
        "主题写进第几条",
        calls=adopting_answers.tie_theme,
        told="{result} 条问卷意见已对上《{clause.guide.title}》{clause}。",
        form=ThemeInForm,
        offered=lambda theme: theme.status == Status.CONFIRMED,
    ),
    DeskVerb(
        "set-theme-aside",
        "搁置主题",
        calls=answer_themes.set_aside,
        told="已搁置，居民看不到，以后归出主题时不再提出。",
        form=ReasonForm,
        offered=lambda theme: theme.status in (Status.PROPOSED, Status.CONFIRMED),
    ),
)


class StartThemes(DeskMixin, View):
    permission = rights.CURATE
    http_method_names = ["get", "post", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("desk_questionnaires:page", pk)

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        page = get_object_or_404(QuestionnairePage, pk=pk)
        try:
            tasks.start_placing(page, themes=True, by=request.user, at=request.at)
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "已经开始归出主题。可以离开这个页面，工作会在后台继续。")
        return redirect("desk_questionnaires:page", pk)


class ThemePage(RecordPage):
    """One theme, with what was said in it: masked, as it is kept."""

    permission = rights.LOOK
    model = AnswerTheme
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/answer_theme.html"
    header_icon = "clipboard-list"

    def get_records(self) -> QuerySet[AnswerTheme]:
        rows = AnswerTheme.objects.exclude(status=Status.REPLACED)
        return rows.select_related("questionnaire", "by").defer("questionnaire__questions")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_questionnaires:theme_verb", args=[self.object.pk, verb])
        return reverse("desk_questionnaires:theme", args=[self.object.pk])

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        about = self.object.questionnaire
        index = {"url": reverse("desk_questionnaires:index"), "label": NAME}
        page = {"url": page_url(about), "label": about.title}
        return [*self.breadcrumbs_items, index, page, {"url": "", "label": str(self.object)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ties = AnswerTie.objects.standing().filter(theme=self.object)
        return super().get_context_data(
            words=self.words(),
            ties=ties.select_related("clause__guide", "by").order_by("-at", "-pk"),
            **kwargs,
        )

    def words(self) -> Page:
        rows = OpenAnswer.objects.filter(place__theme=self.object).order_by("pk")
        return Paginator(rows, WORDS_SHOWN).get_page(self.request.GET.get("p"))
