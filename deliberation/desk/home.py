"""要办的事 on the first page after login: a secretary need not look for the desk."""

from typing import Any

from django.forms import Media
from wagtail.admin.ui.components import Component

from deliberation.desk.due import DuePage
from deliberation.desk.rights import RUN
from deliberation.models import Council
from suggestions.staff.access import DeskRequest


class DuePanel(Component):
    """What is due in the reader's councils, each with its button."""

    name = "due"
    order = 45
    template_name = "deliberation/desk/panel_due.html"
    media = Media(css={"all": ["suggestions/desk.css", "deliberation/desk.css"]})

    def __init__(self, request: DeskRequest) -> None:
        self.page = DuePage()
        self.page.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = self.page.request
        councils = self.page.within(Council.objects.run_by(request.user))
        return {"groups": [one for one in self.page.mine(councils, request.at) if one.total]}


def due_panel(request: DeskRequest) -> DuePanel | None:
    """For who runs councils; the others have nothing due here."""
    runs = request.user.has_perm(RUN) and not request.user.is_superuser
    return DuePanel(request) if runs else None
