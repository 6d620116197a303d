"""请假: who said that they would not come, when, and who noted it."""

from django.conf import settings
from django.db import models

from deliberation.models.councils import Council, Party, Seat
from deliberation.models.meetings import Meeting
from suggestions.models.encrypted import EncryptedTextField


class Apology(models.Model):
    """One seat's leave from one meeting; without it who does not come is 未到, not 请假."""

    class Way(models.TextChoices):
        LINK = "link", "本人通过通知里的链接"
        DESK = "desk", "议事员登记"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="apologies")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="apologies")
    # The meeting's `sequence`: leave from a day says nothing about the day it was moved to.
    round = models.PositiveSmallIntegerField("第几次通知", default=0)
    way = models.CharField("方式", max_length=8, choices=Way)
    # Illness and family: for the secretary alone, neither in the record nor in the minutes.
    reason = EncryptedTextField("事由", blank=True)
    asked_at = models.DateTimeField("请假时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "请假"
        verbose_name_plural = "请假"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "round", "seat"], name="seat_excused_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return self.seat.holder

    @property
    def party(self) -> Party:
        return self.seat.party

    @property
    def public_name(self) -> str:
        return self.seat.public_name

    @property
    def council(self) -> Council:
        return self.meeting.council
