"""决议: what was decided, how it is published, paid, carried out and confirmed by residents."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from deliberation.models.councils import Council
from deliberation.models.files import private_storage
from deliberation.models.matters import Matter
from deliberation.models.motions import Motion
from deliberation.models.options import MoneySource


class ResolutionQuerySet(models.QuerySet):
    def public(self) -> "ResolutionQuerySet":
        return self.exclude(status=Resolution.Status.DRAFT)

    def unfinished(self) -> "ResolutionQuerySet":
        return self.filter(status__in=Resolution.UNFINISHED)

    def overdue(self, on: dt.date) -> "ResolutionQuerySet":
        return self.filter(status=Resolution.Status.CARRIED, due_on__lt=on)


class Resolution(models.Model):
    """A decision with its number, its sum, who leads, and how far it has come."""

    class Status(models.TextChoices):
        DRAFT = "draft", "待公示"
        PUBLISHED = "published", "公示中"
        CARRIED = "carried", "落实中"
        DONE = "done", "待居民确认"
        CONFIRMED = "confirmed", "居民已确认"
        REPEALED = "repealed", "不再执行"

    UNFINISHED = (Status.DRAFT, Status.PUBLISHED, Status.CARRIED, Status.DONE)
    NEXT = {
        Status.DRAFT: {Status.PUBLISHED, Status.REPEALED},
        Status.PUBLISHED: {Status.CARRIED, Status.REPEALED},
        Status.CARRIED: {Status.DONE, Status.REPEALED},
        Status.DONE: {Status.CONFIRMED, Status.CARRIED},
        Status.CONFIRMED: {Status.CARRIED},
        Status.REPEALED: set(),
    }

    council = models.ForeignKey(Council, models.PROTECT, related_name="resolutions")
    motion = models.OneToOneField(Motion, models.PROTECT, related_name="resolution")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="resolutions")
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.DRAFT)
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveIntegerField("编号")
    title = models.CharField("标题", max_length=80)
    text = models.TextField("内容")
    worked = models.TextField("表决计算")
    lead = models.CharField("牵头", max_length=60)
    helpers = models.JSONField("配合", default=list, blank=True)
    due_on = models.DateField("完成期限", null=True, blank=True)
    passed_at = models.DateTimeField("通过时间")
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    asked_at = models.DateTimeField("回访时间", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    escalated_at = models.DateTimeField("督办时间", null=True, blank=True)
    escalated_to = models.ForeignKey(
        Council, models.PROTECT, null=True, blank=True, related_name="escalated"
    )
    # Each time it is called done residents are asked anew.
    round = models.PositiveSmallIntegerField("第几次确认", default=1)
    repealed_because = models.TextField("不再执行的理由", blank=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = "决议"
        verbose_name_plural = "决议"
        ordering = ["-passed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "year", "number"], name="resolution_number_once"
            )
        ]
        indexes = [
            models.Index(fields=["council", "status"], name="resolution_council"),
            models.Index(fields=["status", "due_on"], name="resolution_due"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("deliberation:resolution", args=[self.pk])

    @property
    def full_number(self) -> str:
        """〔2026〕3号, as GB/T 9704 writes it."""
        return f"〔{self.year}〕{self.number}号"

    @property
    def is_public(self) -> bool:
        """One of `ResolutionQuerySet.public`."""
        return self.status != self.Status.DRAFT

    def is_late(self, on: dt.date) -> bool:
        """Being carried out past its day."""
        carried = self.status == self.Status.CARRIED
        return carried and self.due_on is not None and self.due_on < on


class ResolutionMoney(models.Model):
    """Money of a resolution by source, in yuan."""

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="money")
    source = models.CharField("资金来源", max_length=16, choices=MoneySource)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = "决议资金"
        verbose_name_plural = "决议资金"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="resolution_money_positive")
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.amount}"


class Publication(models.Model):
    """公示: where a decision hung, from when to when, each end with its proof."""

    resolution = models.OneToOneField(Resolution, models.PROTECT, related_name="publication")
    starts_on = models.DateField("公示自")
    # The first day is not counted (民法典 201): 15 days from the 1st end on the 16th.
    days = models.PositiveSmallIntegerField("公示天数", default=15)
    ends_on = models.DateField("公示至")
    places = models.CharField("张贴地点", max_length=200, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField("开始登记")
    start_photo = models.FileField(
        "张贴照片", upload_to="publication/", storage=private_storage, blank=True
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField("结束登记", null=True, blank=True)
    end_note = models.CharField("结束情况", max_length=200, blank=True)

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=15, ends_on__gt=F("starts_on")),
                name="publication_15_days",
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class Objection(models.Model):
    """公示期间的意见 of a resident, and its answer."""

    class Status(models.TextChoices):
        PENDING = "pending", "待答复"
        ANSWERED = "answered", "已答复"

    NEXT = {Status.PENDING: {Status.ANSWERED}, Status.ANSWERED: set()}

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="objections")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PENDING)
    key = models.UUIDField(unique=True)
    text = models.TextField("意见")
    # What the public may read of it; empty until an officer has looked.
    public_text = models.TextField("公开的意见", blank=True)
    receipt_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField("提出时间")
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "公示意见"
        verbose_name_plural = "公示意见"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:20]

    @property
    def council(self) -> Council:
        return self.resolution.council


class Task(models.Model):
    """落实: a piece of work with a date; milestones are tasks in order."""

    class Status(models.TextChoices):
        TODO = "todo", "未开始"
        DOING = "doing", "进行中"
        DONE = "done", "已完成"

    NEXT = {
        Status.TODO: {Status.DOING, Status.DONE},
        Status.DOING: {Status.DONE},
        Status.DONE: {Status.DOING},
    }

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="tasks")
    order = models.PositiveSmallIntegerField("序号")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.TODO)
    title = models.CharField("事项", max_length=80)
    lead = models.CharField("负责", max_length=60)
    due_on = models.DateField("期限")
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "落实事项"
        verbose_name_plural = "落实事项"
        ordering = ["resolution", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["resolution", "order"], name="task_order_once")
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="task_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def council(self) -> Council:
        return self.resolution.council


class Progress(models.Model):
    """进展: a note on a task with what was spent."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="progress")
    note = models.TextField("进展")
    spent = models.DecimalField("支出（元）", max_digits=14, decimal_places=2, default=0)
    source = models.CharField("资金来源", max_length=16, choices=MoneySource, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "进展"
        verbose_name_plural = "进展"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(spent__gte=0), name="spent_not_negative"),
            models.CheckConstraint(
                condition=Q(spent=0) | ~Q(source=""), name="spent_names_its_source"
            ),
        ]

    def __str__(self) -> str:
        return self.note[:20]


class TaskPhoto(models.Model):
    """Before and after, re-encoded at intake; handed out by a view, never by the web server."""

    class When(models.TextChoices):
        BEFORE = "before", "办之前"
        AFTER = "after", "办之后"

    task = models.ForeignKey(Task, models.CASCADE, related_name="photos")
    when = models.CharField("何时", max_length=8, choices=When)
    image = models.ImageField("照片", upload_to="tasks/", storage=private_storage)
    thumbnail = models.ImageField(upload_to="tasks/", storage=private_storage)
    caption = models.CharField("说明", max_length=80, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "照片"
        verbose_name_plural = "照片"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.caption or self.get_when_display()


class Acceptance(models.Model):
    """真的办好了吗? A resident's word on a finished resolution; one per visitor and round."""

    class Done(models.TextChoices):
        YES = "yes", "真的办好了"
        PARTLY = "partly", "办了一部分"
        NO = "no", "没有办好"

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="acceptances")
    round = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=64)
    done = models.CharField("办好了吗", max_length=8, choices=Done)
    comment = models.TextField("说明", blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "居民确认"
        verbose_name_plural = "居民确认"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resolution", "round", "key"], name="acceptance_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return self.get_done_display()

    @property
    def council(self) -> Council:
        return self.resolution.council
