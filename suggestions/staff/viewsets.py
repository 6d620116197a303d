"""Subjects of the desks, declared: addresses, menu line and permission in one class.

Wagtail registers them (`register_admin_viewset`); what is in the menus, and below which address,
stands in each package's `desk/viewsets.py` alone.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from suggestions.models.scope import whole_city
from suggestions.staff.access import allowed
from suggestions.staff.reports import DeskReport

REPORTS_MENU = "register_reports_menu_item"


class DeskMenuItem(MenuItem):
    """A menu line that only those see who hold one of its permissions."""

    permissions: tuple[str, ...] = ()
    for_areas = False

    def is_shown(self, request: HttpRequest) -> bool:
        if not (self.for_areas or whole_city(request.user)):
            return False
        return any(allowed(request.user, permission) for permission in self.permissions)


class DeskViewSet(ViewSet):
    """One subject of a desk. Its first address is the one the menu leads to."""

    permissions: tuple[str, ...] = ("view_desk",)

    @property
    def url_namespace(self) -> str:
        return f"desk_{self.name}"

    @property
    def menu_name(self) -> str:
        return f"desk-{self.name}"

    @property
    def menu_item_class(self) -> type[DeskMenuItem]:
        first = getattr(self.get_urlpatterns()[0].callback, "view_class", None)
        for_areas = getattr(first, "for_areas", False)
        rights = {"permissions": self.permissions, "for_areas": for_areas}
        return type("Line", (DeskMenuItem,), rights)


class ReportViewSet(DeskViewSet):
    """A report among Wagtail's reports, for those who may read it."""

    report: type[Any]  # a `DeskReport`, or a page with a right and a title of its own
    menu_hook = REPORTS_MENU

    def __init__(self, name: str, *, report: type[Any], **kwargs: Any) -> None:
        super().__init__(name, report=report, **kwargs)
        self.permissions = report.permissions

    @property
    def url_namespace(self) -> str:
        return f"report_{self.name}"

    @property
    def url_prefix(self) -> str:
        return f"reports/{self.name}"

    @property
    def menu_label(self) -> str:
        return str(self.report.page_title)

    @property
    def menu_icon(self) -> str:
        return str(self.report.header_icon)

    def get_urlpatterns(self) -> list[URLPattern]:
        if not issubclass(self.report, DeskReport):
            return [path("", self.report.as_view(), name="index")]
        return listing("", self.report)


def listing(route: str, view: type[View], name: str = "index") -> list[URLPattern]:
    """A list and its results alone, which Wagtail's search and filters ask for."""
    return [
        path(route, view.as_view(), name=name),
        path(f"{route}results/", view.as_view(results_only=True), name=f"{name}_results"),
    ]


def record(route: str, view: type[View], name: str = "", *, verbs: str = "") -> list[URLPattern]:
    """A record's page and, below `verbs`, its buttons; named `page`, or as given."""
    return [
        path(route, view.as_view(), name=name or "page"),
        path(
            f"{route}{verbs}<slug:verb>/", view.as_view(), name=f"{name}_verb" if name else "verb"
        ),
    ]


# --- settings: lists that administrators keep -------------------------------------------------


class GuardedDeleteView(DeleteView):
    """Deleting what is in use is refused in words."""

    in_use = "已经有记录在用它，不能删除。"

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        if reason := self.why_not():
            return self.refuse(reason)
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError:
            return self.refuse(f"“{self.object}”{self.in_use}")

    def why_not(self) -> str:
        return ""

    def refuse(self, reason: str) -> HttpResponse:
        messages.error(self.request, reason)
        return redirect(self.get_success_url())


class SettingsViewSet(ModelViewSet):
    """One list of the settings menu; copying makes no sense for any of them."""

    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    delete_view_class = GuardedDeleteView
    search_backend_name = None
    list_per_page = 50


def import_button(kind: str) -> HeaderButton:
    """Beside “add”: the whole list from a sheet."""
    url = reverse("desk_lists:upload", args=[kind])
    return HeaderButton("从表格导入", url=url, icon_name="upload")


def edit_link(view: IndexView, label: str, words: Callable[[Any], str]) -> Column:
    """The first column: words that lead to the form, with the row's other buttons."""
    column = view._get_title_column_class(TitleColumn)
    return column("first", label=label, accessor=words, get_url=view.get_edit_url)
