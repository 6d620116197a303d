"""How often one address may do something: a counter per address, deed and hour."""

from django.db import models


class RateBucket(models.Model):
    """`key` is a keyed hash of deed, hour and address: nobody can be followed by these rows."""

    key = models.CharField(max_length=64)
    hour = models.PositiveIntegerField("第几个小时")  # hours since 1970
    count = models.PositiveIntegerField("次数", default=1)

    class Meta:
        verbose_name = "访问计数"
        verbose_name_plural = "访问计数"
        constraints = [models.UniqueConstraint(fields=["key", "hour"], name="rate_bucket_once")]
        indexes = [models.Index(fields=["hour"], name="rate_bucket_hour")]

    def __str__(self) -> str:
        return f"{self.hour} {self.count}"
