"""What the suggestions' staff screens add to the Wagtail admin: declarations only."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from suggestions.actions import account_changes, passkeys, scoping, second_factor, taking_back
from suggestions.desk import rights
from suggestions.desk.guides import leaving
from suggestions.desk.guides.viewsets import GuideViewSet
from suggestions.desk.intake.sources import SourceViewSet
from suggestions.desk.monthly.viewsets import MonthlyTaskViewSet, MonthlyViewSet
from suggestions.desk.numbers.staff_home import StandingInPanel, TodoPanel
from suggestions.desk.questionnaires.viewsets import QuestionnaireViewSet
from suggestions.desk.settings.areas import AreaViewSet
from suggestions.desk.settings.departments import (
    AnswerTemplateViewSet,
    DepartmentViewSet,
    SectionViewSet,
)
from suggestions.desk.settings.invitations import InvitationViewSet
from suggestions.desk.settings.lists import ListViewSet
from suggestions.desk.settings.pages import CampaignListing, CampaignPageViewSet, SitePageViewSet
from suggestions.desk.settings.workdays import WorkdayViewSet
from suggestions.desk.typing.viewsets import TypingViewSet
from suggestions.desk.viewsets import (
    REPORTS,
    AccountChangeViewSet,
    DepartmentDesk,
    ExportViewSet,
    IssueViewSet,
    KeptListViewSet,
    KeyViewSet,
    LeaveViewSet,
    LoginRuleViewSet,
    MyNewsViewSet,
    Office,
    OwnLoginViewSet,
    ScopeViewSet,
)
from suggestions.desk.visits.viewsets import VisitViewSet
from suggestions.models import CampaignPage, Suggestion, Topic, User
from suggestions.staff.access import DeskRequest, StaffRequest, enter
from suggestions.staff.presence import DeskPolicy
from suggestions.work import inviting


@hooks.register("register_permissions")
def own_rights() -> QuerySet[Permission]:
    """Rights of ours that the page of a role has a box for."""
    return Permission.objects.filter(content_type__app_label="suggestions", codename=rights.ADOPT)


for shared in (Suggestion, Topic):
    register_permission_policy(shared, DeskPolicy(shared))


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet | ViewSetGroup]:
    return [
        Office(),
        IssueViewSet(),
        MonthlyViewSet(),
        QuestionnaireViewSet(),
        VisitViewSet(),
        TypingViewSet(),
        DepartmentDesk(),
        MonthlyTaskViewSet(),
        MyNewsViewSet(),
        LeaveViewSet(),
        ExportViewSet(),
        KeptListViewSet(),
        *REPORTS,
        GuideViewSet(),
        SitePageViewSet(),
        CampaignPageViewSet(),
        CampaignListing(),
        DepartmentViewSet(),
        SectionViewSet(),
        AnswerTemplateViewSet(),
        AreaViewSet(),
        WorkdayViewSet(),
        ListViewSet(),
        InvitationViewSet(),
        SourceViewSet(),
        KeyViewSet(),
        ScopeViewSet(),
        AccountChangeViewSet(),
        LoginRuleViewSet(),
        OwnLoginViewSet(),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(inviting.SENT, "邀请", "邀请邮件已发出")
    actions.register_action(inviting.FAILED, "邀请没有发出", "邀请邮件没有发出")
    actions.register_action(taking_back.LOGGED, "撤回导入", "整次导入撤回了")
    for action, words in {
        **second_factor.LOGGED,
        **passkeys.LOGGED,
        **account_changes.LOGGED,
    }.items():
        actions.register_action(action, words, words)
    actions.register_action(scoping.CHANGED, "改定负责区域", "负责区域已改定")


@hooks.register("before_bulk_action")
def two_persons_for_many(
    request: HttpRequest, action: str, chosen: list[Any], action_class: Any
) -> HttpResponse | None:
    """Roles are given, and accounts woken, one by one: what needs two persons is found there."""
    people = [one for one in chosen if isinstance(one, User)]
    wakes = action == "set_active_state" and request.POST.get("mark_as_active") == "True"
    if not people or not (action == "assign_role" or wakes):
        return None
    messages.error(request, account_changes.ONE_BY_ONE)
    return redirect("wagtailusers_users:index")


@hooks.register("before_delete_page")
def keep_what_people_said(request: HttpRequest, page: Page) -> HttpResponse | None:
    return leaving.kept(request, [page])


@hooks.register("before_bulk_action")
def keep_what_many_said(
    request: HttpRequest, action: str, chosen: list[Any], action_class: Any
) -> HttpResponse | None:
    pages = [one for one in chosen if isinstance(one, Page)]
    return leaving.kept(request, pages) if action == "delete" else None


@hooks.register("before_copy_page")
def one_everyday_door(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The copy would be a second one, which the database refuses."""
    if not CampaignPage.objects.everyday().filter(pk=page.pk).exists():
        return None
    messages.error(request, "“日常建议”全站只有一个，不能复制。要办专项征集，请新建页面。")
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("insert_global_admin_css")
def staff_styles() -> SafeString:
    sheets = [(static(f"suggestions/{name}.css"),) for name in ("pages", "staff")]
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


# --- the first page after login, and the editors' pages -------------------------------------


@hooks.register("construct_homepage_panels")
def todo_panel(request: StaffRequest, panels: list[Component]) -> None:
    oneself = request.user
    enter(request)  # the menu and the numbers are those of whose place it is
    at = cast(DeskRequest, request).at
    panels.append(StandingInPanel(oneself, request.user, at))
    panels.append(TodoPanel(request.user, at))


@hooks.register("construct_homepage_summary_items")
def no_page_counts(request: HttpRequest, items: list[Component]) -> None:
    items.clear()


@hooks.register("construct_help_menu")
def no_help_elsewhere(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's own help is in English and on other hosts."""
    items.clear()
