"""The outbox: news, written in the same transaction as what it tells; its templates and calls."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class OutboxMessage(models.Model):
    """One message to one reader: an author, a follower or somebody on the staff.

    `key` makes writing it twice impossible. The address stays where it is kept and is read when
    sending, and the personal link is signed then: neither stands in this table.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "电子邮件"
        SMS = "sms", "短信"
        ROBOT = "robot", "工作群机器人"
        CALL = "call", "电话告知"
        LETTER = "letter", "信函"

    # What people carry, not the machine: waits on the desk until somebody has written down how.
    BY_HAND = (Channel.CALL, Channel.LETTER)

    class Status(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"
        JOINED = "joined", "并入另一条"

    NEXT = {
        Status.QUEUED: {Status.SENDING, Status.JOINED},
        Status.SENDING: {Status.SENT, Status.QUEUED, Status.FAILED},
        Status.SENT: set(),
        Status.FAILED: {Status.QUEUED},
        Status.JOINED: set(),
    }

    class Receipt(models.TextChoices):
        """What the gateway said afterwards."""

        ARRIVED = "arrived", "已送达手机"
        LOST = "lost", "没有送达"

    key = models.CharField(max_length=80, unique=True)
    # Whom it is for: exactly one of three; what a group's robot says is for nobody by name.
    suggestion = models.ForeignKey(
        "suggestions.Suggestion", models.CASCADE, null=True, related_name="messages"
    )
    follow = models.ForeignKey(
        "suggestions.Follow", models.CASCADE, null=True, related_name="messages"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="messages"
    )
    # The row of the history that it tells; what the calendar tells has none.
    event = models.ForeignKey("suggestions.Event", models.CASCADE, null=True, related_name="+")
    kind = models.CharField("事项", max_length=24, default="")
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    subject = models.CharField("标题", max_length=120)
    body = models.TextField("内容")
    then = models.TextField("接下来", blank=True)
    url = models.CharField("网址", max_length=300, blank=True)
    # What waits for the same reader on the same channel goes out as one message.
    bundle = models.CharField(max_length=40, default="")
    joined_to = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="joined"
    )
    urgent = models.BooleanField("不受免打扰时段限制", default=False)
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    queued_at = models.DateTimeField("写入时间")
    try_at = models.DateTimeField("下次发送")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    error = models.TextField("失败原因", blank=True)
    gateway_id = models.CharField("网关编号", max_length=64, blank=True)
    receipt = models.CharField("回执", max_length=8, choices=Receipt, blank=True)
    receipt_at = models.DateTimeField("回执时间", null=True, blank=True)
    parts = models.PositiveSmallIntegerField("短信条数", default=0)
    cost = models.PositiveIntegerField("费用（分）", default=0)

    class Meta:
        verbose_name = "待发消息"
        verbose_name_plural = "待发消息"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["status", "try_at"], name="outbox_queue"),
            models.Index(fields=["bundle"], condition=Q(status="queued"), name="outbox_bundle"),
            models.Index(fields=["channel", "sent_at"], name="outbox_month"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(suggestion__isnull=False, follow__isnull=True, user__isnull=True)
                | Q(suggestion__isnull=True, follow__isnull=False, user__isnull=True)
                | Q(suggestion__isnull=True, follow__isnull=True, user__isnull=False)
                | Q(
                    channel="robot", suggestion__isnull=True, follow__isnull=True, user__isnull=True
                ),
                name="outbox_one_reader",
            )
        ]
        permissions = [
            ("tell_people", "发送与回告"),
            ("word_messages", "修改消息模板"),
        ]

    def __str__(self) -> str:
        return self.subject


class MessageTemplate(models.Model):
    """The staff's own wording of one kind of message, in place of the shipped one."""

    kind = models.CharField("事项", max_length=24, unique=True)
    subject = models.CharField("标题", max_length=60)
    body = models.TextField("发生了什么")
    then = models.TextField("接下来怎样", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "消息模板"
        verbose_name_plural = "消息模板"
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.subject


class Call(models.Model):
    """回电记录: one try to tell somebody by telephone, and how it ended."""

    class Outcome(models.TextChoices):
        TOLD = "told", "接通并告知"
        MISSED = "missed", "未接"
        DEAD = "dead", "空号"
        REFUSED = "refused", "拒绝"
        LATER = "later", "改约"

    message = models.ForeignKey(OutboxMessage, models.CASCADE, related_name="calls")
    outcome = models.CharField("结果", max_length=8, choices=Outcome)
    again_at = models.DateTimeField("下次回电", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "回电记录"
        verbose_name_plural = "回电记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_outcome_display()
