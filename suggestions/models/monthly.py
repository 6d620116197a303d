"""每月一题: one hard problem of the city a month, its tasks by department, and what came of it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from suggestions.models.issues import Issue
from suggestions.models.people import Area, Department


class MonthlyProblemQuerySet(models.QuerySet):
    def public(self) -> "MonthlyProblemQuerySet":
        return self.filter(status__in=MonthlyProblem.PUBLIC)


class MonthlyProblem(models.Model):
    """题: a problem made from issues (类问题), taken on by the city or by a district."""

    class Status(models.TextChoices):
        DRAFT = "draft", "拟定"
        RUNNING = "running", "办理中"
        DONE = "done", "已办结"
        DROPPED = "dropped", "已撤下"

    NEXT = {
        Status.DRAFT: {Status.RUNNING, Status.DROPPED},
        Status.RUNNING: {Status.DONE, Status.DROPPED},
        Status.DONE: {Status.RUNNING},  # it turned out not to be done
        Status.DROPPED: set(),
    }
    PUBLIC = (Status.RUNNING, Status.DONE)

    title = models.CharField("题目", max_length=60)
    cause = models.TextField("起因")
    month = models.DateField("月份")  # its first day
    # Of the whole city where empty; a district may have its own in the same month.
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区"
    )
    lead = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="牵头单位")
    issues = models.ManyToManyField(Issue, related_name="monthly", verbose_name="类问题")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.DRAFT)
    result = models.TextField("结果", blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("拟定时间")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    finished_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = MonthlyProblemQuerySet.as_manager()

    class Meta:
        verbose_name = "每月一题"
        verbose_name_plural = "每月一题"
        ordering = ["-month", "area_id", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(area__isnull=True) & ~Q(status="dropped"),
                name="one_problem_a_month",
            ),
            models.UniqueConstraint(
                fields=["month", "area"],
                condition=Q(area__isnull=False) & ~Q(status="dropped"),
                name="one_problem_a_month_and_area",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["running", "done"]) | Q(published_at__isnull=False),
                name="problem_published_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | (Q(finished_at__isnull=False) & ~Q(result="")),
                name="problem_done_says_how",
            ),
        ]
        permissions = [("run_monthly", "主持每月一题")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("suggestions:monthly_problem", args=[self.pk])

    @property
    def level(self) -> str:
        """Whose it is, in words."""
        return str(self.area) if self.area else "全市"


class MonthlyTaskQuerySet(models.QuerySet):
    def for_department(self, department: Department | None) -> "MonthlyTaskQuerySet":
        """Of problems that are public; nothing for a user without a department."""
        rows = self.filter(problem__status__in=MonthlyProblem.PUBLIC)
        return rows.filter(department=department) if department else rows.none()

    def standing(self) -> "MonthlyTaskQuerySet":
        return self.exclude(status=MonthlyTask.Status.CANCELLED)

    def running(self) -> "MonthlyTaskQuerySet":
        """Of problems that are worked on: what of one that was dropped stands open waits for
        nobody."""
        return self.filter(problem__status=MonthlyProblem.Status.RUNNING)

    def with_department(self) -> "MonthlyTaskQuerySet":
        """What a department has to do now."""
        return self.running().filter(status=MonthlyTask.Status.ASSIGNED)

    def overdue(self, at: dt.datetime) -> "MonthlyTaskQuerySet":
        return self.with_department().filter(due_on__lt=localdate(at))


class MonthlyTask(models.Model):
    """每月一题的任务: what one department has to do, by when. No referral: it answers no letter."""

    class Status(models.TextChoices):
        ASSIGNED = "assigned", "办理中"
        DISPUTED = "disputed", "有争议，待裁定"
        REPORTED = "reported", "报完成，待核实"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"

    NEXT = {
        Status.ASSIGNED: {Status.DISPUTED, Status.REPORTED, Status.CANCELLED},
        Status.DISPUTED: {Status.ASSIGNED, Status.CANCELLED},
        Status.REPORTED: {Status.DONE, Status.ASSIGNED},
        Status.DONE: set(),
        Status.CANCELLED: set(),
    }
    OPEN = (Status.ASSIGNED, Status.DISPUTED, Status.REPORTED)

    problem = models.ForeignKey(MonthlyProblem, models.CASCADE, related_name="tasks")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name="承办单位"
    )
    text = models.CharField("任务", max_length=200)
    due_on = models.DateField("期限")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ASSIGNED)
    report = models.TextField("完成情况", blank=True)
    assigned_at = models.DateTimeField("布置时间")
    done_at = models.DateTimeField("核实时间", null=True, blank=True)

    objects = MonthlyTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "每月一题的任务"
        verbose_name_plural = "每月一题的任务"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["reported", "done"]) | ~Q(report=""),
                name="monthly_task_says_what_was_done",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="monthly_task_due")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_lead(self) -> bool:
        return self.department_id == self.problem.lead_id

    def is_late(self, at: dt.datetime) -> bool:
        return self.status == self.Status.ASSIGNED and self.due_on < localdate(at)


class MonthlyPolicy(models.Model):
    """出台的政策: a rule or policy that the problem has led to."""

    problem = models.ForeignKey(MonthlyProblem, models.CASCADE, related_name="policies")
    title = models.CharField("名称", max_length=120)
    organ = models.CharField("出台单位", max_length=80)
    issued_on = models.DateField("出台日期")
    text = models.TextField("主要内容")
    url = models.URLField("原文网址", blank=True, max_length=300)

    class Meta:
        verbose_name = "出台的政策"
        verbose_name_plural = "出台的政策"
        ordering = ["issued_on", "pk"]

    def __str__(self) -> str:
        return self.title


class MonthlyStep(models.Model):
    """每月一题经过: who did what with a problem or one of its tasks, and why. Written once."""

    class Verb(models.TextChoices):
        DRAWN = "drawn", "拟定"
        REVISED = "revised", "改稿"
        PUBLISHED = "published", "公布"
        TASK_ADDED = "task_added", "布置任务"
        TASK_CANCELLED = "task_cancelled", "取消任务"
        TIME_CHANGED = "time_changed", "改期限"
        DISPUTED = "disputed", "提出异议"
        DECIDED = "decided", "裁定"
        REPORTED = "reported", "报完成"
        RETURNED = "returned", "退回重办"
        VERIFIED = "verified", "核实完成"
        POLICY_ADDED = "policy_added", "登记政策"
        POLICY_REMOVED = "policy_removed", "撤去政策"
        FINISHED = "finished", "办结"
        REOPENED = "reopened", "重新办理"
        DROPPED = "dropped", "撤下"

    problem = models.ForeignKey(MonthlyProblem, models.CASCADE, related_name="steps")
    task = models.ForeignKey(MonthlyTask, models.CASCADE, null=True, related_name="steps")
    verb = models.CharField("事项", max_length=16, choices=Verb)
    reason = models.TextField("说明", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(  # 代班: in whose place
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "每月一题经过"
        verbose_name_plural = "每月一题经过"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.get_verb_display()}"
