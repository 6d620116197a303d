"""每月一题 of the office, and the tasks of each department: addresses and menu lines."""

from django.urls import URLPattern, path

from suggestions.desk import rights
from suggestions.desk.monthly import lists, page, tasks
from suggestions.staff.viewsets import DeskViewSet, listing, record


class MonthlyViewSet(DeskViewSet):
    name, menu_label, icon, menu_order = "monthly", page.NAME, "date", 52
    permissions = (rights.LOOK,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", lists.ProblemIndex),
            path("new/", page.NewProblem.as_view(), name="new"),
            *record("<int:pk>/", page.ProblemPage),
        ]


class MonthlyTaskViewSet(DeskViewSet):
    """Beside 承办事项."""

    name, menu_label, icon, menu_order = "monthly_tasks", tasks.NAME, "date", 61
    url_prefix = "monthly/tasks"
    permissions = (rights.ANSWER,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*listing("", tasks.TaskIndex), *record("<int:pk>/", tasks.TaskPage)]
