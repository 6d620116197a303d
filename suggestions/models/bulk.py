"""成批办理: one decision over all suggestions that matched, its keys fixed when they were shown."""

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime

from suggestions.models.suggestions import Route


class BulkDecision(models.Model):
    """What was chosen, what was decided of it, how far that has come; undone as a whole.

    The keys are those that the officer was shown and counted. What changed since is passed over.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "待确认"
        QUEUED = "queued", "排队中"
        RUNNING = "running", "办理中"
        DONE = "done", "已办完"
        FAILED = "failed", "未办完"
        UNDOING = "undoing", "撤销中"
        UNDONE = "undone", "已撤销"

    NEXT = {
        Status.DRAFT: {Status.QUEUED},
        Status.QUEUED: {Status.RUNNING, Status.FAILED},
        # Back into the queue when its worker has died.
        Status.RUNNING: {Status.DONE, Status.FAILED, Status.QUEUED},
        Status.DONE: {Status.UNDOING},
        Status.FAILED: {Status.QUEUED, Status.UNDOING},
        Status.UNDOING: {Status.UNDONE},
        Status.UNDONE: set(),
    }
    AT_WORK = (Status.QUEUED, Status.RUNNING, Status.UNDOING)

    class Do(models.TextChoices):
        ACCEPT = "accept", "通过并公开"
        QUIETLY = "accept_quietly", "通过不公开"
        DECLINE = "decline", "告知应去途径"

    keys = models.JSONField(default=list)
    number = models.PositiveIntegerField("条数")
    words = models.CharField("选的是", max_length=300, blank=True)
    do = models.CharField("怎样办理", max_length=14, choices=Do, blank=True)
    route = models.CharField("应去途径", max_length=12, choices=Route, blank=True)
    reason = models.TextField("说明", blank=True)
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.DRAFT)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    stage = models.CharField("阶段", max_length=60, blank=True)
    done = models.PositiveIntegerField("已办理", default=0)
    undone = models.PositiveIntegerField("已撤回", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(  # 代班: in whose place
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    # What was corrected after this moment was not looked at.
    chosen_at = models.DateTimeField("选定时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    error = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "成批办理"
        verbose_name_plural = "成批办理"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{localtime(self.chosen_at):%Y-%m-%d %H:%M} 成批办理 {self.number} 条"

    @property
    def passed_over(self) -> int:
        """Changed, decided or on a colleague's screen when its turn came."""
        return self.number - self.done

    @property
    def kept(self) -> int:
        """Left as decided when the whole was undone."""
        return self.done - self.undone
