"""The council's record: every change as a link of a hash chain that anybody can check."""

from django.conf import settings
from django.db import models

from deliberation.models.councils import Council
from deliberation.models.meetings import Meeting

# What an entry of the record is about, in the words people read.
KINDS = {
    "meeting.planned": "排定会议",
}


class EntryQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise TypeError("the record is written once")

    def delete(self):
        raise TypeError("the record is written once")


class Entry(models.Model):
    """会议记录的一条: who did what when, hashed together with the entry before it.

    `data` holds only what anybody may read: names as their holders agreed, roll numbers instead
    of voters. What must stay private enters as a hash.
    """

    council = models.ForeignKey(Council, models.PROTECT, related_name="record")
    seq = models.PositiveIntegerField("序号")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="record"
    )
    kind = models.CharField("事项", max_length=32)
    # Finds the rows about one record: "motion", 12.
    subject = models.CharField(max_length=24, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    actor = models.CharField("经办", max_length=80)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间")
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "议事记录"
        verbose_name_plural = "议事记录"
        ordering = ["council", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["council", "seq"], name="entry_seq_once"),
            models.UniqueConstraint(fields=["council", "previous"], name="chain_does_not_fork"),
        ]
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="entry_subject"),
            models.Index(fields=["meeting", "seq"], name="entry_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("the record is written once")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("the record is written once")
