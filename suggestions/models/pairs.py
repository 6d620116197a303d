"""Pairs of topics that may be the same, as people have answered them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from suggestions.models.topics import Topic


class TopicPair(models.Model):
    """同一件事吗: asked once of two topics, and remembered."""

    first = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    second = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    same = models.BooleanField("同一件事")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "是否同一件事"
        verbose_name_plural = "是否同一件事"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="topic_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="topic_pair_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {'=' if self.same else '≠'} {self.second_id}"
