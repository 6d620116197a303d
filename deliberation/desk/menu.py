"""The menu group 议事工作台; other parts of the desk add their lines through the hook."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from deliberation.desk.access import OVERSEE, RUN

HOOK = "register_deliberation_menu_item"


class MeetingDeskItem(MenuItem):
    """A line for secretaries and for those who oversee them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RUN) or request.user.has_perm(OVERSEE)


def line(label: str, name: str, icon: str, order: int) -> MeetingDeskItem:
    """A line that leads to a screen of the meeting desk, by the name of its address."""
    return MeetingDeskItem(
        label,
        reverse_lazy(f"deliberation_desk:{name}"),
        name=f"yishi-{name}",
        icon_name=icon,
        order=order,
    )


def meeting_desk_menu() -> SubmenuMenuItem:
    lines = [
        line("议事会", "councils", "group", 100),
        line("会议", "meetings", "calendar-alt", 200),
        line("议题", "matters", "list-ol", 300),
        line("居民提议", "proposals", "comment", 400),
    ]
    menu = Menu(register_hook_name=HOOK, items=lines)
    return SubmenuMenuItem("议事工作台", menu, name="yishi", icon_name="group", order=55)
