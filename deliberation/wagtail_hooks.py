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
