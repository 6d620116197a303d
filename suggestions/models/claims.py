"""领取: who is reading which suggestion just now, so that no two officers read the same one."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime

from suggestions.models.suggestions import Suggestion


class ClaimQuerySet(models.QuerySet):
    def live(self, at: dt.datetime) -> "ClaimQuerySet":
        """The others have run out: as if they were not there."""
        return self.filter(until__gt=at)


class ScreeningClaim(models.Model):
    """One officer has one suggestion on the screen, until a moment. The key allows no second."""

    LEASE = dt.timedelta(minutes=10)

    suggestion = models.OneToOneField(
        Suggestion, models.CASCADE, primary_key=True, related_name="claim"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    until = models.DateTimeField("到")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "领取"
        verbose_name_plural = "领取"

    def __str__(self) -> str:
        return f"{self.by} 正在看，到 {localtime(self.until):%H:%M}"
