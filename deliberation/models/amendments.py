"""修改稿: what was changed in the words of a vote before it opened, and who moved it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Seat
from deliberation.models.motions import Motion


class Amendment(models.Model):
    """One version after the first, as it was put and written down. Written once."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="amendments")
    # The version that it made: 2 for the first amendment.
    number = models.PositiveSmallIntegerField("第几稿")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    # As its holder agreed to be named; whoever has no seat is named as typed.
    mover = models.CharField("由谁提出", max_length=40)
    because = models.CharField("理由", max_length=200)
    # The whole words, options among them, before and behind.
    before = models.TextField("修改前")
    after = models.TextField("修改后")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "修改稿"
        verbose_name_plural = "修改稿"
        ordering = ["motion", "number"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "number"], name="amendment_number_once"),
            models.CheckConstraint(condition=Q(number__gte=2), name="amendment_makes_a_version"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}稿"
