"""What the staff hear, how and how often; and who stands in for whom during leave."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from suggestions.models.encrypted import EncryptedTextField


class StaffNews(models.Model):
    """我的通知: one person's choice for each channel. Without a row: e-mail, once a day."""

    class Pace(models.TextChoices):
        DAILY = "daily", "每天一次，合成一封"
        AT_ONCE = "at_once", "有事就告诉我"
        NEVER = "never", "不要"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="news")
    by_email = models.CharField("电子邮件", max_length=8, choices=Pace, default=Pace.DAILY)
    by_sms = models.CharField("短信", max_length=8, choices=Pace, default=Pace.NEVER)
    phone = EncryptedTextField("手机号", blank=True)

    class Meta:
        verbose_name = "我的通知"
        verbose_name_plural = "我的通知"

    def __str__(self) -> str:
        return f"{self.user} 的通知"


class LeaveQuerySet(models.QuerySet):
    def at(self, moment: dt.datetime) -> "LeaveQuerySet":
        """What holds at a moment: its days have come, are not over, and nobody ended it."""
        day = localdate(moment)
        lasting = Q(ended_at=None) | Q(ended_at__gt=moment)
        return self.filter(lasting, first_day__lte=day, last_day__gte=day)

    def standing(self, *, first: dt.date, last: dt.date) -> "LeaveQuerySet":
        """Those not ended that share a day with these."""
        return self.filter(ended_at=None, first_day__lte=last, last_day__gte=first)


class Leave(models.Model):
    """请假: from, to, and who stands in: is told instead, and sees and decides the same (代班)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="leaves")
    first_day = models.DateField("从")
    last_day = models.DateField("到")
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="代办人"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记"
    )
    entered_at = models.DateTimeField("登记时间", null=True)
    # Back earlier, or not away at all: it held until then.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="结束"
    )
    ended_at = models.DateTimeField("结束时间", null=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = "请假"
        verbose_name_plural = "请假"
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="leave_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(user=F("substitute")), name="leave_somebody_else_stands_in"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="leave_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.first_day:%Y-%m-%d} 至 {self.last_day:%Y-%m-%d}"
