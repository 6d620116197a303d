"""One round of visits: its doors, as the phone shows them; and the form that opens a round."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import visiting
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.visits.door import sheet_context
from suggestions.desk.visits.forms import RoundForm
from suggestions.desk.visits.phone import OnPhone
from suggestions.desk.visits.slips import slips_url
from suggestions.desk.visits.verbs import OF_ROUND
from suggestions.models import VisitRound
from suggestions.staff import visits
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest, allowed
from suggestions.staff.forms import within_areas
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.telling import visits as telling

NAME = "入户走访"


def round_url(subject: VisitRound) -> str:
    return reverse("desk_visits:page", args=[subject.pk])


class RoundPage(OnPhone, RecordPage):
    """All doors by building; with the script the questions too, so that no network is needed."""

    permission = rights.VISITS
    for_areas = True
    model = VisitRound
    verbs: tuple[DeskVerb, ...] = OF_ROUND
    rights = rights.RIGHTS
    template_name = "suggestions/desk/visits.html"
    header_icon = "home"

    def get_records(self) -> QuerySet[VisitRound]:
        return visits.rounds(self.request.user)

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_visits:verb", args=[self.object.pk, verb])
        return round_url(self.object)

    def get_page_title(self) -> str:
        return str(self.object.area.name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_visits:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        buildings = telling.buildings(self.object)
        visiting_now = self.object.status == VisitRound.Status.OPEN
        runs = allowed(self.request.user, rights.RUN_VISITS)
        return super().get_context_data(
            buildings=buildings,
            counts=telling.counted(one for found in buildings for one in found.households),
            order=[label for _, label in telling.WORDS],
            twice=telling.twice(self.object) if runs else [],
            runs=runs,
            goes=visiting_now and allowed(self.request.user, rights.VISIT),
            slips_url=slips_url(self.object, self.request),
            place=f"{self.request.user.pk}-{self.object.pk}",
            **sheet_context(self.object),
            **kwargs,
        )


class KeptRound(RoundPage):
    """The copy that lies on the phone for a day: doors and questions, without names or buttons."""

    permission = rights.VISIT
    verbs = ()
    template_name = "suggestions/desk/visits_kept.html"
    http_method_names = ["get", "head"]

    def get_records(self) -> QuerySet[VisitRound]:
        return super().get_records().filter(status=VisitRound.Status.OPEN)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **kwargs)
        # Nothing of Wagtail stands on it: nothing inline either.
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        response._csp_replace = policy  # type: ignore[attr-defined]
        response["Cache-Control"] = "no-store"  # the script alone decides how long it stays
        return response


class Worker(OnPhone, View):
    """What shows that copy while there is no network; its address is its reach."""

    permission = rights.VISIT
    for_areas = True
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "suggestions/desk/visits_worker.js", content_type="text/javascript")


class NewRound(DeskMixin, WagtailAdminTemplateMixin, View):
    """开始走访; who answers for some areas opens one in them alone."""

    permission = rights.RUN_VISITS
    for_areas = True
    page_title = "开始走访"
    header_icon = "plus"
    template_name = "suggestions/desk/visits_new.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_visits:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def make_form(self, data: Any = None) -> Any:
        form = RoundForm(data, subject=None, at=self.request.at)
        return within_areas(form, self.request.user)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.make_form())

    def post(self, request: DeskRequest) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        try:
            made = visiting.open_round(**form.arguments(), by=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, UNPROCESSABLE)
        messages.success(request, "走访开始了。请导入名单，或者在门口一户一户加。")
        return redirect(round_url(made))

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)
