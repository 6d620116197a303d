"""通知记录: how the entitled of one vote were told of it before it opened, each with its proof."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council
from deliberation.models.files import private_storage
from deliberation.models.motions import Motion
from deliberation.models.rolls import Roll


class NoticeProofQuerySet(models.QuerySet):
    def standing(self) -> "NoticeProofQuerySet":
        """What was recorded of the roll that the vote is taken on now, and not taken back."""
        return self.filter(dropped_at=None, roll=models.F("motion__roll"))


class NoticeProof(models.Model):
    """公示或通知记录: on which day, how, and how many of the roll; put up in public it tells all.

    Written once. One that was wrong is taken back with a reason and stays to be read.
    """

    class Channel(models.TextChoices):
        POSTED = "posted", "张贴公示"
        SMS = "sms", "短信"
        SIGNED = "signed", "签收名单"
        DOOR = "door", "上门送达"
        GROUP = "group", "业主群、居民群"

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="notice_proofs")
    # The roll of whom they were: another roll is other people, and has to be told anew.
    roll = models.ForeignKey(Roll, models.CASCADE, related_name="+")
    channel = models.CharField("方式", max_length=8, choices=Channel)
    told_on = models.DateField("通知日期")
    # Heads of the roll, each counted once over all records; 0 where it was put up for all.
    reached = models.PositiveIntegerField("通知到的人数", default=0)
    detail = models.CharField("地点或者回执号", max_length=120, blank=True)
    file = models.FileField("证明", upload_to="notices/", storage=private_storage, blank=True)
    digest = models.CharField("证明的指纹", max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")
    dropped_at = models.DateTimeField("作废时间", null=True, blank=True)
    dropped_because = models.CharField("作废的理由", max_length=200, blank=True)

    objects = NoticeProofQuerySet.as_manager()

    class Meta:
        verbose_name = "通知记录"
        verbose_name_plural = "通知记录"
        ordering = ["motion", "told_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="posted", reached=0) | ~Q(channel="posted") & Q(reached__gte=1),
                name="notice_posted_or_counted",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | ~Q(dropped_because=""),
                name="dropped_notice_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.told_on:%Y-%m-%d} {self.get_channel_display()}"

    @property
    def council(self) -> Council:
        return self.motion.item.meeting.council
