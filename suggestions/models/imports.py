"""Imported lists: one batch a file, one fault a bad row."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from suggestions.models.campaigns import CampaignPage
from suggestions.models.encrypted import EncryptedJSONField, EncryptedTextField
from suggestions.models.files import private_storage as _private_storage  # as migrations name it
from suggestions.models.suggestions import Channel


class ImportBatch(models.Model):
    """A CSV or XLSX file on its way into a campaign."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", "待设置"
        QUEUED = "queued", "排队中"
        RUNNING = "running", "导入中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        TAKEN_BACK = "taken_back", "已撤回"

    NEXT = {
        Status.UPLOADED: {Status.QUEUED, Status.FAILED},
        Status.QUEUED: {Status.RUNNING, Status.FAILED},
        # Back into the queue when its worker has died.
        Status.RUNNING: {Status.DONE, Status.FAILED, Status.QUEUED},
        Status.DONE: {Status.TAKEN_BACK},
        # Goes on where it stopped, or is taken back as far as it came.
        Status.FAILED: {Status.QUEUED, Status.TAKEN_BACK},
        Status.TAKEN_BACK: set(),
    }

    campaign = models.ForeignKey(CampaignPage, models.PROTECT, related_name="imports")
    file = models.FileField("文件", storage=_private_storage, upload_to="imports/%Y/%m/")
    filename = models.CharField("文件名", max_length=200)
    sheet = models.CharField("工作表", max_length=100, blank=True)  # empty: the likeliest one
    digest = models.CharField("SHA-256", max_length=64)
    mapping = models.JSONField("列对应", default=dict, blank=True)
    channel = models.CharField("渠道", max_length=12, choices=Channel, default=Channel.HOTLINE)
    approve = models.BooleanField("导入即受理", default=False)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.UPLOADED)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    stage = models.CharField("阶段", max_length=60, blank=True)
    # All rows of the file up to this one are written or found wanting, in whole transactions.
    written_to = models.PositiveIntegerField("写到第几行", default=0, editable=False)
    rows = models.PositiveIntegerField("总行数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    skipped = models.PositiveIntegerField("已存在", default=0)
    faulty = models.PositiveIntegerField("有误", default=0)
    # Rows that are no data, in words: sums, footers, the header once more.
    passed = models.JSONField("不是数据的行", default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    error = models.TextField("原因", blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    taken_back_at = models.DateTimeField("撤回时间", null=True, editable=False)

    class Meta:
        verbose_name = "批量导入"
        verbose_name_plural = "批量导入"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=100), name="import_progress_percent"
            ),
            models.CheckConstraint(
                condition=~Q(status="taken_back")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="import_taken_back_says_who",
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class ImportFault(models.Model):
    """A row that was not imported, and why."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="faults")
    row_number = models.PositiveIntegerField("行号")
    cell = models.CharField("单元格", max_length=12, blank=True)
    reason = EncryptedTextField("原因")  # it quotes the cell
    # `[column, cell]` of the whole row, which may be somebody's name and number.
    row = EncryptedJSONField("原始内容")

    class Meta:
        verbose_name = "导入错误"
        verbose_name_plural = "导入错误"
        ordering = ["row_number"]

    def __str__(self) -> str:
        return f"第 {self.row_number} 行：{self.reason}"


class ListFile(models.Model):
    """A list of the settings or of a council between its upload and its import."""

    kind = models.CharField("种类", max_length=40)
    about = models.PositiveBigIntegerField("所属", null=True, blank=True)  # such as the council
    choices = models.JSONField("另外填写的", default=dict, blank=True)
    # Empty once it is imported or its time is over.
    file = models.FileField(
        "文件", storage=_private_storage, upload_to="imports/lists/%Y/%m/", blank=True
    )
    filename = models.CharField("文件名", max_length=200)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    rows = models.PositiveIntegerField("行数", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField("上传时间")
    taken_at = models.DateTimeField("导入时间", null=True, blank=True)

    class Meta:
        verbose_name = "名单文件"
        verbose_name_plural = "名单文件"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.filename


class RememberedColumns(models.Model):
    """Which column was what in a list of the same make: the next one is not asked again."""

    kind = models.CharField("种类", max_length=40)
    signature = models.CharField("表头指纹", max_length=64)
    mapping = models.JSONField("列对应")
    answers = models.JSONField("选过的答案", default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "记住的列"
        verbose_name_plural = "记住的列"
        constraints = [
            models.UniqueConstraint(fields=["kind", "signature"], name="columns_remembered_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"
