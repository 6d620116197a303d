"""新城市清单: what is missing, and where it is done; the calendar alone has a button of its own."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms import new_city
from cms.desk import rights
from suggestions.actions.settings_lists import write_workdays
from suggestions.staff.access import DeskMixin, DeskRequest
from suggestions.staff.viewsets import DeskViewSet
from suggestions.work import announced


class NewCity(DeskMixin, WagtailAdminTemplateMixin, View):
    """The whole list, reckoned anew each time it is looked at."""

    permission = rights.FOUND
    page_title = "新城市清单"
    header_icon = "tasks"
    template_name = "cms/desk/new_city.html"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: DeskRequest) -> HttpResponse:
        lines = new_city.lines(at=request.at)
        rows = [(line, line.open_to(request.user), line.whose(request.user)) for line in lines]
        left = sum(not line.done for line in lines)
        return self.render_to_response(self.get_context_data(rows=rows, left=left))


class FillCalendar(DeskMixin, View):
    """A year's days as they were announced, in the place of a list."""

    permission = "add_workday"
    http_method_names = ["post"]
    request: DeskRequest

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        items = announced.items_of(year)
        if not items:
            raise Http404
        told = write_workdays(items, by=self.request.user, at=self.request.at)
        messages.success(request, f"{year}年：{told}请照国务院办公厅的通知核对一遍。")
        return redirect(reverse("desk_new_city:index"))


class NewCityViewSet(DeskViewSet):
    name, menu_label, icon, menu_order = "new_city", "新城市清单", "tasks", 1
    url_prefix = "new-city"
    permissions = (rights.FOUND,)
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", NewCity.as_view(), name="index"),
            path("calendar/<int:year>/", FillCalendar.as_view(), name="calendar"),
        ]
