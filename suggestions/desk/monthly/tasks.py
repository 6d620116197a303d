"""每月一题的任务: a department's own, each with its two buttons."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.desk import rights
from suggestions.desk.monthly.lists import TaskFilterSet
from suggestions.desk.monthly.verbs import DEPARTMENT
from suggestions.models import MonthlyTask
from suggestions.staff.columns import DeadlineColumn, StatusColumn
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import RecordPage

NAME = "每月一题的任务"


def task_url(task: MonthlyTask) -> str:
    return reverse("desk_monthly_tasks:page", args=[task.pk])


class TaskIndex(DeskListing):
    """What the own department has to do for problems that are public."""

    permission = rights.ANSWER
    model = MonthlyTask
    filterset_class = TaskFilterSet
    page_title = verbose_name_plural = NAME
    header_icon = "date"
    index_url_name = "desk_monthly_tasks:index"
    index_results_url_name = "desk_monthly_tasks:index_results"
    search_fields = ["text", "problem__title"]
    default_ordering = "due_on"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("text", label="任务", get_url=task_url),
            Column("problem.title", label="每月一题"),
            DeadlineColumn("due_on", label="期限", late=lambda task, at: task.is_late(at)),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[MonthlyTask]:
        own = MonthlyTask.objects.for_department(self.request.user.department)
        return own.select_related("problem")


class TaskPage(RecordPage):
    """One task of the own department; anybody else's is not there."""

    permission = rights.ANSWER
    model = MonthlyTask
    verbs = DEPARTMENT
    rights = rights.RIGHTS
    template_name = "suggestions/desk/monthly_task.html"
    header_icon = "date"

    def get_records(self) -> QuerySet[MonthlyTask]:
        own = MonthlyTask.objects.for_department(self.request.user.department)
        return own.select_related("problem__lead", "problem__area", "department")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_monthly_tasks:verb", args=[self.object.pk, verb])
        return task_url(self.object)

    def get_page_title(self) -> str:
        return self.object.text

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_monthly_tasks:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.object.text}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            is_late=self.object.is_late(self.request.at),
            others=self.object.problem.tasks.standing()
            .exclude(pk=self.object.pk)
            .select_related("department"),
            steps=self.object.steps.select_related("by", "task__department"),
            **kwargs,
        )
