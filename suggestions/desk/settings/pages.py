"""Campaigns among Wagtail's pages: their state in every list, their own list, their numbers."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from suggestions.desk.numbers.panels import CampaignEditView, window_words
from suggestions.models import CampaignPage, Suggestion, User
from suggestions.models.scope import narrowed


class CampaignStateColumn(BaseColumn):
    """Upcoming, open or closed, by the calendar; empty beside pages that are no campaigns."""

    cell_template_name = "suggestions/desk/panel_state.html"

    def get_cell_context_data(self, instance: Page, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        if isinstance(instance, CampaignPage):
            at = timezone.now()
            context.update(state=instance.state(at), words=window_words(instance, at))
        return context


STATE = CampaignStateColumn("campaign_state", label="征集状态", width="15%")


class StateIndexView(ExplorableIndexView):
    """Wagtail's page explorer with one column more."""

    base_columns = [
        *(c for c in ExplorableIndexView.base_columns if c.name != "status"),
        STATE,
        *(c for c in ExplorableIndexView.base_columns if c.name == "status"),
    ]


class SitePageViewSet(PageViewSet):
    """Stands in for Wagtail's own: the views of every page type that has none of its own."""

    model = Page
    index_view_class = StateIndexView


class CampaignPageViewSet(PageViewSet):
    """The views of a campaign: its editor shows the live numbers."""

    model = CampaignPage
    edit_view_class = CampaignEditView
    index_view_class = StateIndexView


class CampaignIndexView(IndexView):
    """All campaigns of all series in one list."""

    base_columns = [
        PageTitleColumn("title", label="专项征集", sort_key="title", classname="title"),
        STATE,
        Column("received", label="收到建议", sort_key="received", classname="desk-figure"),
        Column("waiting", label="待审核", sort_key="waiting", classname="desk-figure"),
        PageStatusColumn("status", label="发布状态", sort_key="live", width="12%"),
    ]
    default_ordering = "-latest_revision_created_at"

    def get_base_queryset(self) -> QuerySet[CampaignPage]:
        pages = super().get_base_queryset()
        waiting = Q(status=Suggestion.Status.PENDING)
        return pages.annotate(
            received=_number(Q(), self.request.user), waiting=_number(waiting, self.request.user)
        )


def _number(condition: Q, user: User) -> Coalesce:
    """Suggestions of a page under `condition`; a subquery: joins would multiply the rows."""
    own = narrowed(Suggestion.objects.filter(condition, campaign=OuterRef("pk")), user)
    rows = own.order_by()
    counted = rows.values("campaign").annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def works_with_pages(user: User | AnonymousUser) -> bool:
    policy = policy_registry.get_by_type(Page)
    return policy.user_has_any_permission(user, {"add", "change", "publish"})


class PagesMenuItem(MenuItem):
    """Shown to who may do something with pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return works_with_pages(request.user)


class CampaignParentView(ChooseParentView):
    """Wagtail's view asks nobody who they are; it only offers an empty choice."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not works_with_pages(request.user):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


class CampaignListing(PageListingViewSet):
    """专项征集 in the menu: every campaign with its window and what has come in."""

    name = "campaign_list"
    model = CampaignPage
    icon = "comment"
    menu_label = "专项征集"
    menu_order = 110
    add_to_admin_menu = True
    menu_item_class = PagesMenuItem
    index_view_class = CampaignIndexView
    choose_parent_view_class = CampaignParentView
