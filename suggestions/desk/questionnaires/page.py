"""One questionnaire: its answers in numbers, told apart, in own words, and as files."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.desk import rights
from suggestions.desk.questionnaires.lists import NAME
from suggestions.desk.questionnaires.placing import placing_of
from suggestions.models import OpenAnswer, QuestionnairePage
from suggestions.questionnaires import files
from suggestions.staff.access import DeskMixin, DeskRequest, allowed
from suggestions.staff.downloads import XLSX, attachment
from suggestions.tabular import csv_chunks, workbook_file
from suggestions.telling import questionnaires as telling

WORDS_SHOWN = 20
KINDS = {"results": "结果", "sheets": "答卷"}


class QuestionnaireDesk(DeskMixin, WagtailAdminTemplateMixin, View):
    permission = rights.RESULTS
    page_title = NAME
    header_icon = "clipboard-list"
    template_name = "suggestions/desk/questionnaire.html"
    request: DeskRequest

    @cached_property
    def questionnaire(self) -> QuestionnairePage:
        rows = QuestionnairePage.objects.select_related("campaign")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.questionnaire.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_questionnaires:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.questionnaire.title}]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        by = request.GET.get("by", "")
        found = telling.results(self.questionnaire, by=by)
        what, kind = request.GET.get("take", ""), request.GET.get("export", "")
        whole = allowed(request.user, rights.LOOK)  # who asks the questions reads counts alone
        if what == "sheets" and not whole:
            raise PermissionDenied
        if what in KINDS and kind in ("csv", "xlsx"):
            return self.send(what, kind, found)
        words = self.words() if whole else []
        context = self.get_context_data(
            questionnaire=self.questionnaire,
            here=reverse("desk_questionnaires:page", args=[pk]),
            words=words,
            said=self.said(words),
            may_import=allowed(request.user, rights.IMPORT),
            targets_url=self.targets_url(),
            **(placing_of(self.questionnaire, request.user) if whole else {}),
            exports=[
                (
                    f"{label}（{kind.upper()}）",
                    "?" + urlencode({"take": name, "export": kind, "by": by}),
                )
                for name, label in KINDS.items()
                if whole or name == "results"
                for kind in ("xlsx", "csv")
            ],
            **found,
        )
        response: HttpResponse = self.render_to_response(context)
        return response

    def targets_url(self) -> str:
        """Where it is entered how many people there are, by which results are weighted."""
        campaign = self.questionnaire.campaign_id
        if not campaign or not allowed(self.request.user, rights.KEEP_HEARING):
            return ""
        return reverse("desk_hearing:page", args=[campaign])

    def words(self) -> Any:
        """What was said in own words, newest first; masked, as it is kept."""
        rows = OpenAnswer.objects.filter(question__questionnaire=self.questionnaire)
        rows = rows.select_related("question").order_by("-pk")
        return Paginator(rows, WORDS_SHOWN).get_page(self.request.GET.get("p"))

    def said(self, words: Iterable[OpenAnswer]) -> list[tuple[str, str]]:
        """Each with the question that it answers."""
        named = telling.questions_named(self.questionnaire)
        return [
            (named.get(word.question.block, "") + ("（其他）" if word.option_id else ""), word.text)
            for word in words
        ]

    def send(self, what: str, kind: str, found: dict[str, Any]) -> HttpResponseBase:
        rows: Iterator[list[Any]]
        if what == "results":
            header, rows = files.results_table(found["questions"])
        else:
            header, rows = files.sheets_table(self.questionnaire)
        title = f"{self.questionnaire.title}-{KINDS[what]}"
        name = f"{title}-{localdate(self.request.at):%Y%m%d}.{kind}"
        if kind == "xlsx":
            book = workbook_file(header, rows, title=title)
            return attachment(FileResponse(book, content_type=XLSX), name)
        pieces = csv_chunks(header, rows)
        return attachment(StreamingHttpResponse(pieces, "text/csv; charset=utf-8"), name)
