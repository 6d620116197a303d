"""我的队列: a filter of the queue that one officer keeps under a name."""

from django.conf import settings
from django.db import models


class SavedQueue(models.Model):
    """`query` is the list's own address; what it finds is asked anew each time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="queues")
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=500)
    created_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "我的队列"
        verbose_name_plural = "我的队列"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="queue_name_once_per_user")
        ]

    def __str__(self) -> str:
        return self.name
