"""What deliberation adds to the Wagtail admin: declarations only."""

from wagtail import hooks

from deliberation.desk.councils.founding import CouncilViewSet
from deliberation.desk.councils.lists import CouncilListViewSet
from deliberation.desk.formats.keeping import FormatViewSet
from deliberation.desk.indices.indicators import IndicatorViewSet
from deliberation.desk.viewsets import FundViewSet, MotionViewSet, RollViewSet, SecretaryDesk


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
    ]
