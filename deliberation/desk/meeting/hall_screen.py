"""The screen of the hall for a secretary who has logged in on its computer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View

from deliberation.desk.access import CouncilMixin
from deliberation.hall.screen import screen
from suggestions.staff.access import DeskRequest


class HallScreen(CouncilMixin, View):
    """The same page as behind the public link, without a link to pass on."""

    http_method_names = ["get", "head"]

    def get(self, request: DeskRequest, pk: int, **kwargs: Any) -> HttpResponse:
        meeting = get_object_or_404(
            self.council.meetings.select_related("council", "format"), pk=pk
        )
        return screen(request, meeting, at=request.at)
