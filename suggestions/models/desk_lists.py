"""What a member of staff keeps of the desk's lists: how each is shown, and files made of them."""

from django.conf import settings
from django.db import models

from suggestions.models.files import private_storage


class KeptList(models.Model):
    """One list as one person left it: filters and sorting, hidden columns, ticks."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_lists")
    name = models.CharField("清单", max_length=60)  # the name of its address
    query = models.TextField("筛选与排序", blank=True)  # never the words of a search
    hidden = models.JSONField("不显示的列", default=list, blank=True)
    ticked = models.JSONField("勾选", default=list, blank=True)

    class Meta:
        verbose_name = "清单设置"
        verbose_name_plural = "清单设置"
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="kept_list_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"


class ListExport(models.Model):
    """导出: a list as it was filtered, made into a file in the background, for who asked only."""

    class Status(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "导出中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    NEXT = {
        Status.QUEUED: {Status.RUNNING, Status.FAILED},
        # Back into the queue when its worker has died.
        Status.RUNNING: {Status.DONE, Status.FAILED, Status.QUEUED},
        Status.DONE: set(),
        Status.FAILED: set(),
    }

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    instead_of = models.ForeignKey(  # 代班: in whose place
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    name = models.CharField("清单", max_length=60)
    title = models.CharField("名称", max_length=80)
    query = models.TextField("筛选", blank=True)
    kind = models.CharField("格式", max_length=4, choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    stage = models.CharField("阶段", max_length=60, blank=True)
    file = models.FileField("文件", storage=private_storage, upload_to="exports/", blank=True)
    rows = models.PositiveIntegerField("行数", default=0)
    size = models.PositiveBigIntegerField("大小", default=0)
    asked_at = models.DateTimeField("开始时间")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    fetched_at = models.DateTimeField("下载时间", null=True, blank=True)
    error = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "导出"
        verbose_name_plural = "导出"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.title}.{self.kind}"
