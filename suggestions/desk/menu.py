"""The menu group 征集工作台; other desks add their lines through the hook of the same name."""

from django.urls import reverse_lazy
from wagtail.admin.menu import Menu, SubmenuMenuItem

from suggestions.desk.access import DeskMenuItem

HOOK = "register_desk_menu_item"


def line(label: str, name: str, icon: str, order: int) -> DeskMenuItem:
    return DeskMenuItem(
        label,
        reverse_lazy(f"suggestions_desk:{name}"),
        "view_desk",
        name=f"desk-{name}",
        icon_name=icon,
        order=order,
    )


def desk_menu() -> SubmenuMenuItem:
    lines = [
        line("待审核", "waiting", "tasks", 100),
        line("建议", "suggestions", "mail", 200),
        line("问题", "topics", "folder-open-inverse", 300),
        line("书架", "shelf", "glasses", 400),
        line("转办事项", "referrals", "resubmit", 450),
        line("派单目录", "duties", "list-ul", 460),
        line("答复审核", "answers", "comment", 500),
        line("重新办理", "reopened", "resubmit", 600),
    ]
    menu = Menu(register_hook_name=HOOK, items=lines)
    return SubmenuMenuItem("征集工作台", menu, name="desk", icon_name="clipboard-list", order=50)
