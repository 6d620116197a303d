"""The council's record: every change as a link of a hash chain that anybody can check."""

from django.conf import settings
from django.db import models

from deliberation.models.councils import Council
from deliberation.models.meetings import Meeting

# What an entry of the record is about, in the words people read.
KINDS = {
    # councils and the month
    "council.made": "设立议事会",
    "council.changed": "修改议事会规则",
    "seat.added": "增加席位",
    "seat.replaced": "席位换人",
    "seat.ended": "席位到期",
    "meeting.planned": "排定会议",
    "meeting.moved": "会议改期",
    "meeting.cancelled": "会议取消",
    "meeting.noticed": "会议通知完毕",
    "notice.queued": "发出会议通知",
    "notice.handed": "当面送达通知",
    # matters and the agenda
    "matter.raised": "提出议题",
    "matter.dropped": "决定不议",
    "matter.restored": "恢复议题",
    "matter.arranged": "列入议程",
    "matter.postponed": "移出议程",
    "matter.passed": "移送议题",
    "matter.received": "接到移送议题",
    "agenda.reordered": "调整议程顺序",
    "step.taken": "完成会商步骤",
    "step.left_out": "未进行会商步骤",
    # residents' proposals
    "proposal.published": "公开居民提议",
    "proposal.declined": "居民提议未列入",
    "proposal.ready": "居民提议附议已足",
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
