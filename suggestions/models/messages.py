"""The outbox: news to residents, written in the same transaction as what it tells."""

from django.db import models


class OutboxMessage(models.Model):
    """One message to one resident. `key` makes writing it twice impossible.

    The address stays with the contact and is read when sending: no second copy of it, and
    none is written to once the contact is deleted.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "电子邮件"
        SMS = "sms", "短信"

    class Status(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"

    NEXT = {
        Status.QUEUED: {Status.SENDING},
        Status.SENDING: {Status.SENT, Status.QUEUED, Status.FAILED},
        Status.SENT: set(),
        Status.FAILED: {Status.QUEUED},
    }

    key = models.CharField(max_length=80, unique=True)
    suggestion = models.ForeignKey(
        "suggestions.Suggestion", models.CASCADE, related_name="messages"
    )
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    subject = models.CharField("标题", max_length=120)
    body = models.TextField("内容")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    queued_at = models.DateTimeField("写入时间")
    try_at = models.DateTimeField("下次发送")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    error = models.TextField("失败原因", blank=True)

    class Meta:
        verbose_name = "待发消息"
        verbose_name_plural = "待发消息"
        ordering = ["pk"]
        indexes = [models.Index(fields=["status", "try_at"], name="outbox_queue")]

    def __str__(self) -> str:
        return self.subject
