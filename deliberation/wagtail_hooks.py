"""What deliberation adds to the Wagtail admin: declarations only."""

from typing import cast

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from deliberation.desk.councils.founding import CouncilViewSet
from deliberation.desk.councils.lists import CouncilListViewSet
from deliberation.desk.formats.keeping import FormatViewSet
from deliberation.desk.formats.procedures import PartyViewSet, ProcedureViewSet
from deliberation.desk.home import due_panel
from deliberation.desk.indices.indicators import IndicatorViewSet
from deliberation.desk.viewsets import (
    FundViewSet,
    MotionViewSet,
    OutlineViewSet,
    RollViewSet,
    SecretaryDesk,
)
from suggestions.staff.access import DeskRequest, enter


@hooks.register("register_admin_viewset")
def viewsets():
    return [
        SecretaryDesk(),
        RollViewSet(),
        MotionViewSet(),
        CouncilViewSet(),
        CouncilListViewSet(),
        IndicatorViewSet(),
        FundViewSet(),
        FormatViewSet(),
        OutlineViewSet(),
        ProcedureViewSet(),
        PartyViewSet(),
    ]


@hooks.register("construct_homepage_panels")
def what_is_due(request: HttpRequest, panels: list[Component]) -> None:
    if not hasattr(request, "at"):  # the door of the suggestions' desk was not passed yet
        enter(request)
    if panel := due_panel(cast(DeskRequest, request)):
        panels.append(panel)
