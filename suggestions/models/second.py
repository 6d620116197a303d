"""第二遍读: a share of what was decided, read once more by another officer who is told nothing."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from suggestions.models.people import User
from suggestions.models.suggestions import Suggestion


class SecondReadingQuerySet(models.QuerySet):
    def waiting_for(self, user: User) -> "SecondReadingQuerySet":
        """Read by a colleague, and by nobody a second time."""
        return self.filter(second_by=None).exclude(first_by__in=user.counts_as)

    def read_twice(self) -> "SecondReadingQuerySet":
        return self.filter(second_by__isnull=False)


class SecondReading(models.Model):
    """Two officers' words on one suggestion. The second changes nothing; it measures."""

    class Verdict(models.TextChoices):
        ACCEPT = "accept", "是建议，通过"
        DECLINE = "decline", "不是建议，告知途径"

    suggestion = models.OneToOneField(
        Suggestion, models.CASCADE, primary_key=True, related_name="second_reading"
    )
    first = models.CharField("第一遍", max_length=8, choices=Verdict)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_at = models.DateTimeField("第一遍时间")
    second = models.CharField("第二遍", max_length=8, choices=Verdict, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_at = models.DateTimeField("第二遍时间", null=True, blank=True)

    objects = SecondReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "第二遍读"
        verbose_name_plural = "第二遍读"
        ordering = ["first_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(second_by=F("first_by")), name="second_reading_by_another"
            )
        ]
        indexes = [
            models.Index(
                fields=["first_at"], condition=Q(second_by__isnull=True), name="second_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} 第二遍读"

    @property
    def agrees(self) -> bool:
        return self.first == self.second
