"""What of 每月一题 waits for somebody, for the first page after login."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from suggestions.desk import rights
from suggestions.desk.numbers.todos import LATE, OVERDUE, TODAY, Todo
from suggestions.models import MonthlyTask, User
from suggestions.staff.access import allowed

Task = MonthlyTask.Status


def monthly_todos(user: User, at: dt.datetime) -> Iterator[Todo]:
    """To verify and to press for the office, to decide for superiors, its own for a department."""
    problems, tasks = reverse("desk_monthly:index"), MonthlyTask.objects.running()
    if allowed(user, rights.MONTHLY):
        late, said = tasks.overdue(at).count(), tasks.filter(status=Task.REPORTED).count()
        yield Todo("每月一题任务超期", late, f"{problems}?tasks=late", "", LATE, OVERDUE)
        yield Todo("每月一题任务待核实", said, f"{problems}?tasks=reported")
    if allowed(user, rights.SUPERVISE) and allowed(user, rights.LOOK):
        open_ = tasks.filter(status=Task.DISPUTED).count()
        yield Todo("每月一题争议待裁定", open_, f"{problems}?tasks=disputed", "", LATE, TODAY)
    if allowed(user, rights.ANSWER) and user.department_id:
        own = tasks.for_department(user.department)
        url, late = reverse("desk_monthly_tasks:index"), own.overdue(at).count()
        yield Todo("每月一题的任务超期", late, f"{url}?late=1", "", LATE, OVERDUE)
        now = own.with_department().count() - late
        yield Todo("每月一题的任务", now, f"{url}?status=assigned")
