"""The numbers beside a campaign's editor."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.timezone import localdate
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.edit import EditView

from suggestions.desk import rights
from suggestions.models import CampaignPage, CampaignState, Suggestion, Topic, User
from suggestions.models.scope import narrowed
from suggestions.staff.access import allowed
from suggestions.telling import figures


def campaign_numbers(page: CampaignPage, user: User) -> dict[str, Any]:
    """How the campaign is doing: one grouped query for suggestions, one for topics."""
    by_status = Q(status=Suggestion.Status.PENDING)
    waiting = Count("pk", filter=by_status)
    accepted = Count("pk", filter=Q(status__in=Suggestion.ACTIVE))
    answered = Count("pk", filter=Q(status=Suggestion.Status.ANSWERED))
    found = narrowed(Suggestion.objects.filter(campaign=page.pk), user).aggregate(
        received=Count("pk"), waiting=waiting, accepted=accepted, answered=answered
    )
    topics = narrowed(Topic.objects.standing().filter(campaign=page.pk), user)
    proposed = Count("pk", filter=Q(status=Topic.Status.PROPOSED))
    return {**found, **topics.aggregate(topics=Count("pk"), proposed=proposed)}


def window_words(page: CampaignPage, at: dt.datetime) -> str:
    """The state of the window in one line; a draft has none until its dates are filled in."""
    if not page.opens_at:
        return "还没有填写征集时间"
    state, left, last = page.state(at), figures.days_left(page, at), figures.last_moment(page)
    if state == CampaignState.STANDING:
        return f"{state.label}开放：没有截止时间"
    if state == CampaignState.UPCOMING:
        return f"{state.label}：{left} 天后开始" if left else f"{state.label}：今天开始"
    if last and state == CampaignState.CLOSED:
        return f"{state.label}（{localdate(last):%Y-%m-%d}）"
    return f"{state.label}：还剩 {left} 天" if left else f"{state.label}：今天截止"


class NumbersSidePanel(BaseSidePanel):
    """征集情况: the live numbers in the sidebar of the page editor."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "显示或隐藏征集情况"
        icon_name = "clipboard-list"
        has_counter = False

    name = "numbers"
    title = "征集情况"
    order = 150
    template_name = "suggestions/desk/panel_numbers.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        at = timezone.now()
        context.update(
            campaign_numbers(self.object, self.request.user), window=window_words(self.object, at)
        )
        context["may_open_desk"] = allowed(self.request.user, rights.LOOK)
        context["may_draw"] = allowed(self.request.user, rights.PAPER)
        return context


class CampaignEditView(EditView):
    """Wagtail's page editor with one side panel more."""

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        if self.expects_json_response or self.hydrate_create_view:
            return panels  # parts of the page, renewed while saving
        return MediaContainer([*panels, NumbersSidePanel(self.page, self.request)])
