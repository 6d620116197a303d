"""区域边界: how an area lies, for drawings of our own."""

from django.conf import settings
from django.db import models


class AreaOutline(models.Model):
    """The outline of an area as rings of [longitude, latitude], thinned when it came in."""

    area = models.OneToOneField(
        "suggestions.Area", models.CASCADE, related_name="outline", verbose_name="区域"
    )
    rings = models.JSONField("边界")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "区域边界"
        verbose_name_plural = "区域边界"
        ordering = ["area__path"]

    def __str__(self) -> str:
        return str(self.area)
