"""Presses of the evening's page that reach the office late, or twice."""

from django.conf import settings
from django.db import models

from deliberation.models.meetings import Meeting


class Press(models.Model):
    """补送: a press that was done here, under the key that the device gave it.

    A device that heard no answer sends the same press again; the key tells that it was done.
    """

    key = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presses")
    verb = models.CharField(max_length=30)
    at = models.DateTimeField("送到时间", db_index=True)
    # Seconds from the press to its arrival, as the device counted them.
    waited = models.PositiveIntegerField("在手机上等了", default=0)

    class Meta:
        verbose_name = "补送"
        verbose_name_plural = "补送"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="one_press_a_key")]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"
