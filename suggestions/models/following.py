"""关注: who asked to hear of something without an account; the address is stored encrypted."""

from django.db import models
from django.db.models import Q

from suggestions.models.encrypted import EncryptedTextField


class FollowQuerySet(models.QuerySet):
    def active(self) -> "FollowQuerySet":
        return self.filter(status=Follow.Status.ACTIVE)


class Follow(models.Model):
    """One address that follows one thing. Nothing is sent before the address has confirmed."""

    class Channel(models.TextChoices):
        EMAIL = "email", "电子邮件"
        SMS = "sms", "短信"

    class Pace(models.TextChoices):
        AT_ONCE = "at_once", "有进展就告诉我"
        WEEKLY = "weekly", "每周一次，合成一封"

    class Status(models.TextChoices):
        ASKED = "asked", "待确认"
        ACTIVE = "active", "关注中"
        ENDED = "ended", "已取消"

    NEXT = {
        Status.ASKED: {Status.ACTIVE, Status.ENDED},
        Status.ACTIVE: {Status.ENDED},
        Status.ENDED: {Status.ASKED},
    }

    # Which kind of thing, by its name in the registry (`news/followable.py`), and which one: its
    # key, or for a saved search its query.
    kind = models.CharField("关注什么", max_length=12)
    target = models.CharField("对象", max_length=300)
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    address = EncryptedTextField("地址")
    # A keyed hash of the address: equal addresses, equal keys; it cannot be read back.
    reader = models.CharField(max_length=64)
    pace = models.CharField("多久一次", max_length=8, choices=Pace, default=Pace.AT_ONCE)
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.ASKED)
    # How often a wrong code was typed in.
    code_tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField("申请时间")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    # Of a saved search: what was published before is told already.
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = "关注"
        verbose_name_plural = "关注"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target", "channel", "reader"], name="follow_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["kind", "target"], condition=Q(status="active"), name="follow_active"
            ),
            models.Index(fields=["reader"], name="follow_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"
