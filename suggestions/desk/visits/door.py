"""One door: the words to read aloud, the questions, and what came of it, with or without script."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from wagtail.admin import messages

from suggestions.actions import visit_devices, visiting
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.visits.phone import OnPhone, token_of
from suggestions.models import Household, Outcome, Visit, VisitRound
from suggestions.questionnaires.forms import SheetForm
from suggestions.questionnaires.frozen import read
from suggestions.residents import visitors
from suggestions.staff import pressed, visits
from suggestions.staff.access import CONFLICT, UNPROCESSABLE, DeskRequest, allowed
from suggestions.staff.verbs import RecordPage
from suggestions.telling import visits as telling

NO_OUTCOME = "请按一个结果：交卷、没有人在家、不愿意，或者约好再来。"
NOT_VISITED = [one for one in Outcome if one != Outcome.VISITED]


def sheet_form(subject: VisitRound, data: Any = None) -> SheetForm:
    """The questionnaire's own; where people live is known from the round."""
    return SheetForm(read(subject.version.questions), data, area=subject.area)


def sheet_context(subject: VisitRound, form: SheetForm | None = None) -> dict[str, Any]:
    form = form or sheet_form(subject)
    parts = [part for part in form.parts() if part.asked.kind != "area"]
    return {
        "form": form,
        "parts": parts,
        "consent": subject.consent,
        "outcomes": [(one.value, one.label) for one in NOT_VISITED],
    }


class DoorPage(OnPhone, RecordPage):
    permission = rights.VISITS
    for_areas = True
    model = Household
    template_name = "suggestions/desk/visit_door.html"
    header_icon = "home"
    key = ""

    def get_records(self) -> QuerySet[Household]:
        rows = Household.objects.filter(round__in=visits.rounds(self.request.user))
        return rows.select_related("round__area", "round__version__questionnaire")

    def get_url(self, verb: str = "") -> str:
        return reverse("desk_visits:door", args=[self.object.pk])

    def get_page_title(self) -> str:
        return str(self.object)

    def back(self) -> str:
        return reverse("desk_visits:page", args=[self.object.round_id])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        of_round = {"url": self.back(), "label": self.object.round.area.name}
        return [*self.breadcrumbs_items, of_round, {"url": "", "label": str(self.object)}]

    # --- a press ------------------------------------------------------------------------------

    def post(self, request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not allowed(request.user, rights.VISIT):
            raise PermissionDenied
        key = pressed.key_of(request)
        given = str(key) if key else request.POST.get("key", "")
        self.key = visitors.valid_key(given) or visitors.new_key()
        outcome = request.POST.get("outcome", "")
        if outcome not in Outcome.values:
            return self.refused(NO_OUTCOME, UNPROCESSABLE)
        form = sheet_form(self.object.round, request.POST)
        asked = outcome == Outcome.VISITED
        if asked and not form.is_valid():
            return self.refused(_faults(form), UNPROCESSABLE, form)
        try:
            told = visiting.visit(
                self.object,
                outcome=outcome,
                key=self.key,
                sheet=form.sheet() if asked else None,
                waited=pressed.waited(request) if key else dt.timedelta(),
                device=visit_devices.known(request.user, token_of(request)),
                by=request.user,
                at=request.at,
            )
        except Refused as refusal:
            return self.refused(str(refusal), CONFLICT, form)
        return self.done(told)

    def done(self, told: visiting.Told) -> HttpResponse:
        late = told.visit.late
        words = self.late_words(told.visit) if late else f"{self.object}：{_said(told)}"
        if pressed.key_of(self.request):
            household = self.records().get(pk=self.object.pk)  # as it stands now
            state = {"state": household.state, "label": household.get_state_display()}
            return JsonResponse({"told": words, "late": late, **state})
        (messages.warning if late else messages.success)(self.request, words)
        return redirect(self.back())

    def late_words(self, late: Visit) -> str:
        first = telling.first_of(self.object)
        who = f"{first.by}在 {localtime(first.at):%m-%d %H:%M} " if first else ""
        kept = "答案单独留着，没有计入统计" if late.held else "这一次也留着"
        own = f"您这一次“{late.get_outcome_display()}”：{kept}。"
        return f"{self.object}已经由{who}走访过，先到的算数。{own}"

    def refused(self, words: str, status: int, form: SheetForm | None = None) -> HttpResponse:
        if pressed.key_of(self.request):
            return JsonResponse({"refused": words}, status=status)
        context = self.get_context_data(refused=words, bound=form)
        return self.render_to_response(context, status=status)

    # --- the page -----------------------------------------------------------------------------

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subject, bound = self.object.round, kwargs.pop("bound", None)
        open_now = subject.status == VisitRound.Status.OPEN
        return super().get_context_data(
            key=self.key or visitors.new_key(),
            action=self.get_url(),
            back=self.back(),
            goes=open_now and allowed(self.request.user, rights.VISIT),
            history=self.object.visits.select_related("by").order_by("-pk"),
            **sheet_context(subject, bound),
            **kwargs,
        )


def _said(told: visiting.Told) -> str:
    again = "（刚才已经记过，只算一次）" if told.again else ""
    return f"已记下“{told.visit.get_outcome_display()}”{again}。"


def _faults(form: SheetForm) -> str:
    """The first of what is wrong, with the question at which it is wrong."""
    for part in form.parts():
        if part.errors:
            return f"第 {part.number} 题：{part.errors[0]}"
        if part.own and part.own.errors:
            return f"第 {part.number} 题：{part.own.errors[0]}"
    return str(next(iter(form.non_field_errors()), "请检查填写的内容。"))
