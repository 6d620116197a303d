"""Who is invited to a meeting without a seat: an expert, the street, the neighbours concerned."""

from django.db import models

from deliberation.models.councils import Council
from deliberation.models.meetings import Meeting


class Guest(models.Model):
    """列席邀请: a name and where it comes from. Who really came is an `Attendance`."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guests")
    name = models.CharField("姓名", max_length=40)
    unit = models.CharField("单位或者身份", max_length=40, blank=True)

    class Meta:
        verbose_name = "列席邀请"
        verbose_name_plural = "列席邀请"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name", "unit"], name="guest_invited_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.name}"

    @property
    def council(self) -> Council:
        return self.meeting.council
