"""The agenda of a meeting: its items, who speaks to them and what was said."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council, Party, Seat, surname_only
from deliberation.models.matters import Matter
from deliberation.models.meetings import Meeting


def result_words(status: str, outcome: str) -> str:
    """What came of an item that stands at `status` (as shown); left for next time, with why."""
    if status != AgendaItem.Status.POSTPONED.label:
        return outcome
    return f"{status}，原因：{outcome.rstrip('。')}。" if outcome else f"{status}。"


class AgendaItem(models.Model):
    """A matter's place in one meeting."""

    class Status(models.TextChoices):
        LISTED = "listed", "待议"
        CURRENT = "current", "正在议"
        DONE = "done", "已议"
        POSTPONED = "postponed", "留待下次"
        PASSED = "passed", "已上报"

    NEXT = {
        Status.LISTED: {Status.CURRENT, Status.POSTPONED},
        Status.CURRENT: {Status.DONE, Status.LISTED, Status.POSTPONED, Status.PASSED},
        Status.DONE: {Status.CURRENT, Status.PASSED},
        Status.POSTPONED: {Status.LISTED},  # put on the same agenda again before the day
        Status.PASSED: set(),
    }

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="items")
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.LISTED)
    order = models.PositiveSmallIntegerField("序号")
    minutes = models.PositiveSmallIntegerField("分钟", default=15)
    # Comes back on every agenda (上月落实情况): offered ticked when a month is copied.
    monthly = models.BooleanField("每月都议", default=False)
    outcome = models.TextField("议事结果", blank=True)

    class Meta:
        verbose_name = "议程"
        verbose_name_plural = "议程"
        ordering = ["meeting", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "matter"], name="matter_once_a_meeting")
        ]

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def result(self) -> str:
        """What came of it, for every page and paper."""
        return result_words(self.get_status_display(), self.outcome)

    @property
    def council(self) -> Council:
        return self.meeting.council


class Speaker(models.Model):
    """A place in the speakers' list of an item."""

    class Status(models.TextChoices):
        WAITING = "waiting", "等待发言"
        SPEAKING = "speaking", "正在发言"
        DONE = "done", "已发言"
        LEFT = "left", "放弃发言"

    NEXT = {
        Status.WAITING: {Status.SPEAKING, Status.LEFT},
        Status.SPEAKING: {Status.DONE},
        Status.DONE: set(),
        Status.LEFT: set(),
    }

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="speakers")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.WAITING)
    # Whose seat it is, so that the hall sees the name as its holder agreed; empty for guests.
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("姓名", max_length=40)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "发言登记"
        verbose_name_plural = "发言登记"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(status="speaking"), name="one_speaker_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def public_name(self) -> str:
        return self.seat.public_name if self.seat else surname_only(self.name)

    @property
    def hall_name(self) -> str:
        return self.seat.hall_name if self.seat else surname_only(self.name)

    @property
    def meeting(self) -> Meeting:
        return self.item.meeting

    @property
    def council(self) -> Council:
        return self.item.meeting.council


class Remark(models.Model):
    """发言要点: who said what, in a sentence or two."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="remarks")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("发言人", max_length=40)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    gist = models.TextField("要点")
    # The number of the opinion written before the meeting that it is.
    beforehand = models.PositiveSmallIntegerField("会前意见编号", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "发言要点"
        verbose_name_plural = "发言要点"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.name}：{self.gist[:20]}"

    @property
    def public_name(self) -> str:
        if self.beforehand:
            return self.name
        return self.seat.public_name if self.seat else surname_only(self.name)

    @property
    def meeting(self) -> Meeting:
        return self.item.meeting

    @property
    def council(self) -> Council:
        return self.item.meeting.council
