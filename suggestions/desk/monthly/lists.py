"""每月一题: the list of the office, and what both lists of tasks can be filtered by."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from suggestions.desk import rights
from suggestions.desk.monthly.page import NAME, problem_url
from suggestions.models import MonthlyProblem, MonthlyTask
from suggestions.staff.access import allowed
from suggestions.staff.columns import StatusColumn
from suggestions.staff.listing import DeskListing
from suggestions.telling.monthly import with_tasks

Rows = QuerySet[MonthlyProblem]
Task = MonthlyTask.Status
# What of its tasks waits for somebody.
WAITING: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "late": ("有任务超期", lambda tasks, at: tasks.overdue(at)),
    "reported": ("有任务待核实", lambda tasks, at: tasks.filter(status=Task.REPORTED)),
    "disputed": ("有争议待裁定", lambda tasks, at: tasks.filter(status=Task.DISPUTED)),
}


class ProblemFilterSet(WagtailFilterSet):
    month__year = django_filters.NumberFilter(label="年份")
    status = django_filters.MultipleChoiceFilter(
        choices=MonthlyProblem.Status.choices, label="状态", widget=forms.CheckboxSelectMultiple
    )
    tasks = django_filters.ChoiceFilter(
        choices=[(name, label) for name, (label, _) in WAITING.items()],
        method="by_tasks",
        label="任务",
        empty_label="全部",
    )

    class Meta:
        model = MonthlyProblem
        fields: list[str] = []

    def by_tasks(self, rows: Rows, name: str, value: str) -> Rows:
        found = WAITING[value][1](MonthlyTask.objects.running(), self.request.at)
        return rows.filter(pk__in=found.values("problem"))


class TaskFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        choices=Task.choices, label="状态", widget=forms.CheckboxSelectMultiple
    )
    late = django_filters.ChoiceFilter(
        choices=[("1", "超期")], method="is_late", label="期限", empty_label="全部"
    )

    class Meta:
        model = MonthlyTask
        fields: list[str] = []

    def is_late(self, rows: Any, name: str, value: str) -> Any:
        return rows.overdue(self.request.at)


class ProblemIndex(DeskListing):
    """Newest month first; what was dropped stays in the list."""

    permission = rights.LOOK
    model = MonthlyProblem
    filterset_class = ProblemFilterSet
    page_title = verbose_name_plural = NAME
    header_icon = "date"
    index_url_name = "desk_monthly:index"
    index_results_url_name = "desk_monthly:index_results"
    search_fields = ["title", "cause"]
    default_ordering = ["-month", "pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="题目", get_url=problem_url),
            Column("month", label="月份", accessor=lambda one: f"{one.month:%Y-%m}"),
            Column("level", label="哪一级"),
            Column("lead", label="牵头单位"),
            Column("tasks", label="任务完成", accessor=done_of),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> Rows:
        return with_tasks(MonthlyProblem.objects.select_related("area", "lead"))

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not allowed(self.request.user, rights.MONTHLY):
            return list(super().header_buttons)
        new = HeaderButton("拟一题", url=reverse("desk_monthly:new"), icon_name="plus")
        return [*super().header_buttons, new]


def done_of(problem: Any) -> str:
    return f"{problem.done_tasks}/{problem.all_tasks}"
