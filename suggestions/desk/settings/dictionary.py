"""词典: the words that are cut whole, and what a new one would do before it is added."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import dictionary
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.settings.forms import TryWordForm
from suggestions.models import DictionaryTrial, DictionaryWord, Suggestion, Topic
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest, allowed
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.work import tasks

PAGE, TRIALS, TOPICS = 100, 10, 20
KINDS = {"born": "新出现", "grown": "增加", "merged": "并入", "split": "拆分", "faded": "消散"}


class DictionaryIndex(DeskMixin, WagtailAdminTemplateMixin, View):
    """All words, the form that tries another, and the last trials."""

    permission = rights.LOOK
    page_title = "词典"
    header_icon = "openquote"
    template_name = "suggestions/desk/dictionary.html"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": "词典"}]

    def get(self, request: DeskRequest) -> HttpResponse:
        return self.show(TryWordForm(subject=None, at=request.at))

    def show(self, form: TryWordForm, refused: str = "") -> HttpResponse:
        words = DictionaryWord.objects.select_related("by")
        context = self.get_context_data(
            form=form,
            refused=refused,
            words=Paginator(words, PAGE).get_page(self.request.GET.get("p")),
            trials=DictionaryTrial.objects.select_related("campaign", "by").defer(
                "report", "campaign__body", "campaign__ways", "campaign__result"
            )[:TRIALS],
            may_curate=allowed(self.request.user, rights.CURATE),
        )
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)


class TryWord(DictionaryIndex):
    """先看效果: nothing changes yet."""

    permission = rights.CURATE
    http_method_names = ["get", "post", "head"]

    def get(self, request: DeskRequest) -> HttpResponse:
        return redirect("desk_dictionary:index")

    def post(self, request: DeskRequest) -> HttpResponse:
        form = TryWordForm(request.POST, subject=None, at=request.at)
        if not form.is_valid():
            return self.show(form, form.first_error())
        try:
            trial = tasks.start_trial(by=request.user, at=request.at, **form.cleaned_data)
        except Refused as error:
            return self.show(form, str(error))
        return redirect("desk_dictionary:trial", trial.pk)


DROP = DeskVerb(
    "drop",
    "移出词典",
    calls=dictionary.drop_word,
    told="“{subject.word}”已移出词典，下一次归类起生效。",
    style="",
)
ADD = DeskVerb(
    "add",
    "加入词典",
    calls=dictionary.add_word,
    told="“{subject.word}”已加入词典，下一次归类起生效。",
    offered=lambda trial: trial.status == DictionaryTrial.Status.DONE,
    style="",
)


class WordPage(RecordPage):
    """One word; it can be taken out."""

    permission = rights.LOOK
    model = DictionaryWord
    verbs = (DROP,)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/dictionary_word.html"
    header_icon = "openquote"

    def get_records(self) -> QuerySet[DictionaryWord]:
        return DictionaryWord.objects.select_related("by")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_dictionary:word_verb", args=[self.object.pk, verb])
        return reverse("desk_dictionary:word", args=[self.object.pk])

    def get_success_url(self, verb: DeskVerb) -> str:
        return reverse("desk_dictionary:index")

    def get_page_title(self) -> str:
        return self.object.word

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *crumbs(self.object.word)]


class TrialPage(RecordPage):
    """What a word would do: how texts are cut, which topics come out otherwise."""

    permission = rights.LOOK
    model = DictionaryTrial
    verbs = (ADD,)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/dictionary_trial.html"
    header_icon = "openquote"

    def get_records(self) -> QuerySet[DictionaryTrial]:
        return DictionaryTrial.objects.select_related("campaign", "by").defer(
            "campaign__body", "campaign__ways", "campaign__result"
        )

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_dictionary:trial_verb", args=[self.object.pk, verb])
        return reverse("desk_dictionary:trial", args=[self.object.pk])

    def get_success_url(self, verb: DeskVerb) -> str:
        return reverse("desk_dictionary:index")

    def get_page_title(self) -> str:
        return f"试算“{self.object.word}”"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *crumbs(self.get_page_title())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.object.report
        examples = report.get("examples", [])
        titles = Suggestion.objects.only("submitted_at").in_bulk([row[0] for row in examples])
        counted = report.get("topics", [])[:TOPICS]
        topics = Topic.objects.in_bulk([pk for pk, _ in counted])
        return super().get_context_data(
            unfinished=self.object.status in ("queued", "running"),
            examples=[(titles[pk], old, new) for pk, old, new in examples if pk in titles],
            topics=[(topics[pk], count) for pk, count in counted if pk in topics],
            changes=[(KINDS[kind], name, why) for kind, name, why in report.get("changes", [])],
            **kwargs,
        )


def crumbs(last: str) -> list[dict[str, Any]]:
    return [
        {"url": reverse("desk_dictionary:index"), "label": "词典"},
        {"url": "", "label": last},
    ]
