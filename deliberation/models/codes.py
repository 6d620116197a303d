"""Codes sent to a phone number; what they are for inherits this."""

from django.db import models


class PhoneCode(models.Model):
    """One code for one number, which is kept as a keyed hash alone."""

    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    expires_at = models.DateTimeField("失效时间")
    # Kept until it runs out: whoever sends it again hears what became of the first.
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        abstract = True
