"""行动计划 at the desk: drafts as well, only of the councils and areas that are the reader's."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from deliberation.desk.access import SightMixin
from deliberation.desk.money.projects import project_url
from deliberation.desk.results.lists import resolution_url
from deliberation.models import Council, Project
from deliberation.telling import plan, plan_sheet
from deliberation.views import plans
from deliberation.views.plan_form import PlanForm
from suggestions.models import Area
from suggestions.models.scope import areas_of, whole_city
from suggestions.staff.access import DeskRequest
from suggestions.staff.downloads import XLSX, attachment

SHOWN = ("list", "month", "bars")


class PlanPage(SightMixin, WagtailAdminTemplateMixin, View):
    """List, month or bars, and all of it as a file."""

    for_areas = True
    page_title = "行动计划"
    header_icon = "calendar-check"
    template_name = "deliberation/desk/plan.html"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def councils(self) -> QuerySet[Council]:
        """Those one may look at, and of them those in one's areas."""
        found = super().councils()
        if whole_city(self.request.user):
            return found
        return found.filter(area__in=areas_of(self.request.user).values("pk"))

    def get(self, request: DeskRequest) -> HttpResponseBase:
        on, code = localdate(request.at), request.GET.get("area", "")
        area = get_object_or_404(Area, code=code) if code else None
        form = PlanForm(request.GET)
        whole = whole_city(request.user)
        asked = form.asked(
            area=area, councils=self.councils(), public=not whole, link=desk_url if whole else None
        )
        if request.GET.get("export") == "xlsx":
            name = f"{self.page_title}-{on:%Y%m%d}.xlsx"
            return attachment(FileResponse(plan_sheet.book(asked, on), content_type=XLSX), name)
        return self.render_to_response(self.get_context_data(**self.shown(form, asked, on)))

    def shown(self, form: PlanForm, asked: plan.Asked, on: dt.date) -> dict[str, Any]:
        look = self.request.GET.get("look", "list")
        if look not in SHOWN:
            raise Http404
        found, unread = plans.LOOK[look](self.request, asked, on)
        filters = form.query(area=asked.area.code if asked.area else "")
        here = f"{reverse('desk_plans:index')}?"
        every = replace(asked, kind="", state="", text="", first=None, last=None)
        places = plan.places(every, on)
        return {
            **found,
            "area": asked.area,
            "form": form,
            "look": look,
            "looks": looks(here, filters, look),
            "filters": joined(filters, look),
            "unread": " ".join(filter(None, (form.unread, unread))),
            "tally": plan.whole(places),
            "places": places,
            "today": on,
            "here": here,
            "list_url": f"{here}{filters}&".replace("?&", "?"),
            "file_url": f"{here}{filters}&export=xlsx".replace("?&", "?"),
        }


def looks(here: str, filters: str, look: str) -> list[dict[str, Any]]:
    return [
        {"title": plans.LOOKS[one], "url": f"{here}{joined(filters, one)}", "here": one == look}
        for one in SHOWN
    ]


def joined(filters: str, look: str) -> str:
    """The filters with the look, the list needing none."""
    return filters if look == "list" else f"{filters}&look={look}".lstrip("&")


def desk_url(line: plan.Line) -> str:
    return project_url(line.of) if isinstance(line.of, Project) else resolution_url(line.of)
