"""开放回答归入问题: start a reading, and how far it has come."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views import View
from wagtail.admin import messages

from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.intake.importing import progress_of
from suggestions.models import AnswerRun, QuestionnairePage
from suggestions.staff.access import DeskMixin, DeskRequest, allowed
from suggestions.telling import answer_topics
from suggestions.work import tasks

UNFINISHED = (AnswerRun.Status.QUEUED, AnswerRun.Status.RUNNING)


class StartPlacing(DeskMixin, View):
    permission = rights.CURATE
    http_method_names = ["get", "post", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("desk_questionnaires:page", pk)

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        rows = QuestionnairePage.objects.select_related("campaign")
        try:
            tasks.start_placing(get_object_or_404(rows, pk=pk), by=request.user, at=request.at)
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "已经开始归入。可以离开这个页面，工作会在后台继续。")
        return redirect("desk_questionnaires:page", pk)


class PlacingProgress(DeskMixin, View):
    permission = rights.LOOK

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        reading = AnswerRun.objects.filter(questionnaire=pk).first()
        if reading is None:
            return JsonResponse({"percent": 0, "stage": "", "finished": True})
        return progress_of(reading, reading.status in UNFINISHED)


def placing_of(page: QuestionnairePage, user: Any) -> dict[str, Any]:
    """What the page of a questionnaire shows of it."""
    reading = AnswerRun.objects.filter(questionnaire=page).select_related("started_by").first()
    unfinished = reading is not None and reading.status in UNFINISHED
    return {
        "standing": answer_topics.standing(page),
        "reading": reading,
        "unfinished": unfinished,
        "may_place": allowed(user, rights.CURATE) and page.campaign_id and not unfinished,
        "may_theme": allowed(user, rights.CURATE) and not unfinished,
    }
