"""Who takes part in a live event: those who registered for it, and those who came."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from suggestions.models import Follow

MOST_PERSONS = 10


class LiveRegistrationQuerySet(models.QuerySet):
    def active(self) -> "LiveRegistrationQuerySet":
        """Confirmed by the address itself, and not cancelled."""
        return self.filter(follow__status=Follow.Status.ACTIVE)

    def waiting(self) -> "LiveRegistrationQuerySet":
        """Without a place so far, in the order in which they confirmed."""
        return self.active().filter(place_at=None).order_by("follow__confirmed_at", "pk")

    def persons(self) -> int:
        """How many have a place; the figure stays when their addresses are deleted."""
        placed = self.filter(place_at__isnull=False)
        return placed.aggregate(total=models.Sum("persons"))["total"] or 0


class LiveRegistration(models.Model):
    """报名: one address, one event. Address, confirmation and end are those of its `Follow`."""

    follow = models.OneToOneField(
        Follow, models.CASCADE, related_name="registration", verbose_name="关注"
    )
    event = models.ForeignKey(
        "cms.LiveEventPage",
        models.CASCADE,
        related_name="registrations",
        verbose_name="直播活动",
    )
    persons = models.PositiveSmallIntegerField(
        "人数", default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PERSONS)]
    )
    # Empty: not confirmed, waiting, or given back.
    place_at = models.DateTimeField("得到名额的时间", null=True, blank=True)
    # What the last message said of time and place, and when: who knows it is told nothing.
    told = models.CharField(max_length=32, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField("提醒时间", null=True, blank=True)

    objects = LiveRegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "报名"
        verbose_name_plural = "报名"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(persons__gte=1, persons__lte=MOST_PERSONS),
                name="live_registration_persons",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.persons} 人"


class LiveVisit(models.Model):
    """参与人次: one browser at one event. The key is another one at every event."""

    event = models.ForeignKey(
        "cms.LiveEventPage", models.CASCADE, related_name="visits", verbose_name="直播活动"
    )
    visitor_key = models.CharField(max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "直播参与"
        verbose_name_plural = "直播参与"
        constraints = [
            models.UniqueConstraint(fields=["event", "visitor_key"], name="live_visit_once")
        ]

    def __str__(self) -> str:
        return f"直播参与 {self.event_id}"
