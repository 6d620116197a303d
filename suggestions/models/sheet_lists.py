"""答卷导入: a list of answers made elsewhere on its way into a questionnaire."""

from django.conf import settings
from django.db import models

from suggestions.models.encrypted import EncryptedJSONField
from suggestions.models.files import private_storage as _private_storage  # as migrations name it
from suggestions.models.questionnaires import QuestionnairePage, QuestionnaireVersion


class SheetList(models.Model):
    """A file, what each of its columns answers, and what became of it.

    It is written some thousand rows at a time; each row has a key of its own, so a list that
    broke off goes on where it stopped.
    """

    class Status(models.TextChoices):
        UPLOADED = "uploaded", "待设置"
        QUEUED = "queued", "排队中"
        RUNNING = "running", "导入中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    NEXT = {
        Status.UPLOADED: {Status.QUEUED, Status.FAILED},
        Status.QUEUED: {Status.RUNNING, Status.FAILED},
        # Back into the queue when its worker has died.
        Status.RUNNING: {Status.DONE, Status.FAILED, Status.QUEUED},
        Status.DONE: set(),
        Status.FAILED: {Status.QUEUED},
    }

    questionnaire = models.ForeignKey(
        QuestionnairePage, models.PROTECT, related_name="lists", verbose_name="问卷"
    )
    version = models.ForeignKey(
        QuestionnaireVersion, models.PROTECT, related_name="+", db_index=False
    )
    file = models.FileField(
        "文件", storage=_private_storage, upload_to="imports/sheets/%Y/%m/", blank=True
    )
    filename = models.CharField("文件名", max_length=200)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    # What each column answers, in their order: see `questionnaires.columns.meanings`.
    columns = models.JSONField("列对应", default=list, blank=True)
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.UPLOADED)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    stage = models.CharField("阶段", max_length=60, blank=True)
    rows = models.PositiveIntegerField("总行数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    known = models.PositiveIntegerField("已存在", default=0)
    faulty = models.PositiveIntegerField("有误", default=0)
    # [row, reason]; a reason quotes the cell.
    faults = EncryptedJSONField("有误的行", default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    error = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "答卷导入"
        verbose_name_plural = "答卷导入"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.filename
