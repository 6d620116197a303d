"""征集站 and 联络点: places where residents say what they have to say to somebody's face."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime

from suggestions.models.people import Area


class StationQuerySet(models.QuerySet):
    def standing(self) -> "StationQuerySet":
        return self.filter(status=Station.Status.OPEN)


class Station(models.Model):
    """征集站: a place with hours and a keeper; closed it keeps its record and its figures."""

    class Kind(models.TextChoices):
        STATION = "station", "人民建议征集站"
        CONTACT = "contact", "人民建议联络点"

    class Status(models.TextChoices):
        OPEN = "open", "开放"
        CLOSED = "closed", "已关闭"

    NEXT = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: {Status.OPEN}}

    kind = models.CharField("类别", max_length=8, choices=Kind, default=Kind.STATION)
    name = models.CharField("名称", max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="stations", verbose_name="所在区域")
    address = models.CharField("地址", max_length=120)
    hours = models.CharField("开放时间", max_length=120)
    phone = models.CharField("电话", max_length=30, blank=True)
    latitude = models.FloatField(
        "纬度",
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.FloatField(
        "经度",
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    # Who sits there; sees this station at the desk, and keeps its hours right.
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stations",
        verbose_name="负责人",
    )
    status = models.CharField("状态", max_length=6, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField("设立时间")
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)
    closed_because = models.CharField("关闭原因", max_length=200, blank=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = "征集站"
        verbose_name_plural = "征集站"
        ordering = ["area__path", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="station_once_per_area"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="station_lies_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | Q(status="closed", closed_at__isnull=False),
                name="station_closed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("suggestions:station", args=[self.pk])

    @property
    def position(self) -> str:
        """Its place as a map takes it, in degrees; empty where nobody entered one."""
        if self.latitude is None or self.longitude is None:
            return ""
        return f"{self.latitude:.6f},{self.longitude:.6f}"


class StationStep(models.Model):
    """征集站经过: who opened, changed or closed a station, and why. Written once."""

    class Verb(models.TextChoices):
        OPENED = "opened", "设立"
        REVISED = "revised", "改登记"
        CLOSED = "closed", "关闭"
        REOPENED = "reopened", "重新开放"

    station = models.ForeignKey(Station, models.CASCADE, related_name="steps")
    verb = models.CharField("事项", max_length=8, choices=Verb)
    reason = models.TextField("说明", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(  # 代班: in whose place
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "征集站经过"
        verbose_name_plural = "征集站经过"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.get_verb_display()}"
