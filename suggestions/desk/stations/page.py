"""One station at the desk, the form that sets one up, and the poster for its door."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import stationing
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.stations.forms import StationForm
from suggestions.desk.stations.verbs import VERBS
from suggestions.models import Station
from suggestions.residents.qr import qr_drawing
from suggestions.residents.stations import door_of, poster_facts
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.forms import within_areas
from suggestions.staff.stations import seen_by
from suggestions.staff.verbs import RecordPage
from suggestions.telling.stations import figures

NAME = "征集站"


def station_url(station: Station) -> str:
    return reverse("desk_stations:page", args=[station.pk])


class StationPage(RecordPage):
    """What it is, what came of what was said there, and what was done with it."""

    permission = rights.STATIONS
    for_areas = True
    model = Station
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/station.html"
    header_icon = "site"

    def get_records(self) -> QuerySet[Station]:
        return seen_by(self.request.user).select_related("area", "keeper")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_stations:verb", args=[self.object.pk, verb])
        return station_url(self.object)

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_stations:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            figures=figures([self.object.pk])[self.object.pk],
            steps=self.object.steps.select_related("by", "instead_of"),
            door=door_of(self.object),
            qr=qr_drawing(door_of(self.object)),
            **kwargs,
        )


class NewStation(DeskMixin, WagtailAdminTemplateMixin, View):
    """设立站点; who answers for some areas sets one up in them alone."""

    permission = rights.RUN_STATIONS
    for_areas = True
    page_title = "设立站点"
    header_icon = "plus"
    template_name = "suggestions/desk/station_new.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_stations:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def make_form(self, data: Any = None) -> Any:
        form = StationForm(data, subject=None, at=self.request.at)
        return within_areas(form, self.request.user)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.make_form())

    def post(self, request: DeskRequest) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        try:
            station = stationing.set_up(**form.arguments(), by=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, UNPROCESSABLE)
        messages.success(request, "已设立。请打印门口的海报贴上。")
        return redirect(station_url(station))

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)


class StationPoster(DeskMixin, WagtailAdminTemplateMixin, View):
    """门口的海报: one sheet of A4 that the browser prints or saves as PDF."""

    permission = rights.STATIONS
    for_areas = True
    template_name = "suggestions/station_poster.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = seen_by(request.user).standing().select_related("area")
        station = get_object_or_404(rows, pk=pk)
        facts = {**poster_facts(station), "back": station_url(station)}
        return self.render_to_response(self.get_context_data(**facts))
