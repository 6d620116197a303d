"""What the suggestions' staff screens add to the Wagtail admin: declarations only."""

from functools import partial

from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from wagtail import hooks

from suggestions.desk.access import DeskMenuItem
from suggestions.desk.hot import HotReport
from suggestions.desk.ledgers import LedgerReport, RatingReport, RevealReport
from suggestions.desk.menu import HOOK, desk_menu
from suggestions.desk.pages import CampaignListing, CampaignPageViewSet, SitePageViewSet
from suggestions.desk.panels import TodoPanel
from suggestions.desk.reports import HandlingReport, ReportMenuItem
from suggestions.desk.settings import AreaViewSet, DepartmentViewSet, WorkdayViewSet

# --- the officers' desk ---------------------------------------------------------------------


@hooks.register("register_admin_urls")
def desk_urls():
    return [path("", include("suggestions.desk.urls"))]


@hooks.register("register_admin_menu_item")
def desk_menu_item():
    return desk_menu()


# --- importing and grouping -----------------------------------------------------------------


@hooks.register("register_admin_urls")
def importing_and_grouping_urls():
    return [path("", include("suggestions.desk.work_urls"))]


@hooks.register(HOOK)
def importing_menu_item():
    url = reverse_lazy("suggestions_import:index")
    return DeskMenuItem(
        "批量导入", url, "import_suggestion", name="desk-import", icon_name="upload", order=700
    )


@hooks.register(HOOK)
def grouping_menu_item():
    url = reverse_lazy("suggestions_grouping:index")
    return DeskMenuItem(
        "自动归类", url, "view_desk", name="desk-grouping", icon_name="group", order=800
    )


@hooks.register(HOOK)
def dictionary_menu_item():
    url = reverse_lazy("suggestions_desk:dictionary")
    return DeskMenuItem(
        "词典", url, "view_desk", name="desk-dictionary", icon_name="openquote", order=810
    )


# --- the department's desk ------------------------------------------------------------------


@hooks.register("register_admin_menu_item")
def department_menu_item():
    url = reverse_lazy("suggestions_desk:department")
    return DeskMenuItem(
        "承办事项", url, "answer_referral", name="department", icon_name="tasks", order=60
    )


@hooks.register("insert_global_admin_css")
def staff_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("suggestions/staff.css"))


# --- the first page after login, and the editors' pages -------------------------------------


@hooks.register("construct_homepage_panels")
def todo_panel(request, panels):
    panels.append(TodoPanel(request.user, timezone.now()))


@hooks.register("construct_homepage_summary_items")
def no_page_counts(request, items):
    items.clear()


@hooks.register("construct_help_menu")
def no_help_elsewhere(request, items):
    """Wagtail's own help is in English and on other hosts."""
    items.clear()


@hooks.register("register_admin_viewset")
def page_viewsets():
    return [SitePageViewSet(), CampaignPageViewSet(), CampaignListing()]


# --- settings -------------------------------------------------------------------------------


@hooks.register("register_admin_viewset")
def settings_viewsets():
    return [DepartmentViewSet(), AreaViewSet(), WorkdayViewSet()]


# --- reports --------------------------------------------------------------------------------


for place, report in enumerate(
    (HotReport, HandlingReport, LedgerReport, RatingReport, RevealReport)
):
    hooks.register("register_reports_menu_item", partial(ReportMenuItem, report, place))
