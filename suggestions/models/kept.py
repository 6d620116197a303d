"""What the worker has counted over the whole city, for pages that must not wait for it."""

from django.db import models


class KeptFigure(models.Model):
    """One counted thing by its name, signed: only what this site wrote is read (`telling/kept`)."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.TextField()
    reckoned_at = models.DateTimeField()

    class Meta:
        verbose_name = "统计结果"
        verbose_name_plural = "统计结果"

    def __str__(self) -> str:
        return self.name


class TopicCount(models.Model):
    """How large a topic was when the worker last counted, for the desk's lists of a large city."""

    topic = models.OneToOneField(
        "suggestions.Topic", models.CASCADE, primary_key=True, related_name="counted"
    )
    size = models.PositiveIntegerField("建议", default=0)
    fresh = models.PositiveIntegerField("新增", default=0)
    people = models.PositiveIntegerField("人数", default=0)

    class Meta:
        verbose_name = "问题的统计"
        verbose_name_plural = "问题的统计"

    def __str__(self) -> str:
        return f"问题 {self.topic_id}：{self.size} 条"
