"""今天的事: the first panel after login."""

import datetime as dt
from typing import Any

from django.forms import Media
from wagtail.admin.ui.components import Component

from suggestions.actions import standing_in
from suggestions.desk import rights
from suggestions.desk.monthly.todos import monthly_todos
from suggestions.desk.numbers.todos import GROUPS, Todo, supervises, todos, urged, urgings
from suggestions.desk.referrals.lists import SOON
from suggestions.models import User
from suggestions.models.scope import whole_city
from suggestions.staff.access import allowed


class StandingInPanel(Component):
    """代班: in whose place one may work today, with what waits there, and the switch."""

    name = "standing-in"
    order = 40
    template_name = "suggestions/desk/panel_standing_in.html"

    def __init__(self, oneself: User, user: User, at: dt.datetime) -> None:
        self.oneself, self.user, self.at = oneself, user, at

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        rows = standing_in.leaves_of(self.oneself, at=self.at)
        now = self.user.acts_for
        found = [] if now else [(row, self.waiting(row.user)) for row in rows]
        return {"now": now, "leaves": found, "csrf_token": parent_context.get("csrf_token")}

    def waiting(self, absent: User) -> list[Todo]:
        found = todos(self.oneself.in_place_of(absent), self.at)
        return [todo for todo in found if todo.count]

    media = Media()


class TodoPanel(Component):
    """What is to be done today, by how pressing it is; nothing that counts none."""

    name = "todo"
    order = 50
    template_name = "suggestions/desk/panel_todo.html"

    def __init__(self, user: User, at: dt.datetime) -> None:
        self.user, self.at = user, at

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        clerk = allowed(self.user, rights.ANSWER) and not self.user.is_superuser
        lines = urgings(self.user, self.at) if supervises(self.user) else []
        found = todos(self.user, self.at, lines)
        if whole_city(self.user):
            found += monthly_todos(self.user, self.at)
        return {
            "groups": grouped(found),
            "anything": bool(found),
            "urged": urged(self.user) if clerk and self.user.department_id else [],
            "lines": lines,
            "homeless": clerk and self.user.department_id is None,
            "days": SOON,
        }

    media = Media()


def grouped(found: list[Todo]) -> list[tuple[str, list[Todo]]]:
    """Headings with what stands under them."""
    counted = [todo for todo in found if todo.count]
    parts = [(group, [todo for todo in counted if todo.group == group]) for group in GROUPS]
    return [(group, inside) for group, inside in parts if inside]
